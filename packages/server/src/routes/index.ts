import type { EndpointName } from '@farebox/core/contract';
import type { Route } from '../handler/define-route.js';
import { completeReturn } from './complete-return.js';
import { createCheckout } from './create-checkout.js';
import { createPortal } from './create-portal.js';
import { createQuote } from './create-quote.js';
import { getAccount } from './get-account.js';
import { getCatalog } from './get-catalog.js';
import { getHistory } from './get-history.js';
import { receiveWebhook } from './receive-webhook.js';
import { startRun } from './start-run.js';

/** The HTTP API at a glance: each route parses, calls one service, serialises. No route grants tokens. */
export const routes = {
  catalog: getCatalog,
  account: getAccount,
  quote: createQuote,
  run: startRun,
  history: getHistory,
  checkout: createCheckout,
  portal: createPortal,
  return: completeReturn,
  webhook: receiveWebhook,
} as const satisfies Readonly<Record<EndpointName, Route>>;
