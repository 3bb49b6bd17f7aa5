import type { Json, JsonObject } from '../state/stored.js';
import { planOf } from '../resources/plan-shape.js';
import type { Downgrade, Undo } from './undo.js';

// What 2025-03-31.basil moved: periods to the items, payments and taxes out of the invoice, prices of lines to `pricing`.
const SINCE = '2025-03-31';

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const inner = (object: JsonObject, ...path: string[]): Json =>
  path.reduce<Json>((at, step) => (isObject(at) ? (at[step] ?? null) : null), object);

export const basil: readonly Undo[] = [
  {
    since: SINCE,
    kind: 'subscription',
    undo: (subscription, context) => {
      const first = inner(subscription, 'items', 'data');
      const item = Array.isArray(first) ? first[0] : undefined;
      if (isObject(item)) {
        subscription['current_period_start'] = item['current_period_start'] ?? null;
        subscription['current_period_end'] = item['current_period_end'] ?? null;
      }
      subscription['discount'] = firstDiscount(subscription['discounts'], context);
      delete subscription['billing_mode'];
    },
  },
  {
    // Gone with basil, back two months later.
    since: '2025-05-28',
    kind: 'subscription',
    undo: (subscription, { version }) => {
      if (version.day >= SINCE) delete subscription['billing_thresholds'];
      delete subscription['billing_mode'];
    },
  },
  {
    since: '2025-05-28',
    kind: 'subscription_item',
    undo: (item, { version }) => {
      if (version.day >= SINCE) delete item['billing_thresholds'];
    },
  },
  {
    since: SINCE,
    kind: 'invoice',
    undo: (invoice, context) => {
      const id = String(invoice['id'] ?? '');
      const details = inner(invoice, 'parent', 'subscription_details');
      const intentId = context.world.data.notes.invoices[id]?.payment_intent ?? null;
      const charge = intentId ? (context.world.tables.paymentIntents[intentId]?.latest_charge ?? null) : null;
      invoice['subscription'] = inner(invoice, 'parent', 'subscription_details', 'subscription');
      invoice['subscription_details'] = { metadata: isObject(details) ? (details['metadata'] ?? null) : null };
      invoice['payment_intent'] = intentId;
      invoice['charge'] = charge;
      invoice['paid'] = invoice['status'] === 'paid';
      invoice['paid_out_of_band'] =
        invoice['status'] === 'paid' && context.world.data.notes.invoices[id]?.kind === 'out_of_band';
      invoice['total_tax_amounts'] = taxAmounts(invoice['total_taxes'], context);
      invoice['tax'] =
        Array.isArray(invoice['total_taxes']) && invoice['total_taxes'].length > 0 ? sum(invoice['total_taxes']) : null;
      invoice['discount'] = firstDiscount(invoice['discounts'], context);
      invoice['quote'] = inner(invoice, 'parent', 'quote_details', 'quote');
      invoice['application_fee_amount'] = null;
      invoice['transfer_data'] = null;
    },
  },
  {
    since: SINCE,
    kind: 'line_item',
    undo: (line, context) => {
      const item = inner(line, 'parent', 'subscription_item_details');
      const invoiceItem = inner(line, 'parent', 'invoice_item_details');
      const details = isObject(item) ? item : isObject(invoiceItem) ? invoiceItem : {};
      const price = priceOf(line, context);
      line['price'] = price;
      line['plan'] = planFrom(line, context);
      line['proration'] = details['proration'] ?? false;
      line['proration_details'] = details['proration_details'] ?? { credited_items: null };
      line['subscription'] = details['subscription'] ?? null;
      line['type'] = details['invoice_item'] ? 'invoiceitem' : 'subscription';
      if (isObject(item)) line['subscription_item'] = item['subscription_item'] ?? null;
      if (details['invoice_item']) line['invoice_item'] = details['invoice_item'];
      line['tax_amounts'] = taxAmounts(line['taxes'], context);
      line['tax_rates'] = [];
      line['amount_excluding_tax'] = line['amount'] ?? 0;
      line['unit_amount_excluding_tax'] = String(Number(line['amount'] ?? 0) / (Number(line['quantity'] ?? 1) || 1));
    },
  },
  {
    since: SINCE,
    kind: 'invoiceitem',
    undo: (item, context) => {
      item['price'] = priceOf(item, context);
      item['plan'] = planFrom(item, context);
      item['subscription'] = inner(item, 'parent', 'subscription_details', 'subscription');
      const subscriptionItem = inner(item, 'parent', 'subscription_details', 'subscription_item');
      if (subscriptionItem) item['subscription_item'] = subscriptionItem;
      const unit = inner(item, 'pricing', 'unit_amount_decimal');
      item['unit_amount'] = typeof unit === 'string' ? Math.round(Number(unit)) : null;
      item['unit_amount_decimal'] = unit;
    },
  },
  {
    since: SINCE,
    kind: 'credit_note',
    undo: (note, context) => {
      const refunds = note['refunds'];
      note['refund'] = Array.isArray(refunds) && isObject(refunds[0]) ? (refunds[0]['refund'] ?? null) : null;
      note['tax_amounts'] = taxAmounts(note['total_taxes'], context);
    },
  },
  {
    since: SINCE,
    kind: 'credit_note_line_item',
    undo: (line, context) => {
      line['tax_amounts'] = taxAmounts(line['taxes'], context);
      line['amount_excluding_tax'] = line['amount'] ?? 0;
      line['unit_amount_excluding_tax'] = line['unit_amount_decimal'] ?? null;
    },
  },
  {
    since: SINCE,
    kind: 'payment_intent',
    undo: (intent, { world }) => {
      intent['invoice'] = world.data.notes.intents[String(intent['id'])]?.invoice ?? null;
    },
  },
  {
    since: SINCE,
    kind: 'charge',
    undo: (charge, { world }) => {
      const intent = charge['payment_intent'];
      charge['invoice'] = typeof intent === 'string' ? (world.data.notes.intents[intent]?.invoice ?? null) : null;
    },
  },
  {
    since: SINCE,
    kind: 'plan',
    undo: (plan) => void (plan['aggregate_usage'] = plan['usage_type'] === 'metered' ? 'sum' : null),
  },
  {
    since: SINCE,
    kind: 'price',
    undo: (price) => {
      const recurring = price['recurring'];
      if (isObject(recurring)) recurring['aggregate_usage'] = recurring['usage_type'] === 'metered' ? 'sum' : null;
    },
  },
];

