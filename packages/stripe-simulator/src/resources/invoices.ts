import type Stripe from 'stripe';
import { draftInvoice, issueDraft, recompute } from '../billing/invoices/invoice.js';
import { previewInvoice } from '../billing/invoices/preview-invoice.js';
import { takePendingItems } from '../billing/invoices/invoice-items.js';
import {
  closeInvoice,
  collectInvoice,
  finalizeInvoice,
  markPaid,
  methodOf,
} from '../billing/invoices/settle-invoice.js';
import { redeem } from '../billing/invoices/discounts.js';
import { isBefore } from '../eras/version.js';
import { emit, snapshot } from '../events.js';
import { type Call, pathId, route } from '../http/call.js';
import { innerList, page } from '../http/list.js';
import { invalidRequest, missingParameter } from '../http/stripe-error.js';
import { cardError, methodFor } from '../payments/methods.js';
import type { Invoice } from '../state/tables.js';
import type { World } from '../world.js';
import { mergeMetadata, orNull } from './fields.js';
import { fetchByParam, fetchByPath } from './kinds.js';

export const invoiceRoutes = [
  route<Stripe.InvoiceCreateParams>('POST', '/v1/invoices', (call) => create(call)),
  route<Stripe.InvoiceCreatePreviewParams>('POST', '/v1/invoices/create_preview', (call) =>
    previewInvoice(call.world, call.params),
  ),
  route('GET', '/v1/invoices/:id', (call) => fetchByPath(call.world, 'invoice', pathId(call))),
  route<Stripe.InvoiceUpdateParams>('POST', '/v1/invoices/:id', (call) => update(call)),
  route('DELETE', '/v1/invoices/:id', (call) => {
    const { world } = call;
    const invoice = fetchByPath(world, 'invoice', pathId(call));
    if (invoice.status !== 'draft')
      throw invalidRequest('You can only delete draft invoices.', { code: 'invoice_not_editable' });
    for (const item of Object.values(world.tables.invoiceItems))
      if (item.invoice === invoice.id) world.remove('invoiceItems', item.id);
    emit(world, 'invoice.deleted', invoice);
    world.remove('invoices', invoice.id);
    return { id: invoice.id, object: 'invoice', deleted: true };
  }),
  route<Stripe.InvoiceFinalizeInvoiceParams>('POST', '/v1/invoices/:id/finalize', (call) => {
    const invoice = fetchByPath(call.world, 'invoice', pathId(call));
    if (invoice.status !== 'draft')
      throw invalidRequest("This invoice is already finalized, you can't re-finalize a non-draft invoice.", {
        code: 'invoice_not_editable',
      });
    if (call.params.auto_advance !== undefined) invoice.auto_advance = call.params.auto_advance;
    finalizeInvoice(call.world, invoice);
    return invoice;
  }),
  route<Stripe.InvoicePayParams>('POST', '/v1/invoices/:id/pay', (call) => pay(call)),
  route('POST', '/v1/invoices/:id/send', (call) => {
    const { world } = call;
    const invoice = fetchByPath(world, 'invoice', pathId(call));
    if (invoice.collection_method !== 'send_invoice')
      throw invalidRequest('You can only manually send an invoice if its collection method is `send_invoice`.');
    if (invoice.status === 'draft') finalizeInvoice(world, invoice);
    emit(world, 'invoice.sent', invoice);
    return invoice;
  }),
  route('POST', '/v1/invoices/:id/void', (call) => {
    const invoice = fetchByPath(call.world, 'invoice', pathId(call));
    if (invoice.status !== 'open' && invoice.status !== 'uncollectible')
      throw invalidRequest("You can only pass in open invoices. This invoice isn't open.");
    closeInvoice(call.world, invoice, 'void');
    return invoice;
  }),
  route('POST', '/v1/invoices/:id/mark_uncollectible', (call) => {
    const invoice = fetchByPath(call.world, 'invoice', pathId(call));
    if (invoice.status !== 'open') throw invalidRequest("You can only pass in open invoices. This invoice isn't open.");
    closeInvoice(call.world, invoice, 'uncollectible');
    return invoice;
  }),
  route('GET', '/v1/invoices/:id/lines', (call) => {
    const invoice = fetchByPath(call.world, 'invoice', pathId(call));
    return innerList(invoice.lines.data, `/v1/invoices/${invoice.id}/lines`);
  }),
  route<Stripe.InvoiceListParams>('GET', '/v1/invoices', ({ world, params }) => {
    const rows = Object.values(world.tables.invoices).filter(
      (invoice) =>
        (params.customer === undefined || invoice.customer === params.customer) &&
        (params.subscription === undefined ||
          invoice.parent?.subscription_details?.subscription === params.subscription) &&
        (params.status === undefined || invoice.status === params.status) &&
        (params.collection_method === undefined || invoice.collection_method === params.collection_method),
    );
    return page(world, 'invoice', rows, params, '/v1/invoices');
  }),
  route<Stripe.InvoicePaymentListParams>('GET', '/v1/invoice_payments', ({ world, params }) => {
    const rows = Object.values(world.tables.invoicePayments).filter(
      (payment) =>
        (params.invoice === undefined || payment.invoice === params.invoice) &&
        (params.status === undefined || payment.status === params.status) &&
        (params.payment?.payment_intent === undefined ||
          payment.payment.payment_intent === params.payment.payment_intent),
    );
    return page(world, 'invoice_payment', rows, params, '/v1/invoice_payments');
  }),
  route('GET', '/v1/invoice_payments/:id', (call) => fetchByPath(call.world, 'invoice_payment', pathId(call))),
];

