import type { Route } from '../http/call.js';
import { chargeRoutes } from './charges.js';
import { checkoutSessionRoutes } from './checkout-sessions.js';
import { couponRoutes } from './coupons.js';
import { taxRateRoutes } from './tax-rates.js';
import { setupIntentRoutes } from './setup-intents.js';
import { invoiceItemRoutes } from './invoice-items.js';
import { planRoutes } from './plans.js';
import { subscriptionItemRoutes } from './subscription-items.js';
import { testClockRoutes } from './test-clocks.js';
import { creditNoteRoutes } from './credit-notes.js';
import { customerBalanceRoutes } from './customer-balance.js';
import { connectRoutes } from './connect.js';
import { subscriptionScheduleRoutes } from './subscription-schedules.js';
import { sourceRoutes } from './sources.js';
import { paymentPageRoutes } from './payment-pages.js';
import { meterRoutes } from './meters.js';
import { creditGrantRoutes } from './credit-grants.js';
import { entitlementRoutes } from './entitlements.js';
import { cashBalanceRoutes } from './cash-balance.js';
import { legacyRoutes } from './legacy.js';
import { searchRoutes } from './search.js';
import { customerRoutes } from './customers.js';
import { eventRoutes } from './events.js';
import { invoiceRoutes } from './invoices.js';
import { paymentIntentRoutes } from './payment-intents.js';
import { paymentMethodRoutes } from './payment-methods.js';
import { portalRoutes } from './portal.js';
import { priceRoutes } from './prices.js';
import { productRoutes } from './products.js';
import { subscriptionRoutes } from './subscriptions.js';
import { webhookEndpointRoutes } from './webhook-endpoints.js';

/** Every endpoint the simulator has. */
export const apiRoutes: readonly Route[] = [
  ...customerRoutes,
  ...searchRoutes,
  ...legacyRoutes,
  ...cashBalanceRoutes,
  ...entitlementRoutes,
  ...creditGrantRoutes,
  ...meterRoutes,
  ...paymentPageRoutes,
  ...sourceRoutes,
  ...subscriptionScheduleRoutes,
  ...connectRoutes,
  ...customerBalanceRoutes,
  ...creditNoteRoutes,
  ...testClockRoutes,
  ...subscriptionItemRoutes,
  ...planRoutes,
  ...invoiceItemRoutes,
  ...setupIntentRoutes,
  ...taxRateRoutes,
  ...couponRoutes,
  ...productRoutes,
  ...priceRoutes,
  ...paymentMethodRoutes,
  ...paymentIntentRoutes,
  ...chargeRoutes,
  ...subscriptionRoutes,
  ...invoiceRoutes,
  ...checkoutSessionRoutes,
  ...portalRoutes,
  ...eventRoutes,
  ...webhookEndpointRoutes,
];
