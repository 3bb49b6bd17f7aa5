import type { TableName } from '../state/tables.js';
import type { World } from '../world.js';

// Which field holds the id of which kind of object, in any API version.
const FIELDS: Readonly<Record<string, TableName>> = {
  customer: 'customers',
  subscription: 'subscriptions',
  latest_invoice: 'invoices',
  invoice: 'invoices',
  payment_intent: 'paymentIntents',
  latest_charge: 'charges',
  charge: 'charges',
  payment_method: 'paymentMethods',
  default_payment_method: 'paymentMethods',
  setup_intent: 'setupIntents',
  pending_setup_intent: 'setupIntents',
  price: 'prices',
  default_price: 'prices',
  product: 'products',
  coupon: 'coupons',
  promotion_code: 'promotionCodes',
  discount: 'discounts',
  discounts: 'discounts',
  tax_rate: 'taxRates',
  tax_rates: 'taxRates',
  balance_transaction: 'balanceTransactions',
  balance_transactions: 'balanceTransactions',
  schedule: 'subscriptionSchedules',
  test_clock: 'testClocks',
  refund: 'refunds',
  dispute: 'disputes',
  configuration: 'portalConfigurations',
  invoice_item: 'invoiceItems',
  customer_balance_transaction: 'customerBalanceTransactions',
  feature: 'features',
  credit_grant: 'creditGrants',
  transfer: 'transfers',
  destination: 'connectedAccounts',
};

const BY_PREFIX: Readonly<Record<string, TableName>> = {
  ch: 'charges',
  re: 'refunds',
  pi: 'paymentIntents',
  pm: 'paymentMethods',
  tr: 'transfers',
  card: 'paymentMethods',
};

/** The object an id stands for; null when it is gone; undefined when the field holds no id of anything. */
export function referenced(world: World, field: string, id: string): unknown {
  const prefix = id.split('_')[0] ?? '';
  const table = Object.hasOwn(FIELDS, field)
    ? FIELDS[field]
    : (field === 'source' || field === 'default_source') && Object.hasOwn(BY_PREFIX, prefix)
      ? BY_PREFIX[prefix]
      : undefined;
  if (!table) return undefined;
  const rows = world.tables[table] as Record<string, unknown>;
  if (Object.hasOwn(rows, id)) return rows[id];
  const kind = world.data.deleted[id];
  return kind ? { id, object: kind, deleted: true } : null;
}
