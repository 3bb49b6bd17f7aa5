/** The portal's first view: each subscription with its state in a sentence, the card, the invoices. */
import { dayMonth, intervalRate, longDate, longStamp, money, shortDate } from '../kit/format.js';
import { at } from '../kit/frame.js';
import { type Html, html, url } from '../kit/html.js';
import { icon, type IconName, status, type Tone } from '../kit/icons.js';
import type {
  InvoiceRow,
  PageFrame,
  PortalCard,
  PortalModel,
  PortalSubscription,
  SubscriptionStatus,
} from '../models.js';
import { routes } from '../routes.js';

const STATES: Readonly<Record<SubscriptionStatus, readonly [Tone, IconName, string]>> = {
  active: ['ok', 'check', 'Active'],
  trialing: ['wait', 'clock', 'Trial'],
  past_due: ['bad', 'warn', 'Past due'],
  unpaid: ['bad', 'warn', 'Unpaid'],
  incomplete: ['wait', 'clock', 'Incomplete'],
  incomplete_expired: ['plain', 'cross', 'Never started'],
  canceled: ['plain', 'cross', 'Ended'],
  paused: ['wait', 'pause', 'Paused'],
};

/** The status sign; a running subscription that will not renew says so first. */
export function subscriptionStatus(state: SubscriptionStatus, cancels = false): Html {
  if (cancels && (state === 'active' || state === 'trialing')) return status('wait', 'clock', 'Cancels');
  const [tone, name, words] = STATES[state];
  return status(tone, name, words);
}

export const isOver = (state: SubscriptionStatus): boolean => state === 'canceled' || state === 'incomplete_expired';

/** `Starter, $19.00 a month` */
export const planTitle = (subscription: PortalSubscription): string =>
  `${subscription.product}, ${money(subscription.amount, subscription.currency)} ${intervalRate(subscription.interval)}`;

export const cardWords = (card: PortalCard): string =>
  `${card.brand} ending ${card.last4}, expires ${String(card.expMonth).padStart(2, '0')}/${card.expYear}`;

function sentence(subscription: PortalSubscription): string | null {
  const { status: state, periodEnd, cancelAt, canceledAt, endedAt, trialEndsAt, pendingChange } = subscription;
  const amount = money(subscription.amount, subscription.currency);
  if (isOver(state)) return `Ended${endedAt === null ? '' : ` on ${longDate(endedAt)}`}. No further charges.`;
  if (cancelAt !== null) {
    return `${canceledAt === null ? 'Set to end' : `Cancelled on ${longDate(canceledAt)}`}. It keeps working until ${longDate(cancelAt)}. No further charges.`;
  }
  if (state === 'paused') return 'Paused. No charges until it is resumed.';
  if (state === 'incomplete') return 'The first payment is not confirmed yet. Nothing is charged until it is.';
  if (pendingChange)
    return `Changes to ${pendingChange.product} on ${longDate(pendingChange.at)}. Nothing is due today.`;
  if (state === 'trialing' && trialEndsAt !== null) {
    return `The trial ends on ${longDate(trialEndsAt)}. Then ${amount} ${intervalRate(subscription.interval)}${subscription.paymentMethod ? ` from ${subscription.paymentMethod.brand} ending ${subscription.paymentMethod.last4}` : ''}.`;
  }
  // the note below says what is owed; a renewal in the same breath would hide it
  if (subscription.unpaid !== null) return null;
  return `Renews on ${longDate(periodEnd)} for ${amount}.`;
}

function unpaidNote(subscription: PortalSubscription, frame: PageFrame): Html | null {
  const { unpaid } = subscription;
  if (unpaid === null) return null;
  const lead = `${money(unpaid.amount, subscription.currency)} from ${longDate(unpaid.since)} is unpaid.`;
  const retry =
    unpaid.nextAttemptAt === null
      ? 'The card is not tried again by itself.'
      : `The card is tried again ${onStamp(unpaid.nextAttemptAt, frame)}.`;
  return html`<div class="note bad" role="status">${icon('warn')}<p><b>${lead}</b> ${retry} You can also pay it now.</p></div>`;
}

const onStamp = (instant: number, frame: PageFrame): string => {
  const words = longStamp(instant, frame.now);
  return words.startsWith('today') ? words : `on ${words}`;
};

/** A GET form, so that what leads to a change is a button like the change itself, without JavaScript. */
const goTo = (model: PortalModel, path: string, subscription: string, label: string): Html =>
  html`<form method="get" action="${url(at(model.frame, `${routes.portal(model.session)}/${path}`))}"><input type="hidden" name="subscription" value="${subscription}"><button class="btn">${label}</button></form>`;

