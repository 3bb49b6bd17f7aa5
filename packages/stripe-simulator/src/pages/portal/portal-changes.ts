/** The portal's questions before something changes: what happens on which day, then the button. */
import { dayMonth, intervalRate, longDate, money } from '../kit/format.js';
import { at } from '../kit/frame.js';
import { flag, type Html, html, url } from '../kit/html.js';
import type { PlanChoice, PortalModel, PortalSubscription, PortalView } from '../models.js';
import { planTitle } from './portal-overview.js';
import { routes } from '../routes.js';

const keep = (model: PortalModel, label: string): Html | false =>
  !model.flow ? html`<a class="btn" href="${url(at(model.frame, routes.portal(model.session)))}">${label}</a>` : false;

const timeline = (rows: readonly (readonly [string, string])[]): Html =>
  html`<ol class="wh">${rows.map(([when, what]) => html`<li><b>${when}</b><span>${what}</span></li>`)}</ol>`;

export function cancelView(model: PortalModel, subscription: PortalSubscription): Html {
  const { product, unpaid, currency, cancelMode } = subscription;
  const now = cancelMode === 'immediately';
  const trial = subscription.status === 'trialing' && subscription.trialEndsAt !== null;
  const end = trial ? (subscription.trialEndsAt ?? subscription.periodEnd) : subscription.periodEnd;
  const rows: (readonly [string, string])[] = [];
  rows.push([
    'Today',
    now ? `${product} ends at once. Nothing is charged.` : 'Nothing is charged, nothing is refunded.',
  ]);
  if (unpaid !== null && unpaid.nextAttemptAt !== null && !now) {
    rows.push([
      longDate(unpaid.nextAttemptAt),
      `The open ${money(unpaid.amount, currency)} from ${longDate(unpaid.since)} is still collected.`,
    ]);
  }
  if (!now) rows.push([longDate(end), `${product} ends. The app decides what happens to what you have left.`]);
  return html`<section class="sec wide"><h1>Cancel ${product}?</h1><p>${now ? 'It ends today.' : `It ends on ${longDate(end)}, the end of the ${trial ? 'trial' : 'period'}. Until then everything keeps working.`}</p>${timeline(rows)}<form class="stack" method="post" action="${url(at(model.frame, routes.portal(model.session)))}"><input type="hidden" name="intent" value="cancel"><input type="hidden" name="subscription" value="${subscription.id}"><label class="l half">Reason, if you like to give one<select class="in" name="feedback"><option value="">No reason</option><option value="too_expensive">Too expensive</option><option value="missing_features">Something is missing</option><option value="switched_service">Uses another service</option><option value="unused">Not used enough</option><option value="too_complex">Too complex</option><option value="low_quality">Quality too low</option><option value="customer_service">Customer service</option><option value="other">Other</option></select></label><div class="acts"><button class="btn p">${now ? `Cancel ${product} now` : `Cancel on ${longDate(end)}`}</button>${keep(model, `Keep ${product}`)}</div></form></section>`;
}

export function plansView(model: PortalModel, subscription: PortalSubscription, plans: readonly PlanChoice[]): Html {
  const others = plans.filter((plan) => !plan.current);
  const first = others[0]?.price;
  const list = plans.map(
    (plan) =>
      html`<label class="${plan.current ? 'off' : ''}"><input type="radio" name="price" value="${plan.price}" ${flag('disabled', plan.current)} ${flag('checked', plan.price === first)}><span>${plan.product}${plan.current && html` <span class="mu sm">your plan</span>`}${plan.detail !== null && html`<span class="mu sm blk">${plan.detail}</span>`}</span><span>${money(plan.amount, plan.currency)} ${intervalRate(plan.interval)}</span></label>`,
  );
  return html`<section class="sec wide"><h1>Change plan</h1><p>Now: ${planTitle(subscription)}. You see what it costs before anything changes.</p>${
    others.length === 0
      ? html`<p class="mu">There is no other plan to change to.</p><div class="acts">${keep(model, `Keep ${subscription.product}`)}</div>`
      : html`<form class="stack" method="get" action="${url(at(model.frame, `${routes.portal(model.session)}/plan`))}"><input type="hidden" name="subscription" value="${subscription.id}"><fieldset class="g"><legend class="sr">Plans</legend><div class="opts">${list}</div></fieldset><div class="acts"><button class="btn p">Continue</button>${keep(model, `Keep ${subscription.product}`)}</div></form>`
  }</section>`;
}

export function confirmPlanView(model: PortalModel, view: Extract<PortalView, { name: 'confirmPlan' }>): Html {
  const { plan, subscription, frame } = { ...view, frame: model.frame };
  const immediate = view.effectiveAt <= frame.now;
  const due = money(view.dueToday, plan.currency);
  const label =
    immediate && view.dueToday > 0 ? `Change to ${plan.product} and pay ${due}` : `Change to ${plan.product}`;
  const when = immediate
    ? `${plan.product} starts at once.`
    : `${plan.product} starts on ${longDate(view.effectiveAt)}. Until then you keep ${subscription.product}.`;
  return html`<section class="sec wide"><h1>Change to ${plan.product}?</h1><p>${when} Then ${money(plan.amount, plan.currency)} ${intervalRate(plan.interval)} instead of ${money(subscription.amount, subscription.currency)} ${intervalRate(subscription.interval)}.</p><dl class="ln">${view.lines.map((item) => html`<div><dt>${item.label}</dt><dd>${money(item.amount, plan.currency)}</dd></div>`)}<div class="t"><dt>Due ${immediate ? 'today' : `today, ${dayMonth(frame.now, frame.now)}`}</dt><dd>${due}</dd></div></dl><form method="post" action="${url(at(frame, routes.portal(model.session)))}"><input type="hidden" name="intent" value="change_plan"><input type="hidden" name="subscription" value="${subscription.id}"><input type="hidden" name="price" value="${plan.price}"><div class="acts"><button class="btn p">${label}</button>${keep(model, `Keep ${subscription.product}`)}</div></form></section>`;
}