function create(call: Call<Stripe.InvoiceCreateParams>): Invoice {
  const { world, params, version } = call;
  if (!params.customer) throw missingParameter('customer');
  const customer = fetchByParam(world, 'customer', params.customer, 'customer');
  const subscription = params.subscription
    ? fetchByParam(world, 'subscription', params.subscription, 'subscription')
    : undefined;
  const currency = params.currency?.toLowerCase() ?? subscription?.currency ?? customer.currency ?? 'usd';
  // Old versions took what was pending unless told otherwise; it is the other way round since 2022-08-01.
  const behavior =
    params.pending_invoice_items_behavior ?? (subscription || isBefore(version, '2022') ? 'include' : 'exclude');
  const discounts = (params.discounts || []).map(
    (request, index) => redeem(world, request, { customer }, `discounts[${index}]`).id,
  );
  const invoice = draftInvoice(world, {
    customer,
    reason: 'manual',
    rendered: true,
    currency,
    ...(subscription ? { subscription: { id: subscription.id, metadata: subscription.metadata } } : {}),
    collection_method: params.collection_method,
    days_until_due: params.days_until_due ?? null,
    due_date: params.due_date,
    auto_advance: params.auto_advance ?? false,
    default_payment_method: params.default_payment_method
      ? fetchByParam(world, 'payment_method', params.default_payment_method, 'default_payment_method').id
      : null,
    default_tax_rates: (params.default_tax_rates ?? []).map((rate, index) =>
      fetchByParam(world, 'tax_rate', rate, `default_tax_rates[${index}]`),
    ),
    description: orNull(params.description),
    footer: orNull(params.footer),
    metadata: mergeMetadata(null, params.metadata),
    discounts:
      discounts.length > 0
        ? discounts
        : customer.discount && params.discounts === undefined
          ? [customer.discount.id]
          : [],
    statement_descriptor: orNull(params.statement_descriptor),
    lines: behavior === 'include' ? takePendingItems(world, customer, subscription?.id ?? null, currency) : [],
    at: world.now(customer.test_clock),
  });
  if (invoice.auto_advance) invoice.automatically_finalizes_at = invoice.created + 3600;
  return issueDraft(world, invoice);
}

