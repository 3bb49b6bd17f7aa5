/** The hosted invoice; printed it is the invoice's file. */
import { cardFields, cardTrouble } from '../kit/card-fields.js';
import { longDate, money, shortDate } from '../kit/format.js';
import { at, shell } from '../kit/frame.js';
import { type Html, html, url } from '../kit/html.js';
import type { InvoiceModel } from '../models.js';
import { invoiceStatus } from '../portal/portal-overview.js';
import { routes } from '../routes.js';

const total = (label: string, amount: string, strong = false): Html =>
  html`<div class="${strong ? 't' : ''}"><dt>${label}</dt><dd>${amount}</dd></div>`;

function payForm({ frame, invoice, pay }: InvoiceModel): Html | null {
  if (pay === null) return null;
  return html`<form class="stack noprint" method="post" action="${url(at(frame, routes.invoice(invoice.id)))}"><input type="hidden" name="intent" value="pay">${cardTrouble(pay.declined, [], 'Choose another card and pay again.')}${cardFields({ cards: pay.cards, entry: pay.entry })}<button class="btn p big">Pay ${money(invoice.amountDue, invoice.currency)}</button></form>`;
}

export function invoicePage(model: InvoiceModel): string {
  const { frame, invoice, customer, merchant } = model;
  const { currency } = invoice;
  const untouched = invoice.amountDue === invoice.amount && invoice.amountPaid === 0;
  const title = `Invoice ${invoice.number ?? invoice.id}`;
  const facts: readonly (readonly [string, string])[] = [
    ['From', merchant],
    ['To', [customer.name, customer.email].filter((part) => part !== null).join(', ') || customer.id],
    ['Date', longDate(invoice.createdAt)],
    ...(invoice.dueAt === null ? [] : [['Due', longDate(invoice.dueAt)] as const]),
    ...(invoice.paidAt === null ? [] : [['Paid', longDate(invoice.paidAt)] as const]),
  ];
  const body = html`<main class="co inv"><section class="sum"><div class="rw"><div><h1>${title}</h1><p class="mu m xs wrap">${invoice.id}</p></div>${invoiceStatus(invoice, frame)}</div><dl class="facts">${facts.map(([key, value]) => html`<dt>${key}</dt><dd>${value}</dd>`)}</dl><dl class="ln">${invoice.lines.map((line) => html`<div><dt>${line.quantity === 1 ? line.label : `${line.label} × ${line.quantity}`}${line.period !== null && html`<span>${shortDate(line.period.start)} to ${shortDate(line.period.end)}</span>`}</dt><dd>${money(line.amount, currency)}</dd></div>`)}${(invoice.discounts.length > 0 || invoice.taxes.length > 0) && total('Subtotal', money(invoice.subtotal, currency))}${invoice.discounts.map((item) => total(item.label, money(-item.amount, currency)))}${invoice.taxes.map((item) => total(item.label, money(item.amount, currency)))}${total(untouched ? 'Total due' : 'Total', money(invoice.amount, currency), true)}${invoice.amountPaid > 0 && total('Paid', money(invoice.amountPaid, currency))}${invoice.refunded > 0 && total('Refunded', money(-invoice.refunded, currency))}${!untouched && total('Still due', money(invoice.amountDue, currency), true)}</dl></section>${payForm(model)}</main>`;
  return shell(frame, { title, kind: 'page', body });
}
