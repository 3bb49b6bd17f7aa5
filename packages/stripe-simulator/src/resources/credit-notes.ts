import type Stripe from 'stripe';
import { moveBalance } from '../billing/invoices/customer-balance.js';
import { intentOf } from '../billing/invoices/settle-invoice.js';
import { emit, snapshot } from '../events.js';
import { pathId, route } from '../http/call.js';
import { innerList, page } from '../http/list.js';
import { invalidRequest } from '../http/stripe-error.js';
import { refundCharge } from '../payments/refund.js';
import type { CreditNote, Invoice } from '../state/tables.js';
import type { World } from '../world.js';
import { mergeMetadata, orNull } from './fields.js';
import { fetchByParam, fetchByPath } from './kinds.js';

type CreateParams = Stripe.CreditNoteCreateParams & { refund?: string };

export const creditNoteRoutes = [
  route<CreateParams>('POST', '/v1/credit_notes', ({ world, params }) => {
    const note = makeNote(world, params);
    world.put('creditNotes', note);
    emit(world, 'credit_note.created', note);
    return note;
  }),
  route('GET', '/v1/credit_notes/:id', (call) => fetchByPath(call.world, 'credit_note', pathId(call))),
  route<Stripe.CreditNoteUpdateParams>('POST', '/v1/credit_notes/:id', (call) => {
    const note = fetchByPath(call.world, 'credit_note', pathId(call));
    const before = snapshot(call.world, note);
    if (call.params.memo !== undefined) note.memo = orNull(call.params.memo);
    note.metadata = mergeMetadata(note.metadata, call.params.metadata);
    emit(call.world, 'credit_note.updated', note, before);
    return note;
  }),
  route('POST', '/v1/credit_notes/:id/void', (call) => {
    const { world } = call;
    const note = fetchByPath(world, 'credit_note', pathId(call));
    if (note.status === 'void') throw invalidRequest('This credit note is already void.');
    note.status = 'void';
    note.voided_at = world.now();
    const invoice = world.tables.invoices[note.invoice as string];
    if (invoice?.status === 'open') {
      invoice.pre_payment_credit_notes_amount -= note.amount;
      invoice.amount_due += note.amount;
      invoice.amount_remaining += note.amount;
    }
    emit(world, 'credit_note.voided', note);
    return note;
  }),
  route('GET', '/v1/credit_notes/:id/lines', (call) =>
    innerList(
      fetchByPath(call.world, 'credit_note', pathId(call)).lines.data,
      `/v1/credit_notes/${pathId(call)}/lines`,
    ),
  ),
  route<Stripe.CreditNoteListParams>('GET', '/v1/credit_notes', ({ world, params }) => {
    const rows = Object.values(world.tables.creditNotes).filter(
      (note) =>
        (params.customer === undefined || note.customer === params.customer) &&
        (params.invoice === undefined || note.invoice === params.invoice),
    );
    return page(world, 'credit_note', rows, params, '/v1/credit_notes');
  }),
];