function update(call: Call<Stripe.InvoiceUpdateParams>): Invoice {
  const { world, params } = call;
  const invoice = fetchByPath(world, 'invoice', pathId(call));
  const before = snapshot(world, invoice);
  const afterFinalizing = ['metadata', 'auto_advance', 'default_payment_method'];
  if (invoice.status !== 'draft' && Object.keys(params).some((name) => !afterFinalizing.includes(name))) {
    throw invalidRequest("Finalized invoices can't be updated in this way.", { code: 'invoice_not_editable' });
  }
  if (params.auto_advance !== undefined) {
    invoice.auto_advance = params.auto_advance;
    if (invoice.status === 'draft')
      invoice.automatically_finalizes_at = params.auto_advance
        ? world.now(invoice.test_clock as string | null) + 3600
        : null;
  }
  if (params.collection_method) invoice.collection_method = params.collection_method;
  if (params.description !== undefined) invoice.description = orNull(params.description);
  if (params.footer !== undefined) invoice.footer = orNull(params.footer);
  if (params.default_payment_method !== undefined)
    invoice.default_payment_method = params.default_payment_method
      ? fetchByParam(world, 'payment_method', params.default_payment_method, 'default_payment_method').id
      : null;
  if (params.default_tax_rates !== undefined)
    invoice.default_tax_rates = ((params.default_tax_rates || []) as string[]).map((rate, index) =>
      fetchByParam(world, 'tax_rate', rate, `default_tax_rates[${index}]`),
    ) as unknown as Invoice['default_tax_rates'];
  if (params.due_date !== undefined) invoice.due_date = params.due_date;
  if (params.days_until_due !== undefined) invoice.due_date = invoice.created + params.days_until_due * 86_400;
  if (params.discounts !== undefined) {
    const customer = world.tables.customers[invoice.customer ?? ''] ?? null;
    invoice.discounts = (params.discounts || []).map(
      (request, index) => redeem(world, request, { customer, invoice: invoice.id }, `discounts[${index}]`).id,
    );
  }
  invoice.metadata = mergeMetadata(invoice.metadata, params.metadata);
  if (invoice.status === 'draft') recompute(world, invoice);
  emit(world, 'invoice.updated', invoice, before);
  return invoice;
}

function pay(call: Call<Stripe.InvoicePayParams>): Invoice {
  const { world, params } = call;
  const invoice = fetchByPath(world, 'invoice', pathId(call));
  if (invoice.status === 'paid') throw invalidRequest('Invoice is already paid', { code: 'invoice_already_paid' });
  if (invoice.status === 'void' || invoice.status === 'uncollectible') {
    if (invoice.status === 'void')
      throw invalidRequest('Invoice is voided and can no longer be paid', { code: 'invoice_not_payable' });
    invoice.status = 'open';
  }
  if (invoice.status === 'draft') finalizeInvoice(world, invoice);
  if ((invoice.status as string) === 'paid') return invoice;
  if (params.paid_out_of_band) return payOutOfBand(world, invoice);
  const method = params.payment_method
    ? methodFor(world, params.payment_method, 'payment_method')
    : params.source
      ? methodFor(world, params.source, 'source')
      : methodOf(world, invoice);
  if (!method) {
    throw invalidRequest(
      'There is no default_payment_method set on this Customer or Invoice. Please set a default_payment_method.',
      { code: 'missing' },
    );
  }
  const outcome = collectInvoice(world, invoice, method, { offSession: params.off_session ?? true });
  if (outcome.kind === 'declined') throw cardError(outcome.decline, outcome.charge ? { charge: outcome.charge } : {});
  if (outcome.kind === 'requires_action')
    throw cardError({
      code: 'invoice_payment_intent_requires_action',
      message:
        'Payment for this invoice requires additional user action before it can be completed successfully. Payment can be completed using the PaymentIntent associated with the invoice.',
    });
  return invoice;
}

function payOutOfBand(world: World, invoice: Invoice): Invoice {
  world.data.notes.invoices[invoice.id] = {
    payment_intent: world.data.notes.invoices[invoice.id]?.payment_intent ?? null,
    kind: 'out_of_band',
  };
  invoice.attempted = true;
  markPaid(world, invoice, invoice.amount_remaining);
  return invoice;
}
