import type { InvoiceItem, InvoiceLine, Price, Subscription, SubscriptionItem } from '../../state/tables.js';
import type { World } from '../../world.js';
import { amountOf, formatMoney } from '../amounts.js';

export interface LineInput {
  amount: number;
  currency: string;
  description: string | null;
  discountable: boolean;
  price: Price | null;
  quantity: number | null;
  period: { start: number; end: number };
  metadata?: Record<string, string> | undefined;
  parent: InvoiceLine['parent'];
  subscription?: string | null | undefined;
  discounts?: string[] | undefined;
}

export function makeLine(world: World, input: LineInput): InvoiceLine {
  return {
    id: world.id('il'),
    object: 'line_item',
    amount: input.amount,
    currency: input.currency,
    description: input.description,
    discount_amounts: [],
    discountable: input.discountable,
    discounts: input.discounts ?? [],
    invoice: null,
    livemode: false,
    metadata: input.metadata ?? {},
    parent: input.parent,
    period: input.period,
    pretax_credit_amounts: [],
    pricing: input.price
      ? {
          price_details: { price: input.price.id, product: input.price.product },
          type: 'price_details',
          unit_amount_decimal: input.price.unit_amount_decimal,
        }
      : null,
    quantity: input.quantity,
    quantity_decimal: input.quantity === null ? null : String(input.quantity),
    subscription: input.subscription ?? null,
    subtotal: input.amount,
    taxes: [],
  };
}

/** The line of an item for a period that is billed ahead. */
export function lineForItem(
  world: World,
  subscription: Subscription,
  item: SubscriptionItem,
  period: { start: number; end: number },
  free = false,
): InvoiceLine {
  const price = world.tables.prices[item.price.id] ?? item.price;
  const quantity = item.quantity ?? 0;
  const line = makeLine(world, {
    amount: free ? 0 : amountOf(price as Price, quantity),
    currency: subscription.currency,
    description: free
      ? `Trial period for ${productName(world, price as Price)}`
      : describe(world, price as Price, quantity),
    discountable: true,
    price: price as Price,
    quantity,
    period,
    metadata: { ...subscription.metadata },
    parent: subscriptionParent(subscription.id, item.id, false),
    subscription: subscription.id,
    discounts: [...item.discounts],
  });
  if (free && line.pricing) line.pricing.unit_amount_decimal = '0';
  return line;
}

export function subscriptionParent(
  subscription: string,
  item: string | null,
  proration: boolean,
  invoiceItem: string | null = null,
): InvoiceLine['parent'] {
  return {
    invoice_item_details: null,
    subscription_item_details: {
      invoice_item: invoiceItem,
      proration,
      proration_details: { credited_items: null },
      subscription,
      subscription_item: item,
    },
    type: 'subscription_item_details',
  } as unknown as InvoiceLine['parent'];
}

/** A pending invoice item taken into an invoice. A proration counts as a line of its subscription item. */
export function lineForInvoiceItem(world: World, item: InvoiceItem): InvoiceLine {
  const price = world.tables.prices[(item.pricing?.price_details?.price as string | undefined) ?? ''] ?? null;
  const details = item.parent?.subscription_details;
  const subscription = details?.subscription ?? null;
  const credited = item.proration_details?.credited_items as unknown as
    | { invoice: string; invoice_line_items: string[] }
    | null
    | undefined;
  const proration_details = {
    credited_items: credited ? { invoice: credited.invoice, invoice_line_items: credited.invoice_line_items } : null,
  };
  const parent = item.proration
    ? {
        invoice_item_details: null,
        subscription_item_details: {
          invoice_item: item.id,
          proration: true,
          proration_details,
          subscription,
          subscription_item: details?.subscription_item ?? null,
        },
        type: 'subscription_item_details',
      }
    : {
        invoice_item_details: { invoice_item: item.id, proration: false, proration_details, subscription },
        subscription_item_details: null,
        type: 'invoice_item_details',
      };
  const line = makeLine(world, {
    amount: item.amount,
    currency: item.currency,
    description: item.description,
    discountable: item.discountable,
    price,
    quantity: item.quantity,
    period: { ...item.period },
    metadata: { ...item.metadata },
    parent: parent as unknown as InvoiceLine['parent'],
    subscription: subscription as string | null,
    discounts: [...((item.discounts as string[] | null) ?? [])],
  });
  if (item.proration && line.pricing) line.pricing.unit_amount_decimal = null;
  return line;
}

export function productName(world: World, price: Price): string {
  return world.tables.products[price.product]?.name ?? price.nickname ?? price.id;
}

/** `1 × Starter (at $19.00 / month)`, as Stripe words it. */
export function describe(world: World, price: Price, quantity: number): string {
  const unit = world.tables.products[price.product]?.unit_label;
  const every = price.recurring
    ? ` / ${price.recurring.interval_count > 1 ? `every ${price.recurring.interval_count} ${price.recurring.interval}s` : price.recurring.interval}`
    : '';
  const at = price.unit_amount === null ? '' : ` (at ${formatMoney(price.unit_amount, price.currency)}${every})`;
  return `${quantity}${unit ? ` ${unit}` : ''} × ${productName(world, price)}${at}`;
}
