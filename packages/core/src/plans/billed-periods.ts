import { addInterval } from '../domain/calendar.js';
import type { BillingInterval } from '../storage/record-families.js';
import type { InvoiceFacts, InvoiceLineFacts } from '../stripe/read-invoice.js';
import type { SubscriptionFacts, SubscriptionItemFacts } from '../stripe/read-subscription.js';
import type { BilledPeriod, Unpaid } from './paid-period.js';
import type { PriceMeaning } from './price-meaning.js';

/** What is known when a subscription's invoices are read. */
export interface Billing {
  readonly subscription: SubscriptionFacts;
  /** The item that sells the plan. */
  readonly item: SubscriptionItemFacts;
  readonly meaning: PriceMeaning;
  /** Newest first. */
  readonly invoices: readonly InvoiceFacts[];
  /** Null = no plan of ours. */
  readonly meaningOf: (price: string) => PriceMeaning | null;
}

/** Reasons that bill a period (P4). What a person or a threshold bills in between does not. */
const OPENING = new Set(['subscription_create', 'subscription_cycle', 'subscription_update', 'subscription']);
export const billsPeriods = ({ billingReason }: InvoiceFacts): boolean =>
  billingReason !== null && OPENING.has(billingReason);

/** Stripe's seconds, an hour more or less over a change of the clocks. */
const SLACK_MS = 2 * 3_600_000;
const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= SLACK_MS;

/**
 * The periods that a subscription's invoices bill for the plan's item, oldest first, one per start. A line counts by what it
 * bills - the item, for how long - and never by what it is called: Stripe and its eras call the line of a new year an ordinary
 * line or a proration (R1). Lines of other items, whatever their order, are other people's business (R3).
 */
export function billedPeriods(billing: Billing): readonly BilledPeriod[] {
  const found: BilledPeriod[] = [];
  for (const isProration of [false, true]) {
    for (const { period, line } of billedLines(billing)) {
      if (line.isProration !== isProration) continue;
      const at = found.findIndex((one) => (isProration ? isNear(one.from, period.from) : one.from === period.from));
      const before = found[at];
      if (before === undefined) found.push(period);
      // The difference for a better plan, of a period that an ordinary line has billed.
      else if (isProration) continue;
      else if ((before.isDue && !period.isDue) || (before.isDue === period.isDue && before.until < period.until))
        found[at] = period;
    }
  }
  return found.sort((a, b) => a.from - b.from);
}

function* billedLines(billing: Billing): Generator<{ readonly period: BilledPeriod; readonly line: InvoiceLineFacts }> {
  for (const invoice of billing.invoices) {
    const payment = paymentOf(invoice);
    if (payment === null || !billsPeriods(invoice)) continue;
    for (const line of invoice.lines) {
      const period = periodOf(line, billing);
      if (period === null) continue;
      const isDue = payment.dueAt !== null;
      const until = Math.max(period.from, Math.min(period.until, payment.dueAt ?? period.until));
      yield { line, period: { ...period, until, isDue, invoice: invoice.id } };
    }
  }
}

/** Null = it entitles to nothing. An invoice that was sent is as good as paid until it is due (R4). */
function paymentOf(invoice: InvoiceFacts): { readonly dueAt: number | null } | null {
  if (invoice.isPaid) return { dueAt: null };
  const isSent = invoice.status === 'open' && invoice.collectionMethod === 'send_invoice';
  return isSent && invoice.dueAt !== null ? { dueAt: invoice.dueAt } : null;
}

function periodOf(line: InvoiceLineFacts, billing: Billing): Pick<BilledPeriod, 'from' | 'until' | 'price'> | null {
  const { periodStart: from, periodEnd: until, price } = line;
  if (from === null || until === null || until <= from || price === null || (line.amount ?? 0) < 0) return null;
  if (!line.isSubscriptionLine || !isOfPlan(line, billing)) return null;
  const { trialEnd } = billing.subscription;
  // A trial is a free period: its invoice over nothing is paid at once and buys no tokens (P4, T12). A full discount does.
  if (trialEnd !== null && until <= trialEnd && (line.amount ?? 0) === 0) return null;
  const meaning = price === billing.item.price ? billing.meaning : billing.meaningOf(price);
  // A proration bills the rest of a period, unless what it bills is a whole one.
  if (line.isProration && !isWhole(from, until, meaning, billing.item)) return null;
  return { from, until, price };
}

/** Does the line bill the item that sells the plan, or one that sold it before? */
export function isOfPlan(line: InvoiceLineFacts, { item, meaning, meaningOf }: Billing): boolean {
  if (line.item !== null && line.item === item.id) return true;
  if (line.price === null) return false;
  if (line.price === item.price) return true;
  return meaningOf(line.price)?.productGroup === meaning.productGroup;
}

function isWhole(from: number, until: number, meaning: PriceMeaning | null, item: SubscriptionItemFacts): boolean {
  if (isNear(from, item.periodStart) && isNear(until, item.periodEnd)) return true;
  return meaning !== null && isNear(addInterval(from, stepOf(meaning.interval), 1), until);
}
const stepOf = (interval: BillingInterval) => ({ unit: 'month', count: interval === 'month' ? 1 : 12 }) as const;

/** The renewal that Stripe could not collect; what was only sent and is not due yet is none (R4). */
export function unpaidOf({ subscription, invoices }: Billing): Unpaid | null {
  // Only what is still being collected is past due; an ended subscription owes nothing that we act on.
  if (subscription.status !== 'past_due' && subscription.status !== 'unpaid') return null;
  let unpaid = null as Unpaid | null;
  for (const invoice of invoices) {
    const isCollecting = invoice.status === 'open' || invoice.status === 'uncollectible';
    if (invoice.isPaid || !isCollecting || (invoice.amountDue ?? 0) <= 0) continue;
    if (invoice.billingReason === 'subscription_create') continue;
    // The oldest unpaid one says since when, the newest what is asked for now.
    unpaid = {
      since: invoice.createdAt ?? unpaid?.since ?? subscription.startedAt,
      amount: unpaid?.amount ?? invoice.amountDue,
      nextAttempt: unpaid?.nextAttempt ?? invoice.nextPaymentAttempt,
    };
  }
  return unpaid;
}

/** Has the difference for the better plan been paid, from somewhere within the period to its end (R10)? */
export function isDifferencePaid(billing: Billing, from: number, until: number): boolean {
  return billing.invoices.some(
    (invoice) =>
      invoice.isPaid &&
      invoice.lines.some(
        (line) =>
          line.price === billing.item.price &&
          (line.amount ?? 0) > 0 &&
          (line.periodStart ?? 0) >= from - SLACK_MS &&
          line.periodEnd !== null &&
          isNear(line.periodEnd, until),
      ),
  );
}
