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
import { runEndSchema, runRequestSchema } from './runs.js';
import { historyPageSchema, historyQuerySchema } from './history.js';

/**
 * The HTTP API at a glance, relative to the mount (default `/api/farebox`). `who`: `nobody` = no identity needed,
 * `member` = any identity, `spender` = may use tokens, `billing` = may buy, change, cancel, open the portal,
 * `stripe` = signed bytes.
 */
export const endpoints = {
  catalog: { method: 'GET', path: '/catalog', who: 'nobody', answer: catalogSchema },
  account: { method: 'GET', path: '/account', who: 'member', answer: accountSchema },
  quote: { method: 'POST', path: '/quote', who: 'spender', body: quoteRequestSchema, answer: quoteAnswerSchema },
  /** Answers a stream of run events when asked for `application/x-ndjson`, else the end alone. */
  run: { method: 'POST', path: '/runs', who: 'spender', body: runRequestSchema, answer: runEndSchema },
  history: { method: 'GET', path: '/history', who: 'member', query: historyQuerySchema, answer: historyPageSchema },
  checkout: { method: 'POST', path: '/checkout', who: 'billing', body: checkoutRequestSchema, answer: redirectSchema },
  portal: { method: 'POST', path: '/portal', who: 'billing', body: portalRequestSchema, answer: redirectSchema },
  /** The synced return from Checkout or the portal. */
  return: { method: 'POST', path: '/return', who: 'member', body: returnRequestSchema, answer: returnAnswerSchema },
  webhook: { method: 'POST', path: '/webhook', who: 'stripe', answer: z.object({ received: z.literal(true) }) },
} as const;
export type EndpointName = keyof typeof endpoints;
