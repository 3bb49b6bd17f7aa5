import { emit, snapshot } from '../../events.js';
import type { Customer, Invoice, InvoiceLine, Price, Subscription, SubscriptionItem } from '../../state/tables.js';
import type { World } from '../../world.js';
import { methodFor } from './create-subscription.js';
import { endSubscription } from './end-subscription.js';
import { draftInvoice, issueDraft } from '../invoices/invoice.js';
import { takePendingItems } from '../invoices/invoice-items.js';
import { lineForItem } from '../invoices/lines.js';
import { meteredLine } from '../invoices/metered.js';
import { endOfPeriod, nextBilling } from './subscription-items.js';

const DRAFT_FOR = 3600;

/** The end of a period: the next one begins, and its invoice is drafted. */
export function renewSubscription(world: World, subscription: Subscription): void {
  const customer = world.tables.customers[subscription.customer as string];
  if (!customer) return;
  const at = nextBilling(subscription);
  if (subscription.cancel_at !== null && subscription.cancel_at <= at) {
    endSubscription(world, subscription, {
      at: subscription.cancel_at,
      reason: 'cancellation_requested',
      invoiceNow: true,
      planned: true,
    });
    return;
  }
  const before = snapshot(world, subscription);
  if (subscription.status === 'trialing' && !endTrial(world, subscription, customer, at)) return;
  const invoice = renewalInvoice(world, subscription, customer, at);
  holdWhilePaused(subscription, invoice);
  issueDraft(world, invoice);
  subscription.latest_invoice = invoice.id;
  emit(world, 'customer.subscription.updated', subscription, before);
}

/** False when the trial's end also ends or pauses the subscription. */
function endTrial(world: World, subscription: Subscription, customer: Customer, at: number): boolean {
  const missing =
    methodFor(world, subscription, customer) === undefined && subscription.collection_method === 'charge_automatically';
  const behavior = subscription.trial_settings?.end_behavior.missing_payment_method ?? 'create_invoice';
  if (missing && behavior === 'cancel') {
    endSubscription(world, subscription, { at, reason: 'payment_failed' });
    return false;
  }
  if (missing && behavior === 'pause') {
    const before = snapshot(world, subscription);
    subscription.status = 'paused';
    emit(world, 'customer.subscription.updated', subscription, before);
    emit(world, 'customer.subscription.paused', subscription);
    return false;
  }
  subscription.status = 'active';
  return true;
}

/** Moves the periods that end at `at` on, and drafts what the renewal costs. Also used for previews, on a copy of the state. */
export function renewalInvoice(world: World, subscription: Subscription, customer: Customer, at: number): Invoice {
  const lines: InvoiceLine[] = [];
  let start = at;
  for (const item of subscription.items.data as unknown as SubscriptionItem[]) {
    if (item.current_period_end !== at) continue;
    const price = (world.tables.prices[item.price.id] ?? item.price) as Price;
    start = Math.min(start, item.current_period_start);
    if (price.recurring?.usage_type === 'metered')
      lines.push(meteredLine(world, subscription, item, price, { start: item.current_period_start, end: at }));
    item.current_period_start = at;
    item.current_period_end = endOfPeriod(subscription.billing_cycle_anchor, price, at);
    if (price.recurring?.usage_type !== 'metered')
      lines.push(lineForItem(world, subscription, item, { start: at, end: item.current_period_end }));
  }
  const discounts = (subscription.discounts as string[]).filter((id) => {
    const end = world.tables.discounts[id]?.end;
    return end === null || (end !== undefined && end > at);
  });
  const invoice = draftInvoice(world, {
    customer,
    automatic_tax: subscription.automatic_tax.enabled,
    reason: 'subscription_cycle',
    currency: subscription.currency,
    subscription: { id: subscription.id, metadata: subscription.metadata },
    period: { start, end: at },
    collection_method: subscription.collection_method,
    days_until_due: subscription.days_until_due,
    default_tax_rates: subscription.default_tax_rates as never,
    discounts: [...discounts, ...(customer.discount && discounts.length === 0 ? [customer.discount.id] : [])],
    lines: [...takePendingItems(world, customer, subscription.id, subscription.currency), ...lines],
    auto_advance: subscription.status !== 'unpaid',
    at,
  });
  if (discounts.length < subscription.discounts.length) {
    for (const id of subscription.discounts as string[]) {
      const gone = world.tables.discounts[id];
      if (gone && !discounts.includes(id)) emit(world, 'customer.discount.deleted', gone);
    }
    subscription.discounts = discounts;
  }
  // A discount that counts once is used up by the first invoice that it reached.
  subscription.discounts = (subscription.discounts as string[]).filter(
    (id) => world.tables.coupons[world.tables.discounts[id]?.source.coupon ?? '']?.duration !== 'once',
  );
  if (subscription.status !== 'unpaid') invoice.automatically_finalizes_at = at + DRAFT_FOR;
  return invoice;
}

function holdWhilePaused(subscription: Subscription, invoice: Invoice): void {
  if (!subscription.pause_collection) return;
  if (subscription.pause_collection.behavior === 'keep_as_draft') {
    invoice.auto_advance = false;
    invoice.automatically_finalizes_at = null;
  }
}
