/** The dashboard: what Stripe would see, and the clock. Works as plain pages; the script only keeps it up to date. */
import { clockCard } from './clock-panel.js';
import { deliveriesCard, lastAnswer, pips } from './deliveries-panel.js';
import { eventsOf, listCard } from './dashboard-lists.js';
import type { DashboardModel, DashboardView } from './dashboard-models.js';
import { objectLink, post } from './dashboard-parts.js';
import { sideCards } from './dashboard-side.js';
import { at, shell } from '../kit/frame.js';
import { type Html, html, url } from '../kit/html.js';
import { note } from '../kit/icons.js';
import { jsonView } from '../kit/json-view.js';
import { routes } from '../routes.js';

const LISTS = [
  ['customers', 'Customers'],
  ['subscriptions', 'Subscriptions'],
  ['invoices', 'Invoices'],
  ['payments', 'Payments'],
  ['events', 'Events'],
] as const;

function navigation(model: DashboardModel): Html {
  const here = model.view.name;
  const link = (name: DashboardView['name'], path: string, label: string, count: number | null): Html =>
    html`<a href="${url(at(model.frame, path))}" ${here === name && html`aria-current="page"`}>${label}${count !== null && html` <span class="m">${count}</span>`}</a>`;
  return html`<nav class="tabs" aria-label="Dashboard">${link('overview', routes.dashboard, 'Deliveries', null)}${LISTS.map(([name, label]) => link(name, routes.dashboardList(name), label, model.counts[name]))}<form method="get" action="${url(at(model.frame, routes.find))}"><label><span class="sr">Find an object by id</span><input class="in s m" name="id" placeholder="Any id" required></label><button class="btn s">Find</button></form></nav>`;
}

function objectView(model: DashboardModel, view: Extract<DashboardView, { name: 'object' }>): Html {
  if (view.object === null || view.object === undefined) {
    return html`<section class="card"><div class="hd"><h2>No object <span class="m wrap">${view.id}</span></h2></div><p class="empty mu">Nothing here has this id. It may have been made before a reset.</p></section>`;
  }
  const deliveries =
    view.deliveries.length > 0 &&
    html`<section class="card"><div class="hd"><h2>Its deliveries</h2></div><ul class="cu">${view.deliveries.map((delivery) => html`<li><span>${objectLink(model, delivery.endpoint)}</span>${lastAnswer(delivery)}<span class="flt">${pips(delivery)}${post(model, 'replay', html`<button class="btn s">Send now</button>`, { event: delivery.event, endpoint: delivery.endpoint, times: '1' })}</span></li>`)}</ul></section>`;
  return html`<section class="card obj"><div class="hd"><h2>Object <span class="m wrap">${view.id}</span></h2></div>${jsonView(model, `Object ${view.id}`, view.object)}</section>${deliveries}${view.events.length > 0 && eventsOf(model, view.events)}`;
}

function content(model: DashboardModel): Html | null {
  const { view } = model;
  if (view.name === 'overview')
    return html`<div class="gr">${deliveriesCard(model, view)}${sideCards(model, view.customers)}</div>`;
  if (view.name === 'object') return objectView(model, view);
  return listCard(model);
}

export function dashboardPage(model: DashboardModel): string {
  const { frame, notice } = model;
  const reset = post(
    model,
    'reset',
    html`<button class="btn s">Reset everything</button><span class="mu sm">Removes all objects and sets the clock back.</span>`,
  );
  return shell(frame, {
    title: 'Dashboard',
    kind: 'page',
    script: true,
    body: html`<main class="da" id="live" data-version="${model.version}" data-stream="${url(at(frame, routes.stream))}"><h1 class="sr">Simulator dashboard</h1>${notice && note(notice.tone, notice.message, '')}${clockCard(model)}${navigation(model)}${content(model)}<details class="rs" id="reset"><summary>Start over</summary>${reset}</details></main>`,
  });
}
