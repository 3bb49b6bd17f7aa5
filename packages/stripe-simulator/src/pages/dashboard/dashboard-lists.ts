/** The dashboard's tables: customers, subscriptions, invoices, payments, events. */
import type { DashboardModel, DashboardView, EventRow, Paged, PaymentRow } from './dashboard-models.js';
import { eventType, objectLink, paging, post } from './dashboard-parts.js';
import { customerName, subscriptionLine } from './dashboard-side.js';
import { money, moneyInput, shortDate, shortStamp } from '../kit/format.js';
import { at } from '../kit/frame.js';
import { type Html, type HtmlValue, html, url } from '../kit/html.js';
import { status } from '../kit/icons.js';
import { invoiceStatus, subscriptionStatus } from '../portal/portal-overview.js';
import { routes } from '../routes.js';

interface Column {
  readonly label: string;
  /** Place on a narrow screen: `a` and `b` share the first line, `c` and `d` the second, `e` has its own. */
  readonly place: 'a' | 'b' | 'c' | 'd' | 'e';
  readonly end?: boolean | undefined;
}

function table<Row>(
  title: string,
  page: Paged<Row>,
  columns: readonly Column[],
  cells: (row: Row) => readonly HtmlValue[],
  foot: Html | null,
  empty: string,
  aside: HtmlValue = null,
): Html {
  const body =
    page.rows.length === 0
      ? html`<p class="empty mu">${empty}</p>`
      : html`<table class="tb"><thead><tr>${columns.map((column) => html`<th scope="col" class="${column.end === true ? 'n' : ''}">${column.label}</th>`)}</tr></thead><tbody>${page.rows.map((row) => html`<tr>${cells(row).map((cell, index) => html`<td class="p${columns[index]?.place ?? 'e'} ${columns[index]?.end === true ? 'n' : ''}">${cell}</td>`)}</tr>`)}</tbody></table>`;
  return html`<section class="card"><div class="hd"><h2>${title} <span class="mu sm">${page.total}</span></h2>${aside}</div>${body}${foot}</section>`;
}

const person = (model: DashboardModel, id: string | null, name: string | null): HtmlValue =>
  id === null
    ? html`<span class="mu">No customer</span>`
    : html`<a class="wrap" href="${url(at(model.frame, routes.object(id)))}">${name ?? id}</a>`;

const named = (top: HtmlValue, below: HtmlValue): Html => html`<b>${top}</b><span class="mu xs blk">${below}</span>`;

function customers(model: DashboardModel, page: Extract<DashboardView, { name: 'customers' }>['customers']): Html {
  return table(
    'Customers',
    page,
    [
      { label: 'Customer', place: 'a' },
      { label: 'State', place: 'b' },
      { label: 'Subscription', place: 'c' },
      { label: 'Card', place: 'd' },
      { label: 'Next payment', place: 'e' },
    ],
    (row) => [
      named(customerName(row), objectLink(model, row.id)),
      row.subscription === null
        ? html`<span class="mu">–</span>`
        : subscriptionStatus(row.subscription.status, row.subscription.cancelAt !== null),
      subscriptionLine(model, row),
      row.card ?? html`<span class="mu">no card</span>`,
      post(
        model,
        'fail_next_payment',
        html`<button class="btn s" aria-label="${row.failsNextPayment ? 'Let next payment succeed' : 'Fail next payment'} of ${customerName(row)}">${row.failsNextPayment ? 'Let it succeed' : 'Fail next payment'}</button>${row.failsNextPayment && html`<span class="st bad sm">will fail</span>`}`,
        { customer: row.id, on: row.failsNextPayment ? '' : 'on' },
      ),
    ],
    paging(model, routes.dashboardList('customers'), page),
    'No customers yet.',
  );
}

function subscriptions(
  model: DashboardModel,
  page: Extract<DashboardView, { name: 'subscriptions' }>['subscriptions'],
): Html {
  const { now } = model.frame;
  return table(
    'Subscriptions',
    page,
    [
      { label: 'Subscription', place: 'a' },
      { label: 'State', place: 'b' },
      { label: 'Customer', place: 'c' },
      { label: 'Next', place: 'd' },
      { label: 'Amount', place: 'e', end: true },
    ],
    (row) => [
      named(row.product, objectLink(model, row.id)),
      subscriptionStatus(row.status, row.cancelAt !== null),
      person(model, row.customer, row.customerName),
      row.status === 'canceled'
        ? 'ended'
        : row.cancelAt === null
          ? `renews ${shortStamp(row.periodEnd, now)}`
          : `ends ${shortStamp(row.cancelAt, now)}`,
      `${money(row.amount, row.currency)} per ${row.interval}`,
    ],
    paging(model, routes.dashboardList('subscriptions'), page),
    'No subscriptions yet.',
  );
}

function invoices(model: DashboardModel, page: Extract<DashboardView, { name: 'invoices' }>['invoices']): Html {
  return table(
    'Invoices',
    page,
    [
      { label: 'Invoice', place: 'a' },
      { label: 'Amount', place: 'b', end: true },
      { label: 'State', place: 'c' },
      { label: 'Date', place: 'd' },
      { label: 'Customer', place: 'e' },
    ],
    (row) => [
      named(
        html`<a href="${url(at(model.frame, routes.invoice(row.id)))}">${row.number ?? 'Draft'}</a>`,
        objectLink(model, row.id),
      ),
      money(row.amount, row.currency),
      invoiceStatus(row, model.frame),
      shortDate(row.createdAt),
      person(model, row.customer, row.customerName),
    ],
    paging(model, routes.dashboardList('invoices'), page),
    'No invoices yet.',
  );
}

