import { z } from 'zod';
import { accountSchema } from './account.js';
import {
  checkoutRequestSchema,
  portalRequestSchema,
  redirectSchema,
  returnAnswerSchema,
  returnRequestSchema,
} from './billing.js';
import { catalogSchema } from './catalog.js';
import { quoteAnswerSchema, quoteRequestSchema } from './decision.js';
import { historyPageSchema, historyQuerySchema } from './history.js';
import { runEndSchema, runRequestSchema } from './runs.js';

/** Whatever came there is not looked at. */
const nothing = z.unknown().transform((): undefined => undefined);

/**
 * The HTTP API at a glance, relative to the mount (default `/api/farebox`). `who`: `nobody` = no identity needed,
 * `member` = any identity, `spender` = may use tokens, `billing` = may buy, change, cancel, open the portal,
 * `stripe` = signed bytes. It types both ends: `Body`, `Query` and `Answer` of a name, in a route and in a browser.
 */
export const endpoints = {
  catalog: { method: 'GET', path: '/catalog', who: 'nobody', query: nothing, body: nothing, answer: catalogSchema },
  account: { method: 'GET', path: '/account', who: 'member', query: nothing, body: nothing, answer: accountSchema },
  quote: {
    method: 'POST',
    path: '/quote',
    who: 'spender',
    query: nothing,
    body: quoteRequestSchema,
    answer: quoteAnswerSchema,
  },
  /** Answers a stream of run events when asked for `application/x-ndjson`, else the end alone. */
  run: { method: 'POST', path: '/runs', who: 'spender', query: nothing, body: runRequestSchema, answer: runEndSchema },
  history: {
    method: 'GET',
    path: '/history',
    who: 'member',
    query: historyQuerySchema,
    body: nothing,
    answer: historyPageSchema,
  },
  checkout: {
    method: 'POST',
    path: '/checkout',
    who: 'billing',
    perMinute: 30,
    query: nothing,
    body: checkoutRequestSchema,
    answer: redirectSchema,
  },
  portal: {
    method: 'POST',
    path: '/portal',
    who: 'billing',
    perMinute: 30,
    query: nothing,
    body: portalRequestSchema,
    answer: redirectSchema,
  },
  /** The synced return from Checkout or the portal. */
  return: {
    method: 'POST',
    path: '/return',
    who: 'member',
    perMinute: 30,
    query: nothing,
    body: returnRequestSchema,
    answer: returnAnswerSchema,
  },
  webhook: {
    method: 'POST',
    path: '/webhook',
    who: 'stripe',
    query: nothing,
    body: nothing,
    answer: z.object({ received: z.literal(true) }),
  },
} as const satisfies Readonly<Record<string, Endpoint>>;

/** One row of the table. */
export interface Endpoint<Who = 'nobody' | 'member' | 'spender' | 'billing' | 'stripe'> {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly who: Who;
  /**
   * Calls that one person may make a minute. Those that go on to Stripe have it: the whole app shares Stripe's limit of about a
   * hundred requests a second, and nobody may use it up alone.
   */
  readonly perMinute?: number;
  readonly body: z.ZodType;
  readonly query: z.ZodType;
  readonly answer: z.ZodType;
}
/** What a schema of the table gives when it has parsed. */
export type Parsed<Schema extends z.ZodType> = z.output<Schema>;

export type EndpointName = keyof typeof endpoints;
/** What an endpoint takes and answers, by its name. */
export type Body<E extends EndpointName> = Parsed<(typeof endpoints)[E]['body']>;
export type Query<E extends EndpointName> = Parsed<(typeof endpoints)[E]['query']>;
export type Answer<E extends EndpointName> = Parsed<(typeof endpoints)[E]['answer']>;