function makeNote(world: World, params: CreateParams): CreditNote {
  const invoice = fetchByParam(world, 'invoice', params.invoice, 'invoice');
  const customer = fetchByParam(world, 'customer', invoice.customer as string, 'customer');
  if (invoice.status !== 'open' && invoice.status !== 'paid')
    throw invalidRequest('You can only create credit notes for open or paid invoices.', { param: 'invoice' });
  const id = world.id('cn');
  const lines = linesOf(world, invoice, params, id);
  const subtotal = lines.reduce((sum, line) => sum + line.amount, 0);
  const tax = lines.reduce(
    (sum, line) => sum + (line.taxes ?? []).reduce((inner, entry) => inner + entry.amount, 0),
    0,
  );
  const amount = subtotal + tax;
  const credited = Object.values(world.tables.creditNotes)
    .filter((note) => note.invoice === invoice.id && note.status === 'issued')
    .reduce((sum, note) => sum + note.amount, 0);
  if (amount <= 0) throw invalidRequest('The credit note amount must be greater than zero.', { param: 'amount' });
  if (amount > invoice.total - credited)
    throw invalidRequest(
      `The sum of the credit notes (${amount + credited}) cannot be more than the invoice total (${invoice.total}).`,
      { param: 'amount' },
    );
  const paid = invoice.status === 'paid';
  const refunds: { amount_refunded: number; refund: string }[] = [];
  const given = params.refund
    ? fetchByParam(world, 'refund', params.refund, 'refund')
    : params.refunds?.[0]?.refund
      ? fetchByParam(world, 'refund', params.refunds[0].refund, 'refunds[0][refund]')
      : undefined;
  if (given) refunds.push({ amount_refunded: given.amount, refund: given.id });
  const charge = world.tables.charges[(intentOf(world, invoice)?.latest_charge as string | null) ?? ''];
  if (!given && params.refund_amount && charge)
    refunds.push({
      amount_refunded: params.refund_amount,
      refund: refundCharge(world, charge, { amount: params.refund_amount }).id,
    });
  const refunded = refunds.reduce((sum, refund) => sum + refund.amount_refunded, 0);
  const outOfBand = params.out_of_band_amount ?? 0;
  const toBalance = paid ? (params.credit_amount ?? 0) : 0;
  if (paid && refunded + outOfBand + toBalance !== amount) {
    throw invalidRequest(
      `The sum of credit amount, refund amount and out of band amount (${refunded + outOfBand + toBalance}) must equal the post-payment credit note amount (${amount}).`,
    );
  }
  const balance =
    toBalance > 0
      ? moveBalance(world, customer, {
          amount: -toBalance,
          type: 'credit_note',
          currency: invoice.currency,
          creditNote: id,
        })
      : undefined;
  if (paid) invoice.post_payment_credit_notes_amount += amount;
  else {
    invoice.pre_payment_credit_notes_amount += amount;
    invoice.amount_due -= amount;
    invoice.amount_remaining -= amount;
  }
  const count = Object.values(world.tables.creditNotes).filter((note) => note.invoice === invoice.id).length + 1;
  return {
    id,
    object: 'credit_note',
    amount,
    amount_shipping: 0,
    created: world.now(customer.test_clock),
    currency: invoice.currency,
    customer: customer.id,
    customer_account: null,
    customer_balance_transaction: balance?.id ?? null,
    discount_amount: 0,
    discount_amounts: [],
    effective_at: world.now(customer.test_clock),
    invoice: invoice.id,
    lines: { object: 'list', data: lines, has_more: false, url: `/v1/credit_notes/${id}/lines` },
    livemode: false,
    memo: orNull(params.memo),
    metadata: mergeMetadata(null, params.metadata),
    number: `${invoice.number}-CN-${String(count).padStart(2, '0')}`,
    out_of_band_amount: outOfBand || null,
    pdf: `${world.universe.origin}${world.universe.base}/i/${invoice.id}/pdf`,
    post_payment_amount: paid ? amount : 0,
    pre_payment_amount: paid ? 0 : amount,
    pretax_credit_amounts: [],
    reason: params.reason ?? null,
    refunds: refunds.map((refund) => ({ ...refund, payment_record_refund: null, type: 'refund' })),
    shipping_cost: null,
    status: 'issued',
    subtotal,
    subtotal_excluding_tax: subtotal,
    total: amount,
    total_excluding_tax: subtotal,
    total_taxes: lines.flatMap((line) => line.taxes ?? []),
    type: paid ? 'post_payment' : 'pre_payment',
    voided_at: null,
  } as CreditNote;
}

type NoteLine = CreditNote['lines']['data'][number];

function linesOf(world: World, invoice: Invoice, params: CreateParams, note: string): NoteLine[] {
  const inputs = params.lines ?? [];
  if (inputs.length === 0) return [customLine(world, note, params.amount ?? invoice.total, 'Credit', 1)];
  return inputs.map((input, index) => {
    if (input.type === 'custom_line_item') {
      const quantity = input.quantity ?? 1;
      return customLine(
        world,
        note,
        input.amount ?? (input.unit_amount ?? 0) * quantity,
        input.description ?? null,
        quantity,
      );
    }
    const line = invoice.lines.data.find((candidate) => candidate.id === input.invoice_line_item);
    if (!line)
      throw invalidRequest(`No such line item: '${input.invoice_line_item}'`, {
        code: 'resource_missing',
        param: `lines[${index}][invoice_line_item]`,
      });
    const quantity = input.quantity ?? line.quantity ?? 1;
    const amount = input.amount ?? Math.round((line.amount * quantity) / (line.quantity || 1));
    const share = line.amount === 0 ? 0 : amount / line.amount;
    return {
      ...customLine(world, note, amount, line.description, quantity),
      invoice_line_item: line.id,
      type: 'invoice_line_item',
      taxes: (line.taxes ?? []).map((tax) => ({
        ...tax,
        amount: Math.round(tax.amount * share),
        taxable_amount: amount,
      })),
    } as NoteLine;
  });
}

function customLine(
  world: World,
  _note: string,
  amount: number,
  description: string | null,
  quantity: number,
): NoteLine {
  return {
    id: world.id('cnli'),
    object: 'credit_note_line_item',
    amount,
    description,
    discount_amount: 0,
    discount_amounts: [],
    livemode: false,
    metadata: null,
    pretax_credit_amounts: [],
    quantity,
    tax_rates: [],
    taxes: [],
    type: 'custom_line_item',
    unit_amount: Math.round(amount / (quantity || 1)),
    unit_amount_decimal: String(amount / (quantity || 1)),
  } as NoteLine;
}