function paymentState(row: PaymentRow): Html {
  if (row.dispute !== null)
    return status(
      row.dispute.open ? 'bad' : 'plain',
      row.dispute.open ? 'warn' : 'dash',
      `Dispute ${row.dispute.status.replaceAll('_', ' ')}`,
    );
  if (row.status === 'failed') return status('bad', 'cross', row.failure ?? 'Failed');
  if (row.status === 'pending') return status('wait', 'clock', 'Pending');
  if (row.refunded >= row.amount) return status('plain', 'dash', 'Refunded');
  return status('ok', 'check', row.refunded > 0 ? `Paid, ${money(row.refunded, row.currency)} refunded` : 'Paid');
}

function paymentActions(model: DashboardModel, row: PaymentRow): HtmlValue {
  const { dispute, currency, charge } = row;
  if (dispute?.open === true) {
    return html`<div class="flt">${post(model, 'close_dispute', html`<button class="btn s" name="outcome" value="won">Win dispute</button><button class="btn s" name="outcome" value="lost">Lose dispute</button>`, { dispute: dispute.id })}</div>`;
  }
  if (row.status !== 'succeeded') return null;
  const left = row.amount - row.refunded;
  return html`<div class="flt">${left > 0 && post(model, 'refund', html`<input class="in s m" name="amount" inputmode="decimal" aria-label="Amount to refund of ${charge}" value="${moneyInput(left, currency)}"><button class="btn s">Refund</button>`, { charge, currency })}${dispute === null && left > 0 && post(model, 'dispute', html`<button class="btn s">Open dispute</button>`, { charge })}</div>`;
}

function payments(model: DashboardModel, page: Extract<DashboardView, { name: 'payments' }>['payments']): Html {
  return table(
    'Payments',
    page,
    [
      { label: 'Payment', place: 'a' },
      { label: 'Amount', place: 'b', end: true },
      { label: 'State', place: 'c' },
      { label: 'Created', place: 'd' },
      { label: 'Do', place: 'e' },
    ],
    (row) => [
      named(person(model, row.customer, row.customerName), objectLink(model, row.charge)),
      money(row.amount, row.currency),
      paymentState(row),
      shortStamp(row.createdAt, model.frame.now),
      paymentActions(model, row),
    ],
    paging(model, routes.dashboardList('payments'), page),
    'No payments yet.',
  );
}

export const eventCells = (model: DashboardModel, row: EventRow): readonly HtmlValue[] => [
  html`<span class="m">${eventType(row.type)}</span><span class="mu xs blk">${objectLink(model, row.id)}</span>`,
  shortStamp(row.createdAt, model.frame.now),
  row.object === null ? null : objectLink(model, row.object),
  row.deliveries ?? html`<span class="mu">no endpoint</span>`,
  post(model, 'replay', html`<button class="btn s" aria-label="Send ${row.type} ${row.id} again">Send again</button>`, {
    event: row.id,
    endpoint: '',
    times: '1',
  }),
];

export const EVENT_COLUMNS: readonly Column[] = [
  { label: 'Event', place: 'a' },
  { label: 'Created', place: 'b', end: true },
  { label: 'Object', place: 'c' },
  { label: 'Deliveries', place: 'd' },
  { label: 'Do', place: 'e' },
];

function events(model: DashboardModel, page: Paged<EventRow>, type: string | null): Html {
  const filter = html`<form class="flt" method="get" action="${url(at(model.frame, routes.dashboardList('events')))}"><label><span class="sr">Event type</span><input class="in s m" name="type" placeholder="invoice.paid or invoice.*" value="${type}"></label><button class="btn s">Filter</button>${type !== null && html`<a class="btn s" href="${url(at(model.frame, routes.dashboardList('events')))}">Show all</a>`}</form>`;
  return table(
    'Events',
    page,
    EVENT_COLUMNS,
    (row) => eventCells(model, row),
    paging(model, routes.dashboardList('events'), page, { type }),
    type === null ? 'No events yet.' : `No event of type ${type}.`,
    filter,
  );
}

/** The list view's card, or null for views that are no list. */
export function listCard(model: DashboardModel): Html | null {
  const { view } = model;
  switch (view.name) {
    case 'customers':
      return customers(model, view.customers);
    case 'subscriptions':
      return subscriptions(model, view.subscriptions);
    case 'invoices':
      return invoices(model, view.invoices);
    case 'payments':
      return payments(model, view.payments);
    case 'events':
      return events(model, view.events, view.type);
    default:
      return null;
  }
}

/** Events that carry one object, for the inspector. */
export const eventsOf = (model: DashboardModel, rows: readonly EventRow[]): Html =>
  table(
    'Its events',
    { rows, total: rows.length, offset: 0, pageSize: rows.length },
    EVENT_COLUMNS,
    (row) => eventCells(model, row),
    null,
    'No events yet.',
  );
