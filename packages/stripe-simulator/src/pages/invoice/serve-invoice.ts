import { collectInvoice } from '../../billing/invoices/settle-invoice.js';
import { EMPTY_ENTRY, invoicePage, messagePage, readCardForm } from '../index.js';
import type { InvoiceModel, InvoiceRow } from '../index.js';
import { createCardMethod } from '../../payments/methods.js';
import { cardByNumber, passesLuhn } from '../../payments/test-cards.js';
import type { Invoice } from '../../state/tables.js';
import type { World } from '../../world.js';
import { frameOf } from '../kit/page-frame.js';
import type { HostedAnswer, HostedCall } from '../hosted-call.js';

type Pay = NonNullable<InvoiceModel['pay']>;

export function showInvoice(call: HostedCall): HostedAnswer {
  const invoice = call.world.tables.invoices[call.id];
  if (!invoice)
    return {
      page: messagePage({
        frame: frameOf(call.kernel),
        title: 'Invoice',
        message: `There is no invoice ${call.id}.`,
        link: null,
      }),
      status: 404,
    };
  return invoicePage(modelOf(call, invoice, {}));
}

export function postInvoice(call: HostedCall): HostedAnswer {
  const { world } = call;
  const invoice = world.tables.invoices[call.id];
  if (!invoice || invoice.status !== 'open') return showInvoice(call);
  const card = readCardForm(call.form);
  const refuse = (declined: Pay['declined']): HostedAnswer => ({
    page: invoicePage(modelOf(call, invoice, { entry: card.entry, declined })),
    status: 402,
  });
  if (card.problems.length > 0 || !passesLuhn(card.number))
    return refuse({ message: card.problems[0] ?? 'Your card number is invalid.', code: null });
  const method = createCardMethod(world, cardByNumber(card.number), {
    exp_month: card.expiry?.month,
    exp_year: card.expiry?.year,
    cvc: '123',
  });
  // The page itself is the card holder's presence, so the bank's question counts as answered.
  const outcome = collectInvoice(world, invoice, method, { offSession: false, onPage: true });
  return outcome.kind === 'declined'
    ? refuse({ message: outcome.decline.message, code: outcome.decline.decline_code ?? null })
    : { location: `/i/${invoice.id}` };
}

function modelOf(call: HostedCall, invoice: Invoice, pay: Partial<Pay>): InvoiceModel {
  const { world, kernel } = call;
  const customer = world.tables.customers[(invoice.customer as string | null) ?? ''];
  return {
    frame: frameOf(kernel),
    merchant: invoice.account_name ?? 'your app',
    customer: { id: customer?.id ?? '', name: customer?.name ?? null, email: customer?.email ?? null },
    invoice: {
      ...rowOf(world, invoice),
      dueAt: invoice.due_date,
      paidAt: invoice.status_transitions.paid_at,
      lines: invoice.lines.data.map((line) => ({
        label: line.description ?? '',
        period: line.period.end > line.period.start ? { start: line.period.start, end: line.period.end } : null,
        quantity: line.quantity ?? 1,
        amount: line.amount,
      })),
      subtotal: invoice.subtotal,
      discounts: (invoice.total_discount_amounts ?? []).map((entry) => ({
        label: couponName(world, entry.discount as string),
        amount: entry.amount,
      })),
      taxes: (invoice.total_taxes ?? []).map((tax) => ({
        label:
          world.tables.taxRates[(tax.tax_rate_details?.tax_rate as string | undefined) ?? '']?.display_name ?? 'Tax',
        amount: tax.amount,
      })),
      amountPaid: invoice.amount_paid,
      amountDue: invoice.amount_remaining,
    },
    pay:
      invoice.status === 'open'
        ? { entry: pay.entry ?? EMPTY_ENTRY, declined: pay.declined ?? null, cards: null }
        : null,
  };
}

function couponName(world: World, discount: string): string {
  const coupon = world.tables.coupons[(world.tables.discounts[discount]?.source.coupon as string | null) ?? ''];
  return coupon?.name ?? (coupon?.percent_off ? `${coupon.percent_off}% off` : 'Discount');
}

export function rowOf(world: World, invoice: Invoice): InvoiceRow {
  const intent = world.tables.paymentIntents[world.data.notes.invoices[invoice.id]?.payment_intent ?? ''];
  const charge = intent?.latest_charge ? world.tables.charges[intent.latest_charge as string] : undefined;
  return {
    id: invoice.id,
    number: invoice.number,
    createdAt: invoice.created,
    status: (invoice.status ?? 'draft') as InvoiceRow['status'],
    amount: invoice.total,
    currency: invoice.currency,
    nextAttemptAt: invoice.next_payment_attempt,
    attempts: invoice.attempt_count,
    refunded: charge?.amount_refunded ?? 0,
  };
}
