/** The customer portal: one view at a time, each at its own address, each a plain form. */
import { cardFields, cardTrouble } from '../kit/card-fields.js';
import { at, shell } from '../kit/frame.js';
import { type Html, html, url } from '../kit/html.js';
import { note } from '../kit/icons.js';
import type { PortalModel } from '../models.js';
import { cancelView, confirmPlanView, plansView } from './portal-changes.js';
import { overview } from './portal-overview.js';
import { routes } from '../routes.js';

const TITLES = {
  overview: 'Manage your subscription',
  cancel: 'Cancel subscription',
  plans: 'Change plan',
  confirmPlan: 'Confirm the change',
  card: 'Change card',
  done: 'Done',
} as const;

function cardView(model: PortalModel): Html | null {
  const { view, frame } = model;
  if (view.name !== 'card') return null;
  return html`<section class="sec wide"><h1>Change card</h1><p>The new card pays from the next invoice on. Nothing is charged now.</p><form class="stack" method="post" action="${url(at(frame, routes.portal(model.session)))}"><input type="hidden" name="intent" value="update_card">${cardTrouble(view.declined, view.problems, 'Choose another card.')}${cardFields({ cards: view.cards, entry: view.entry, legend: 'New card' })}<label class="l">Name on card<input class="in" name="name" autocomplete="off" value="${view.entry.name}"></label><div class="acts"><button class="btn p">Save card</button>${!model.flow && html`<a class="btn" href="${url(at(frame, routes.portal(model.session)))}">Keep the old card</a>`}</div></form></section>`;
}

function content(model: PortalModel): Html | null {
  const { view } = model;
  switch (view.name) {
    case 'overview':
      return overview(model);
    case 'cancel':
      return cancelView(model, view.subscription);
    case 'plans':
      return plansView(model, view.subscription, view.plans);
    case 'confirmPlan':
      return confirmPlanView(model, view);
    case 'card':
      return cardView(model);
    case 'done':
      return html`<section class="sec"><h1>Done</h1><p>${view.message}</p>${model.returnUrl !== null && html`<div class="acts"><a class="btn p" href="${url(model.returnUrl)}">Return to ${model.merchant}</a></div>`}</section>`;
  }
}

export function portalPage(model: PortalModel): string {
  const { frame, customer, view } = model;
  const home = url(at(frame, routes.portal(model.session)));
  const here = view.name === 'overview';
  const side = html`<aside><div><b class="wrap">${customer.name ?? customer.email ?? 'Customer'}</b><p class="mu m xs wrap">${customer.id}</p></div>${
    !model.flow &&
    html`<nav aria-label="Sections"><a href="${here ? '' : home}#plan">Plan</a><a href="${here ? '' : home}#payment">Payment</a>${model.invoices !== null && html`<a href="${here ? '' : home}#invoices">Invoices</a>`}</nav>`
  }${model.returnUrl !== null && view.name !== 'done' && html`<p class="sm"><a href="${url(model.returnUrl)}">Return to ${model.merchant}</a></p>`}</aside>`;
  return shell(frame, {
    title: TITLES[view.name],
    kind: 'page',
    body: html`<main class="po">${side}<div class="pm">${model.notice && note(model.notice.tone, model.notice.message, '')}${content(model)}</div></main>`,
  });
}