function firstDiscount(discounts: Json | undefined, { world, present }: Downgrade): Json {
  const first = Array.isArray(discounts) ? discounts[0] : undefined;
  if (typeof first !== 'string') return isObject(first) ? first : null;
  const found = world.tables.discounts[first];
  return found ? present(found) : null;
}

function priceOf(line: JsonObject, { world, present }: Downgrade): Json {
  const id = inner(line, 'pricing', 'price_details', 'price');
  const price = typeof id === 'string' ? world.tables.prices[id] : undefined;
  return price ? present(price) : null;
}

function planFrom(line: JsonObject, { world, present }: Downgrade): Json {
  const id = inner(line, 'pricing', 'price_details', 'price');
  const price = typeof id === 'string' ? world.tables.prices[id] : undefined;
  return price?.recurring ? present(planOf(price)) : null;
}

function taxAmounts(taxes: Json | undefined, { world, present }: Downgrade): Json {
  if (!Array.isArray(taxes)) return [];
  return taxes.filter(isObject).map((tax) => {
    const rate = inner(tax, 'tax_rate_details', 'tax_rate');
    const full = typeof rate === 'string' ? world.tables.taxRates[rate] : undefined;
    return {
      amount: tax['amount'] ?? 0,
      inclusive: tax['tax_behavior'] === 'inclusive',
      tax_rate: full ? (present(full) as JsonObject)['id'] : rate,
      taxability_reason: tax['taxability_reason'] ?? null,
      taxable_amount: tax['taxable_amount'] ?? null,
    };
  });
}

function sum(taxes: Json[]): number {
  return taxes.filter(isObject).reduce((total, tax) => total + Number(tax['amount'] ?? 0), 0);
}
