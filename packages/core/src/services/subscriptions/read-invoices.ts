import { billsPeriods } from '../../plans/billed-periods.js';
import type { InvoiceFacts } from '../../stripe/read-invoice.js';

/**
 * A subscription's invoices, newest first, back to the period that was applied last: what lies before it is history, which
 * no reading writes again.
 */
export async function readInvoices(
  invoices: AsyncIterable<InvoiceFacts>,
  subscription: string,
  knownFrom: number | null,
): Promise<readonly InvoiceFacts[]> {
  const read: InvoiceFacts[] = [];
  for await (const invoice of invoices) {
    if (invoice.subscription !== subscription) continue;
    const starts = invoice.lines.filter((line) => line.isSubscriptionLine).map((line) => line.periodStart ?? 0);
    const isHistory = knownFrom !== null && starts.length > 0 && Math.max(...starts) < knownFrom;
    if (isHistory && invoice.isPaid && billsPeriods(invoice)) break;
    read.push(invoice);
  }
  return read;
}
