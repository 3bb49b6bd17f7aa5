import type { InvoiceFacts, InvoiceLineFacts } from '../../stripe/read-invoice.js';
import type { PaidPeriod, Unpaid } from '../../plans/paid-period.js';
import type { SubscriptionFacts } from '../../stripe/read-subscription.js';

export interface InvoiceReading {
  /** Oldest first, one per start. */
  readonly paid: readonly PaidPeriod[];
  readonly unpaid: Unpaid | null;
}

/**
 * Reasons that open a period (P4). An update does so only when it sold a whole new one (an anchor reset, another interval:
 * T13), which its line tells; prorations, manual and threshold invoices never do.
 */
const OPENING = new Set(['subscription_create', 'subscription_cycle', 'subscription_update', 'subscription']);

function opensPeriod(line: InvoiceLineFacts, subscription: SubscriptionFacts): boolean {
  if (!line.isSubscriptionLine || line.isProration || line.price === null) return false;
  if (line.periodStart === null || line.periodEnd === null || line.periodEnd <= line.periodStart) return false;
  // A trial is a free period: its invoice over nothing is paid at once and buys no tokens (P4, T12). A full discount does.
  const isTrial = subscription.trialEnd !== null && line.periodEnd <= subscription.trialEnd && (line.amount ?? 0) === 0;
  return !isTrial && (line.amount ?? 0) >= 0;
}

/**
 * What a subscription's invoices, newest first, say about paid and unpaid periods. Stops reading at `knownFrom`, the start
 * of the period that was applied last: what lies before it is history.
 */
export async function readInvoices(
  invoices: AsyncIterable<InvoiceFacts>,
  subscription: SubscriptionFacts,
  knownFrom: number | null,
): Promise<InvoiceReading> {
  const paid = new Map<number, PaidPeriod>();
  let unpaid = null as Unpaid | null;
  for await (const invoice of invoices) {
    if (invoice.subscription !== subscription.id) continue;
    if (!invoice.isPaid) {
      const isCollecting = invoice.status === 'open' || invoice.status === 'uncollectible';
      if (isCollecting && (invoice.amountDue ?? 0) > 0 && invoice.billingReason !== 'subscription_create') {
        // The oldest unpaid one says since when, the newest what is asked for now.
        unpaid = {
          since: invoice.createdAt ?? unpaid?.since ?? subscription.startedAt,
          amount: unpaid?.amount ?? invoice.amountDue,
          nextAttempt: unpaid?.nextAttempt ?? invoice.nextPaymentAttempt,
        };
      }
      continue;
    }
    if (invoice.billingReason === null || !OPENING.has(invoice.billingReason)) continue;
    const line = invoice.lines.find((one) => opensPeriod(one, subscription));
    if (!line || line.periodStart === null || line.periodEnd === null || line.price === null) continue;
    if (knownFrom !== null && line.periodStart < knownFrom) break;
    const before = paid.get(line.periodStart);
    if (!before || before.until < line.periodEnd)
      paid.set(line.periodStart, {
        from: line.periodStart,
        until: line.periodEnd,
        price: line.price,
        invoice: invoice.id,
      });
  }
  return { paid: [...paid.values()].sort((a, b) => a.from - b.from), unpaid };
}