function actions(model: PortalModel, subscription: PortalSubscription): Html | null {
  if (isOver(subscription.status)) return null;
  const { can, unpaid, cancelAt } = subscription;
  const action = url(at(model.frame, routes.portal(model.session)));
  const parts = [
    unpaid !== null &&
      html`<form method="post" action="${action}"><input type="hidden" name="intent" value="pay_invoice"><input type="hidden" name="invoice" value="${unpaid.invoice}"><button class="btn p">Pay ${money(unpaid.amount, subscription.currency)} now</button></form>`,
    cancelAt !== null &&
      can.resume &&
      html`<form method="post" action="${action}"><input type="hidden" name="intent" value="resume"><input type="hidden" name="subscription" value="${subscription.id}"><button class="btn ${unpaid === null ? 'p' : ''}">Keep subscription</button></form>`,
    can.changePlan && cancelAt === null && goTo(model, 'plan', subscription.id, 'Change plan'),
    can.cancel && cancelAt === null && goTo(model, 'cancel', subscription.id, 'Cancel subscription'),
  ].filter((part) => part !== false);
  return parts.length === 0 ? null : html`<div class="acts">${parts}</div>`;
}

function subscriptionPart(model: PortalModel, subscription: PortalSubscription): Html {
  const over = isOver(subscription.status);
  const words = sentence(subscription);
  const period = `${over ? 'Last period' : 'Period'} ${longDate(subscription.periodStart)} to ${longDate(subscription.periodEnd)}`;
  return html`<div class="sub"><div class="rw"><div><h2 class="big">${planTitle(subscription)}</h2>${words !== null && html`<p>${words}</p>`}<p class="mu sm">${period}, <span class="m wrap">${subscription.id}</span></p></div>${subscriptionStatus(subscription.status, subscription.cancelAt !== null)}</div>${unpaidNote(subscription, model.frame)}${actions(model, subscription)}</div>`;
}

export const invoiceStatus = (row: InvoiceRow, frame: PageFrame): Html => {
  if (row.status === 'paid') {
    if (row.refunded > 0 && row.refunded >= row.amount) return status('plain', 'dash', 'Refunded');
    return status('ok', 'check', row.refunded > 0 ? `Paid, ${money(row.refunded, row.currency)} refunded` : 'Paid');
  }
  if (row.status === 'open' && row.attempts > 0)
    return status(
      'bad',
      'warn',
      row.nextAttemptAt === null ? 'Open, not retried' : `Open, retry ${dayMonth(row.nextAttemptAt, frame.now)}`,
    );
  if (row.status === 'open') return status('wait', 'clock', 'Open');
  if (row.status === 'draft') return status('plain', 'clock', 'Draft');
  return status('plain', 'cross', row.status === 'void' ? 'Void' : 'Uncollectible');
};

function invoicesPart(model: PortalModel, invoices: readonly InvoiceRow[]): Html {
  if (invoices.length === 0)
    return html`<section class="sec" id="invoices"><h2>Invoices</h2><p class="mu">None yet.</p></section>`;
  return html`<section class="sec" id="invoices"><h2>Invoices</h2><table class="tb"><thead><tr><th scope="col">Date</th><th scope="col" class="hid">Invoice</th><th scope="col">Status</th><th scope="col" class="n">Amount</th><th scope="col" class="n"><span class="sr">Open</span></th></tr></thead><tbody>${invoices.map(
    (row) =>
      html`<tr><td class="pa nb">${shortDate(row.createdAt)}</td><td class="m hid">${row.number ?? row.id}</td><td class="pc">${invoiceStatus(row, model.frame)}</td><td class="pb n">${money(row.amount, row.currency)}</td><td class="pd n"><a href="${url(at(model.frame, routes.invoice(row.id)))}" aria-label="View invoice ${row.number ?? row.id}">View</a></td></tr>`,
  )}</tbody></table></section>`;
}

export function overview(model: PortalModel): Html {
  const card = model.paymentMethod;
  const running = model.subscriptions.filter((subscription) => !isOver(subscription.status));
  const ended = model.subscriptions.filter((subscription) => isOver(subscription.status));
  return html`<h1>Manage your subscription</h1><section class="sec" id="plan" aria-label="Plan">${
    model.subscriptions.length === 0
      ? html`<p>No subscription. Nothing to pay.</p>`
      : [...running, ...ended].map((subscription) => subscriptionPart(model, subscription))
  }</section><section class="sec" id="payment"><div class="rw"><div><h2>Payment method</h2><p>${card === null ? 'No card saved.' : `${cardWords(card)}.`}${card !== null && card.effect !== null && html` <span class="mu">A test card: ${card.effect.charAt(0).toLowerCase()}${card.effect.slice(1)}.</span>`}</p></div>${model.canUpdateCard && html`<form method="get" action="${url(at(model.frame, routes.portalCard(model.session)))}"><button class="btn s">${card === null ? 'Add card' : 'Change card'}</button></form>`}</div></section>${model.invoices !== null && invoicesPart(model, model.invoices)}`;
}
