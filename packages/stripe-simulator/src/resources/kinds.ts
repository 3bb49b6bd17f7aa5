import { noSuch } from '../http/stripe-error.js';
import type { TableName, Tables } from '../state/tables.js';
import type { World } from '../world.js';

interface Kind {
  table: TableName;
  /** As Stripe's message says it: "No such customer". */
  label: string;
  /** What `param` says when the id stood in the path. */
  pathParam: string;
}

/** Where each kind of object is kept and how Stripe speaks of one that is not there. */
const KINDS = {
  customer: { table: 'customers', label: 'customer', pathParam: 'id' },
  product: { table: 'products', label: 'product', pathParam: 'id' },
  price: { table: 'prices', label: 'price', pathParam: 'price' },
  plan: { table: 'prices', label: 'plan', pathParam: 'plan' },
  coupon: { table: 'coupons', label: 'coupon', pathParam: 'coupon' },
  promotion_code: { table: 'promotionCodes', label: 'promotion code', pathParam: 'promotion_code' },
  discount: { table: 'discounts', label: 'discount', pathParam: 'discount' },
  tax_rate: { table: 'taxRates', label: 'tax rate', pathParam: 'tax_rate' },
  payment_method: { table: 'paymentMethods', label: 'PaymentMethod', pathParam: 'payment_method' },
  payment_intent: { table: 'paymentIntents', label: 'payment_intent', pathParam: 'intent' },
  setup_intent: { table: 'setupIntents', label: 'setupintent', pathParam: 'intent' },
  charge: { table: 'charges', label: 'charge', pathParam: 'id' },
  refund: { table: 'refunds', label: 'refund', pathParam: 'refund' },
  dispute: { table: 'disputes', label: 'dispute', pathParam: 'dispute' },
  balance_transaction: { table: 'balanceTransactions', label: 'balance transaction', pathParam: 'id' },
  subscription: { table: 'subscriptions', label: 'subscription', pathParam: 'id' },
  subscription_schedule: { table: 'subscriptionSchedules', label: 'subscription schedule', pathParam: 'schedule' },
  invoice: { table: 'invoices', label: 'invoice', pathParam: 'invoice' },
  invoiceitem: { table: 'invoiceItems', label: 'invoiceitem', pathParam: 'invoiceitem' },
  invoice_payment: { table: 'invoicePayments', label: 'invoice payment', pathParam: 'invoice_payment' },
  credit_note: { table: 'creditNotes', label: 'credit note', pathParam: 'id' },
  'checkout.session': { table: 'checkoutSessions', label: 'checkout.session', pathParam: 'session' },
  'billing_portal.session': { table: 'portalSessions', label: 'billing portal session', pathParam: 'session' },
  'billing_portal.configuration': { table: 'portalConfigurations', label: 'configuration', pathParam: 'configuration' },
  webhook_endpoint: { table: 'webhookEndpoints', label: 'webhook endpoint', pathParam: 'webhook_endpoint' },
  'test_helpers.test_clock': { table: 'testClocks', label: 'test clock', pathParam: 'test_clock' },
  customer_balance_transaction: {
    table: 'customerBalanceTransactions',
    label: 'customer balance transaction',
    pathParam: 'id',
  },
  tax_id: { table: 'taxIds', label: 'tax id', pathParam: 'id' },
  'billing.meter': { table: 'meters', label: 'billing meter', pathParam: 'id' },
  'billing.credit_grant': { table: 'creditGrants', label: 'credit grant', pathParam: 'id' },
  'billing.credit_balance_transaction': {
    table: 'creditBalanceTransactions',
    label: 'credit balance transaction',
    pathParam: 'id',
  },
  'entitlements.feature': { table: 'features', label: 'feature', pathParam: 'id' },
  'entitlements.active_entitlement': { table: 'activeEntitlements', label: 'active entitlement', pathParam: 'id' },
  product_feature: { table: 'productFeatures', label: 'product feature', pathParam: 'id' },
  account: { table: 'connectedAccounts', label: 'account', pathParam: 'id' },
  transfer: { table: 'transfers', label: 'transfer', pathParam: 'transfer' },
  event: { table: 'events', label: 'event', pathParam: 'id' },
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof KINDS;
type RowOf<Name extends KindName> = Tables[(typeof KINDS)[Name]['table']][string];

/** The object, or undefined. */
export function look<Name extends KindName>(world: World, kind: Name, id: string): RowOf<Name> | undefined {
  const rows = world.tables[KINDS[kind].table] as Record<string, unknown>;
  return Object.hasOwn(rows, id) ? (rows[id] as RowOf<Name>) : undefined;
}

/** The object named in the path; 404 `resource_missing` otherwise. */
export function fetchByPath<Name extends KindName>(world: World, kind: Name, id: string): RowOf<Name> {
  const found = look(world, kind, id);
  if (!found) throw noSuch(KINDS[kind].label, id, KINDS[kind].pathParam, 404);
  return found;
}

/** The object named by a parameter; 400 `resource_missing` otherwise. */
export function fetchByParam<Name extends KindName>(world: World, kind: Name, id: string, param: string): RowOf<Name> {
  const found = look(world, kind, id);
  if (!found) throw noSuch(KINDS[kind].label, id, param, 400);
  return found;
}
