import type { BillingInterval, Card, StripeSubscriptionStatus } from '../storage/record-families.js';
import { readCard } from './read-card.js';
import {
  type Fields,
  fieldsOf,
  idOf,
  inside,
  instantOf,
  integerOf,
  listOf,
  metadataOf,
  requiredText,
  StripeShapeError,
  textOf,
} from './fields.js';

export interface SubscriptionItemFacts {
  /** Null in recordings older than subscription items. */
  readonly id: string | null;
  readonly price: string;
  readonly product: string | null;
  /** Null for metered items. */
  readonly quantity: number | null;
  /** Minor units for one per interval; null where Stripe prices in tiers. */
  readonly amount: number | null;
  readonly currency: string | null;
  readonly interval: BillingInterval | null;
  readonly lookupKey: string | null;
  readonly periodStart: number;
  readonly periodEnd: number;
}
/** What we act on of a subscription, whatever API version rendered it. Instants are milliseconds. */
export interface SubscriptionFacts {
  readonly id: string;
  readonly customer: string;
  readonly status: StripeSubscriptionStatus;
  readonly items: readonly SubscriptionItemFacts[];
  readonly startedAt: number;
  readonly cancelAtPeriodEnd: boolean;
  readonly cancelAt: number | null;
  /** When a cancellation was asked for; says nothing about having ended. */
  readonly canceledAt: number | null;
  readonly endedAt: number | null;
  readonly trialStart: number | null;
  readonly trialEnd: number | null;
  readonly isCollectionPaused: boolean;
  /** What a subscription schedule puts in the plan's place, from when; null = nothing, or its era does not say. */
  readonly upcoming: { readonly price: string; readonly at: number } | null;
  /** Is a discount on it? Then a price is not what the next renewal costs. */
  readonly hasDiscount: boolean;
  readonly latestInvoice: string | null;
  readonly card: Card | null;
  readonly livemode: boolean;
  readonly metadata: { readonly [key: string]: string };
}

const STATUSES: readonly string[] = [
  'incomplete',
  'incomplete_expired',
  'trialing',
  'active',
  'past_due',
  'canceled',
  'unpaid',
  'paused',
];
function toSubscriptionStatus(value: unknown): StripeSubscriptionStatus {
  const status = requiredText(value, 'a status');
  return STATUSES.includes(status) ? (status as StripeSubscriptionStatus) : 'other';
}

/** Stripe's interval as ours; null for days, weeks and multiples, which no catalogue names yet. */
export function toInterval(recurring: Fields): BillingInterval | null {
  const count = integerOf(recurring['interval_count']) ?? 1;
  if (recurring['interval'] === 'year' && count === 1) return 'year';
  if (recurring['interval'] === 'month') return count === 1 ? 'month' : count === 12 ? 'year' : null;
  return null;
}

/** `price` since 2020, `plan` before; both in between. */
function readItem(item: Fields, subscription: Fields): SubscriptionItemFacts {
  const price = fieldsOf(item['price']);
  const plan = fieldsOf(item['plan']);
  const id = idOf(item['price']) ?? idOf(item['plan']);
  if (id === null) throw new StripeShapeError('Stripe subscription item without a price');
  // Since basil every item has its own period; before, the subscription had the one.
  const periodStart = instantOf(item['current_period_start']) ?? instantOf(subscription['current_period_start']);
  const periodEnd = instantOf(item['current_period_end']) ?? instantOf(subscription['current_period_end']);
  if (periodStart === null || periodEnd === null)
    throw new StripeShapeError('Stripe subscription item without a period');
  return {
    id: textOf(item['id']),
    price: id,
    product: idOf(price?.['product']) ?? idOf(plan?.['product']),
    quantity: integerOf(item['quantity']),
    amount: integerOf(price?.['unit_amount']) ?? integerOf(plan?.['amount']),
    currency: textOf(price?.['currency']) ?? textOf(plan?.['currency']),
    interval: toInterval(fieldsOf(price?.['recurring']) ?? plan ?? {}),
    lookupKey: textOf(price?.['lookup_key']),
    periodStart,
    periodEnd,
  };
}

/** The phase after the one that runs, of an expanded schedule that goes on. */
function readUpcoming(value: unknown): SubscriptionFacts['upcoming'] {
  const schedule = fieldsOf(value);
  if (schedule === null || schedule['status'] !== 'active') return null;
  const until = instantOf(inside(schedule['current_phase'])['end_date']);
  if (until === null) return null;
  for (const one of listOf(schedule['phases'])) {
    const phase = inside(one);
    const [item] = listOf(phase['items']).map(inside);
    const price = idOf(item?.['price']) ?? idOf(item?.['plan']);
    if (instantOf(phase['start_date']) === until && price !== null) return { price, at: until };
  }
  return null;
}

/** Reads a subscription of any API version since 2014. @throws StripeShapeError when identity, status, price or period is missing. */
export function readSubscription(value: unknown): SubscriptionFacts {
  const subscription = inside(value);
  const rows = listOf(subscription['items']);
  const items = rows.map((row) => readItem(inside(row), subscription));
  // Before items existed the subscription itself was the item.
  if (items.length === 0 && subscription['plan'])
    items.push(readItem({ ...subscription, id: undefined }, subscription));
  const startedAt =
    instantOf(subscription['start_date']) ?? instantOf(subscription['created']) ?? instantOf(subscription['start']);
  if (startedAt === null) throw new StripeShapeError('Stripe subscription without a start');
  return {
    id: requiredText(subscription['id'], 'an id'),
    customer: requiredText(idOf(subscription['customer']), 'a customer'),
    status: toSubscriptionStatus(subscription['status']),
    items,
    startedAt,
    cancelAtPeriodEnd: subscription['cancel_at_period_end'] === true,
    cancelAt: instantOf(subscription['cancel_at']),
    canceledAt: instantOf(subscription['canceled_at']),
    endedAt: instantOf(subscription['ended_at']),
    trialStart: instantOf(subscription['trial_start']),
    trialEnd: instantOf(subscription['trial_end']),
    isCollectionPaused: fieldsOf(subscription['pause_collection']) !== null,
    upcoming: readUpcoming(subscription['schedule']),
    hasDiscount: listOf(subscription['discounts']).length > 0 || fieldsOf(subscription['discount']) !== null,
    latestInvoice: idOf(subscription['latest_invoice']),
    card: readCard(subscription['default_payment_method']),
    livemode: subscription['livemode'] === true,
    metadata: metadataOf(subscription['metadata']),
  };
}
