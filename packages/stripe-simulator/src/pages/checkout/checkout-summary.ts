/** The left side of a checkout: what is bought, what is due, when again. Facts first. */
import { intervalAdverb, intervalRate, longDate, longStamp, money, recurrence, shortId } from '../kit/format.js';
import { at } from '../kit/frame.js';
import { type Html, html, url } from '../kit/html.js';
import type { CheckoutModel, CheckoutSummary } from '../models.js';
import { routes } from '../routes.js';

function headline(session: CheckoutSummary): string {
  if (session.mode === 'setup') return 'Save a card';
  const [line] = session.lines;
  if (line === undefined || session.lines.length > 1) return `Order at ${session.merchant}`;
  return line.interval === null ? line.name : `${line.name}, ${intervalAdverb(line.interval)}`;
}

/** The sentence beside the amount, before and after paying. */
export function dueWords(session: CheckoutSummary, when: 'open' | 'complete'): string {
  const { mode, recurring, trialEndsAt, currency } = session;
  if (mode === 'setup') return when === 'open' ? 'Nothing is charged now.' : 'Nothing was charged.';
  const due = when === 'open' ? 'due today' : 'paid';
  if (recurring === null) return when === 'open' ? `${due}, once` : 'You will not be charged again.';
  const amount = money(recurring.amount, currency);
  if (trialEndsAt !== null) {
    const sentence = `free until ${longDate(trialEndsAt)}, then ${amount} ${intervalRate(recurring.interval)}`;
    return when === 'open' ? `${due}; ${sentence}` : `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
  }
  const again = `${amount} ${recurrence(recurring.interval, recurring.startsAt)}`;
  return when === 'open' ? `${due}, then ${again}` : `Then ${again}.`;
}

const line = (label: string, detail: string | null, amount: string, total = false): Html =>
  html`<div class="${total ? 't' : ''}"><dt>${label}${detail !== null && html`<span>${detail}</span>`}</dt><dd>${amount}</dd></div>`;

function lines(session: CheckoutSummary, total: string): Html | null {
  if (session.mode === 'setup') return null;
  const { currency } = session;
  const several = session.lines.length > 1 || session.discounts.length > 0 || session.taxes.length > 0;
  return html`<dl class="ln">${session.lines.map((item) => line(item.quantity === 1 ? item.name : `${item.name} × ${item.quantity}`, item.detail, money(item.amount, currency)))}${several && session.lines.length > 1 && line('Subtotal', null, money(session.subtotal, currency))}${session.discounts.map((discount) => line(discount.label, discount.code, money(-discount.amount, currency)))}${session.taxes.map((tax) => line(tax.label, null, money(tax.amount, currency)))}${session.trialEndsAt !== null && line('Trial', `until ${longDate(session.trialEndsAt)}`, 'nothing due')}${line(total, null, money(session.dueToday, currency), true)}</dl>`;
}

function promotion({ frame, session, view }: CheckoutModel): Html | null {
  if (view.state !== 'open' || !view.promotionCodes) return null;
  const action = url(at(frame, routes.checkout(session.id, session.embedded)));
  const applied = session.discounts.find((discount) => discount.code !== null);
  if (applied) {
    return html`<form class="promo" method="post" action="${action}"><input type="hidden" name="intent" value="remove_promotion"><input type="hidden" name="promotion_code" value="${applied.code}"><span>Promotion code <b class="m">${applied.code}</b> applied</span><button class="btn s">Remove code</button></form>`;
  }
  return html`<form class="promo" method="post" action="${action}"><input type="hidden" name="intent" value="promotion"><label class="l">Promotion code<input class="in m" name="promotion_code" autocomplete="off" required ${view.promotionProblem !== null && html`aria-invalid="true" aria-describedby="promo-problem"`}></label><button class="btn">Apply code</button>${view.promotionProblem !== null && html`<p class="bad sm" id="promo-problem" role="alert">${view.promotionProblem}</p>`}</form>`;
}

const onDay = (words: string): string => (words.startsWith('today') ? words : `on ${words}`);
const TOTALS = { open: 'Due today', challenge: 'Due today', complete: 'Paid', expired: 'Was due' } as const;

export function checkoutSummary(model: CheckoutModel): Html {
  const { session, view, frame } = model;
  const back =
    view.state === 'open' &&
    session.cancelUrl !== null &&
    html`<p class="sm"><a href="${url(session.cancelUrl)}">Back to ${session.merchant}</a></p>`;
  // in the closed states the right side carries the page's only h1
  const heading =
    view.state === 'open' ? html`<h1>${headline(session)}</h1>` : html`<p class="h1">${headline(session)}</p>`;
  return html`<section class="sum" aria-label="Order">${back}<div class="g">${heading}${session.mode !== 'setup' && html`<p class="amt">${money(session.dueToday, session.currency)}</p>`}${view.state !== 'complete' && html`<p class="mu">${view.state === 'expired' ? 'not charged' : dueWords(session, 'open')}</p>`}</div>${lines(session, TOTALS[view.state])}${promotion(model)}<p class="mu sm">Session <span class="m wrap" title="${session.id}">${shortId(session.id)}</span>${session.customer !== null && html` for customer <span class="${session.customer.startsWith('cus_') ? 'm wrap' : 'wrap'}">${session.customer}</span>`}, made by your app ${onDay(longStamp(session.createdAt, frame.now))}. ${view.state === 'open' || view.state === 'challenge' ? `It expires ${longStamp(session.expiresAt, frame.now).replace(/^(?!today)/, 'on ')}.` : null}</p></section>`;
}
