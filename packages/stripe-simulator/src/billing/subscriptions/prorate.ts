import { makeInvoiceItem } from '../invoices/invoice-items.js';
import type { Customer, InvoiceItem, Price, Subscription } from '../../state/tables.js';
import type { World } from '../../world.js';
import { amountOf, roundMoney } from '../amounts.js';
import { productName } from '../invoices/lines.js';

/** An item as it was or will be, as far as money is concerned. */
export interface PricedItem {
  id: string;
  price: Price;
  quantity: number | undefined;
  period: { start: number; end: number };
}

/** The part of a period that is left, at the moment of a change. */
function remainingShare(period: { start: number; end: number }, at: number): number {
  const length = period.end - period.start;
  return length <= 0 ? 0 : Math.min(1, Math.max(0, (period.end - at) / length));
}

/** Money back for the time an item will not be used: an invoice item with a negative amount. */
export function creditUnused(
  world: World,
  subscription: Subscription,
  customer: Customer,
  item: PricedItem,
  at: number,
): InvoiceItem | undefined {
  return proration(world, subscription, customer, item, at, -1);
}

/** What the rest of the period costs for a new item or price. */
export function chargeRemaining(
  world: World,
  subscription: Subscription,
  customer: Customer,
  item: PricedItem,
  at: number,
): InvoiceItem | undefined {
  return proration(world, subscription, customer, item, at, 1);
}

function proration(
  world: World,
  subscription: Subscription,
  customer: Customer,
  item: PricedItem,
  at: number,
  sign: 1 | -1,
): InvoiceItem | undefined {
  if (item.price.recurring?.usage_type === 'metered') return undefined;
  // At the very end of a period nothing is left to prorate.
  if (remainingShare(item.period, at) === 0) return undefined;
  const quantity = item.quantity ?? 1;
  const share = remainingShare(item.period, at) * (1 - percentOff(world, subscription) / 100);
  const day = new Date(at * 1000).toLocaleDateString('en-GB', {
    day: '2-digit',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });
  const what = `${quantity > 1 ? `${quantity} × ` : ''}${productName(world, item.price)}`;
  return makeInvoiceItem(world, {
    customer,
    amount: sign * roundMoney(amountOf(item.price, quantity) * share),
    currency: subscription.currency,
    description: sign < 0 ? `Unused time on ${what} after ${day}` : `Remaining time on ${what} after ${day}`,
    price: item.price,
    quantity,
    period: { start: at, end: item.period.end },
    proration: true,
    subscription: subscription.id,
    subscriptionItem: item.id,
    discountable: false,
    ...(sign < 0 ? { credits: creditedBy(world, subscription, item.id) } : {}),
  });
}

// A percent discount that lasts counts in the proration itself, so the line is not discounted a second time.
function percentOff(world: World, subscription: Subscription): number {
  for (const id of subscription.discounts as string[]) {
    const percent = world.tables.coupons[world.tables.discounts[id]?.source.coupon ?? '']?.percent_off;
    if (percent) return percent;
  }
  return 0;
}

/** The line that billed the time which is given back. */
function creditedBy(
  world: World,
  subscription: Subscription,
  item: string,
): { invoice: string; lines: string[] } | undefined {
  const invoice = world.tables.invoices[(subscription.latest_invoice as string | null) ?? ''];
  const lines =
    invoice?.lines.data
      .filter((line) => line.parent?.subscription_item_details?.subscription_item === item && line.amount > 0)
      .map((line) => line.id) ?? [];
  return invoice && lines.length > 0 ? { invoice: invoice.id, lines } : undefined;
}
