import { toBillingContext } from './services/engine/billing-context.js';
import { type CheckoutService, createCheckout } from './services/selling/checkout.js';
import type { EngineContext } from './services/engine/context.js';
import { createCustomers, type CustomersService } from './services/subscriptions/link-customer.js';
import { createPortal, type PortalService } from './services/selling/portal.js';
import { createPrices, type PricesService } from './services/selling/prices.js';
import { createSubscriptions, type SubscriptionsService } from './services/subscriptions/subscriptions.js';
import { createWebhooks, type WebhooksService } from './services/webhooks/webhooks.js';
import { createWorker, type Worker } from './services/engine/worker.js';

/** Everything that has to do with Stripe. Without a secret key each call throws NotConfiguredError, and tokens work alone. */
export interface Billing {
  readonly checkout: CheckoutService;
  readonly portal: PortalService;
  readonly subscriptions: SubscriptionsService;
  readonly customers: CustomersService;
  readonly webhooks: WebhooksService;
  readonly prices: PricesService;
  /** The inbox's worker: started by `farebox.start()`, never by a request. */
  readonly inboxWorker: Worker;
}
/** How often an idle worker looks for events of other processes and for retries that are due. */
const IDLE_MS = 2_000;
const BATCH = 100;

/** Pure and cheap: no connection, no timer until `inboxWorker.start()`. */
export function createBilling(engine: EngineContext): Billing {
  const context = toBillingContext(engine);
  const inboxWorker = createWorker(
    'inbox',
    async () => {
      if (!context.settings.hasStripe) return { hasMore: false };
      const report = await webhooks.work({ limit: BATCH });
      return { hasMore: report.pausedUntil === null && report.done + report.ignored >= BATCH };
    },
    IDLE_MS,
    context.logger,
  );
  const webhooks = createWebhooks(context, inboxWorker);
  return {
    checkout: createCheckout(context),
    portal: createPortal(context),
    subscriptions: createSubscriptions(context),
    customers: createCustomers(context),
    webhooks,
    prices: createPrices(context),
    inboxWorker,
  };
}
