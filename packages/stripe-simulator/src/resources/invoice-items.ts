import type Stripe from 'stripe';
import { amountOf } from '../billing/amounts.js';
import { redeem } from '../billing/invoices/discounts.js';
import { recompute } from '../billing/invoices/invoice.js';
import { makeInvoiceItem } from '../billing/invoices/invoice-items.js';
import { lineForInvoiceItem, productName } from '../billing/invoices/lines.js';
import { emit, snapshot } from '../events.js';
import { type Call, pathId, route } from '../http/call.js';
import { page } from '../http/list.js';
import { invalidRequest, missingParameter } from '../http/stripe-error.js';
import type { InvoiceItem } from '../state/tables.js';
import type { World } from '../world.js';
import { mergeMetadata, orNull } from './fields.js';
import { fetchByParam, fetchByPath } from './kinds.js';
import { assertCurrency, priceFor } from './prices.js';

type CreateParams = Stripe.InvoiceItemCreateParams & { price?: string; unit_amount?: number };

export const invoiceItemRoutes = [
  route<CreateParams>('POST', '/v1/invoiceitems', (call) => create(call)),
  route('GET', '/v1/invoiceitems/:id', (call) => fetchByPath(call.world, 'invoiceitem', pathId(call))),
  route<Stripe.InvoiceItemUpdateParams & { price?: string }>('POST', '/v1/invoiceitems/:id', (call) => {
    const { world, params } = call;
    const item = fetchByPath(world, 'invoiceitem', pathId(call));
    assertEditable(world, item);
    const before = snapshot(world, item);
    if (params.amount !== undefined) item.amount = params.amount;
    if (params.description !== undefined) item.description = orNull(params.description);
    if (params.discountable !== undefined) item.discountable = params.discountable;
    if (params.quantity !== undefined) {
      item.quantity = params.quantity;
      item.quantity_decimal = String(params.quantity);
      const price = world.tables.prices[(item.pricing?.price_details?.price as string | undefined) ?? ''];
      item.amount = price
        ? amountOf(price, params.quantity)
        : Math.round(Number(item.pricing?.unit_amount_decimal ?? 0) * params.quantity);
    }
    item.metadata = mergeMetadata(item.metadata, params.metadata);
    item.net_amount = item.amount;
    refreshInvoice(world, item);
    emit(world, 'invoiceitem.updated', item, before);
    return item;
  }),
  route('DELETE', '/v1/invoiceitems/:id', (call) => {
    const { world } = call;
    const item = fetchByPath(world, 'invoiceitem', pathId(call));
    assertEditable(world, item);
    const invoice = world.tables.invoices[(item.invoice as string | null) ?? ''];
    if (invoice) {
      invoice.lines.data = invoice.lines.data.filter(
        (line) => line.parent?.invoice_item_details?.invoice_item !== item.id,
      );
      recompute(world, invoice);
    }
    emit(world, 'invoiceitem.deleted', item);
    world.remove('invoiceItems', item.id);
    return { id: item.id, object: 'invoiceitem', deleted: true };
  }),
  route<Stripe.InvoiceItemListParams>('GET', '/v1/invoiceitems', ({ world, params }) => {
    const rows = Object.values(world.tables.invoiceItems).filter(
      (item) =>
        (params.customer === undefined || item.customer === params.customer) &&
        (params.invoice === undefined || item.invoice === params.invoice) &&
        (params.pending === undefined || (item.invoice === null) === params.pending),
    );
    return page(world, 'invoiceitem', rows, params, '/v1/invoiceitems');
  }),
];

function create(call: Call<CreateParams>): InvoiceItem {
  const { world, params } = call;
  if (!params.customer) throw missingParameter('customer');
  const customer = fetchByParam(world, 'customer', params.customer, 'customer');
  const invoice = params.invoice ? fetchByParam(world, 'invoice', params.invoice, 'invoice') : undefined;
  if (invoice && invoice.status !== 'draft')
    throw invalidRequest('This invoice is no longer editable.', { code: 'invoice_not_editable' });
  const subscription = params.subscription
    ? fetchByParam(world, 'subscription', params.subscription, 'subscription')
    : undefined;
  const priceId = params.pricing?.price ?? params.price;
  const price =
    priceId || params.price_data
      ? priceFor(
          world,
          { ...(priceId ? { price: priceId } : {}), ...(params.price_data ? { price_data: params.price_data } : {}) },
          'pricing',
        )
      : null;
  const quantity = params.quantity ?? 1;
  const unit = params.unit_amount_decimal === undefined ? params.unit_amount : Number(params.unit_amount_decimal);
  const amount =
    params.amount ?? (price ? amountOf(price, quantity) : unit === undefined ? undefined : Math.round(unit * quantity));
  if (amount === undefined) throw missingParameter('amount');
  const currency =
    price?.currency ??
    invoice?.currency ??
    (params.currency ? assertCurrency(params.currency) : (subscription?.currency ?? customer.currency));
  if (!currency) throw missingParameter('currency');
  const item = makeInvoiceItem(world, {
    customer,
    amount,
    currency,
    description: orNull(params.description) ?? (price ? productName(world, price) : null),
    price,
    unitAmount: unit === undefined ? undefined : String(unit),
    quantity,
    period: params.period,
    subscription: subscription?.id,
    discountable: params.discountable ?? amount >= 0,
    metadata: mergeMetadata(null, params.metadata),
    invoice: invoice?.id ?? null,
    taxRates: params.tax_rates,
    discounts: (params.discounts || []).map(
      (request, index) => redeem(world, request, { customer }, `discounts[${index}]`).id,
    ),
  });
  if (invoice) {
    const before = snapshot(world, invoice);
    invoice.lines.data.push(lineForInvoiceItem(world, item));
    recompute(world, invoice);
    emit(world, 'invoice.updated', invoice, before);
  }
  return item;
}

function assertEditable(world: World, item: InvoiceItem): void {
  const invoice = world.tables.invoices[(item.invoice as string | null) ?? ''];
  if (invoice && invoice.status !== 'draft')
    throw invalidRequest('This invoice item is attached to a finalized invoice and can no longer be changed.', {
      code: 'invoice_not_editable',
    });
}

function refreshInvoice(world: World, item: InvoiceItem): void {
  const invoice = world.tables.invoices[(item.invoice as string | null) ?? ''];
  if (!invoice) return;
  invoice.lines.data = invoice.lines.data.map((line) =>
    line.parent?.invoice_item_details?.invoice_item === item.id
      ? { ...lineForInvoiceItem(world, item), id: line.id }
      : line,
  );
  recompute(world, invoice);
}
