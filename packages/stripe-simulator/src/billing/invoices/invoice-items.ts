import { emit } from '../../events.js';
import { mergeMetadata } from '../../resources/fields.js';
import { priceFor } from '../../resources/prices.js';
import { fetchByParam } from '../../resources/kinds.js';
import type { Customer, InvoiceItem, InvoiceLine, Price, Subscription } from '../../state/tables.js';
import type { World } from '../../world.js';
import { amountOf } from '../amounts.js';
import { lineForInvoiceItem, productName } from './lines.js';

export interface InvoiceItemInput {
  customer: Customer;
  amount: number;
  currency: string;
  description: string | null;
  price?: Price | null | undefined;
  unitAmount?: string | undefined;
  quantity?: number | undefined;
  period?: { start: number; end: number } | undefined;
  proration?: boolean | undefined;
  subscription?: string | undefined;
  subscriptionItem?: string | undefined;
  discountable?: boolean | undefined;
  metadata?: Record<string, string> | undefined;
  invoice?: string | null | undefined;
  /** For a proration that gives back: what had billed the time. */
  credits?: { invoice: string; lines: string[] } | undefined;
  taxRates?: string[] | undefined;
  discounts?: string[] | undefined;
}

export function makeInvoiceItem(world: World, input: InvoiceItemInput): InvoiceItem {
  const at = world.now(input.customer.test_clock);
  const quantity = input.quantity ?? 1;
  const price = input.price ?? priceForAmount(world, input, quantity);
  const item: InvoiceItem = {
    id: world.id('ii'),
    object: 'invoiceitem',
    amount: input.amount,
    currency: input.currency,
    customer: input.customer.id,
    customer_account: null,
    date: at,
    description: input.description,
    discountable: input.discountable ?? true,
    discounts: input.discounts ?? [],
    invoice: input.invoice ?? null,
    livemode: false,
    metadata: input.metadata ?? {},
    net_amount: input.amount,
    parent: input.subscription
      ? {
          subscription_details: {
            subscription: input.subscription,
            ...(input.subscriptionItem ? { subscription_item: input.subscriptionItem } : {}),
          },
          type: 'subscription_details',
        }
      : null,
    period: input.period ?? { start: at, end: at },
    pricing: {
      price_details: { price: price.id, product: price.product },
      type: 'price_details',
      unit_amount_decimal: input.proration ? null : price.unit_amount_decimal,
    },
    proration: input.proration ?? false,
    ...(input.credits
      ? {
          proration_details: {
            credited_items: {
              invoice_line_items: input.credits.lines,
              invoice: input.credits.invoice,
              type: 'invoice_line_items',
            },
            discount_amounts: [],
          } as unknown as NonNullable<InvoiceItem['proration_details']>,
        }
      : {}),
    quantity,
    quantity_decimal: String(quantity),
    tax_rates: (input.taxRates ?? []).map((rate, index) =>
      fetchByParam(world, 'tax_rate', rate, `tax_rates[${index}]`),
    ) as unknown as InvoiceItem['tax_rates'],
    test_clock: input.customer.test_clock ?? null,
  };
  world.put('invoiceItems', item);
  emit(world, 'invoiceitem.created', item);
  return item;
}

/** Lines for everything that waits for the customer's next invoice, or for this subscription's; they are taken by the invoice. */
export function takePendingItems(
  world: World,
  customer: Customer,
  subscription: string | null,
  currency: string,
  include: (item: InvoiceItem) => boolean = () => true,
): InvoiceLine[] {
  return pendingItems(world, customer, subscription, currency)
    .filter(include)
    .map((item) => lineForInvoiceItem(world, item));
}

function pendingItems(world: World, customer: Customer, subscription: string | null, currency: string): InvoiceItem[] {
  return Object.values(world.tables.invoiceItems).filter((item) => {
    const own = item.parent?.subscription_details?.subscription ?? null;
    return (
      item.customer === customer.id &&
      item.invoice === null &&
      item.currency === currency &&
      (own === null || own === subscription)
    );
  });
}

/** `add_invoice_items`: one-off lines on the invoice that a change makes. */
export function extraLines(
  world: World,
  customer: Customer,
  subscription: Subscription,
  inputs: readonly { price?: string; price_data?: unknown; quantity?: number; metadata?: unknown }[] | undefined,
  at: number,
): InvoiceLine[] {
  return (inputs ?? []).map((input, index) => {
    const price = priceFor(world, input, `add_invoice_items[${index}]`);
    const quantity = input.quantity ?? 1;
    const item = makeInvoiceItem(world, {
      customer,
      amount: amountOf(price, quantity),
      currency: price.currency,
      description: productName(world, price),
      price,
      quantity,
      period: { start: at, end: Math.max(at, ...subscription.items.data.map((entry) => entry.current_period_end)) },
      subscription: subscription.id,
      metadata: mergeMetadata(null, input.metadata as Record<string, string> | undefined),
      // Not pending: it belongs to the invoice that is being made.
      invoice: 'being_made',
    });
    return lineForInvoiceItem(world, item);
  });
}

/** An item made of a bare amount gets a price of its own, as Stripe makes one: not active, and shared by equal amounts. */
function priceForAmount(world: World, input: InvoiceItemInput, quantity: number): Price {
  const unit = input.unitAmount ?? String(quantity === 0 ? input.amount : input.amount / quantity);
  const known = Object.values(world.tables.prices).find(
    (price) =>
      !price.active &&
      price.type === 'one_time' &&
      price.unit_amount_decimal === unit &&
      price.currency === input.currency &&
      price.nickname === null,
  );
  if (known) return known;
  const at = world.now();
  const product = world.put('products', {
    id: world.id('prod'),
    object: 'product',
    active: false,
    created: at,
    default_price: null,
    description: null,
    images: [],
    livemode: false,
    marketing_features: [],
    metadata: {},
    name: input.description ?? 'Invoice item',
    package_dimensions: null,
    shippable: null,
    tax_code: null,
    tax_details: null,
    type: 'service',
    updated: at,
    url: null,
  });
  return world.put('prices', {
    id: world.id('price'),
    object: 'price',
    active: false,
    billing_scheme: 'per_unit',
    created: at,
    currency: input.currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: null,
    metadata: {},
    nickname: null,
    product: product.id,
    recurring: null,
    tax_behavior: 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: 'one_time',
    unit_amount: Number.isInteger(Number(unit)) ? Number(unit) : null,
    unit_amount_decimal: unit,
  });
}
