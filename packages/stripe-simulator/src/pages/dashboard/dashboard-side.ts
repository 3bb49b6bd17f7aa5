/** Beside the deliveries: faults until turned off, and who is being billed. */
import type { ApiFault } from './dashboard-form.js';
import type { CustomerRow, DashboardModel, EndpointModel, WebhookFaults } from './dashboard-models.js';
import { address, back, objectLink, post } from './dashboard-parts.js';
import { dayMonth, money, plural } from '../kit/format.js';
import { at } from '../kit/frame.js';
import { flag, type Html, html, url } from '../kit/html.js';
import { subscriptionStatus } from '../portal/portal-overview.js';
import { routes } from '../routes.js';

const DELIVERIES: readonly (readonly [WebhookFaults['delivery'], string])[] = [
  ['in_order', 'In order, once'],
  ['twice', 'Each one twice'],
  ['reversed', 'In reverse order'],
  ['none', 'Not at all'],
];

const API_FAULTS: readonly (readonly [ApiFault, string])[] = [
  ['rate_limit', '429 rate limit'],
  ['lock_timeout', '429 lock timeout'],
  ['conflict', '409 conflict'],
  ['server_error', '500 error'],
  ['stored_error', '500, kept for its key'],
  ['unavailable', '503 unavailable'],
  ['reset_before', 'Reset, not done'],
  ['reset_after', 'Reset, but done'],
  ['slow', 'Slow answer'],
  ['wrong_json', 'Broken JSON'],
];

function endpointFaults(model: DashboardModel, endpoint: EndpointModel, index: number): Html {
  const { faults } = endpoint;
  const boxes = html`${DELIVERIES.map(([mode, label]) => html`<label><input type="radio" name="delivery" value="${mode}" ${flag('checked', faults.delivery === mode)}><span>${label}</span></label>`)}<label class="sep"><input type="checkbox" name="late" value="on" ${flag('checked', faults.late)}><span>A few seconds late</span></label><label><input type="checkbox" name="wrong_signature" value="on" ${flag('checked', faults.wrongSignature)}><span>With a wrong signature</span></label>`;
  // the second button belongs to another form, so that both can stand on one line
  const other = `enable-${endpoint.id}`;
  const switchForm = html`<form id="${other}" method="post" action="${url(at(model.frame, routes.actions))}"><input type="hidden" name="intent" value="endpoint_enabled"><input type="hidden" name="back" value="${back(model)}"><input type="hidden" name="endpoint" value="${endpoint.id}"><input type="hidden" name="on" value="${endpoint.enabled ? '' : 'on'}"></form>`;
  const facts = html`<p class="mu xs">${objectLink(model, endpoint.id)}, ${endpoint.events.includes('*') ? 'all events' : plural(endpoint.events.length, 'event type')}${!endpoint.enabled && ', disabled'}</p>`;
  const form = html`${post(model, 'webhook_faults', html`<fieldset class="opts"><legend class="sr">Webhooks to ${endpoint.url}</legend>${boxes}</fieldset><div class="ft"><button class="btn s">Set delivery</button><button class="btn s" form="${other}">${endpoint.enabled ? 'Disable endpoint' : 'Enable endpoint'}</button></div>`, { endpoint: endpoint.id })}${switchForm}`;
  if (model.endpoints.length === 1)
    return html`<div class="ep"><p class="sm m">${address(endpoint.url)}</p>${facts}</div>${form}`;
  // with several endpoints the first is open, and those that have a fault set
  const open = index === 0 || faults.delivery !== 'in_order' || faults.late || faults.wrongSignature;
  return html`<details class="epd" id="ep-${endpoint.id}" ${flag('open', open)}><summary><span class="sm m">${address(endpoint.url)}</span></summary><div class="ep">${facts}</div>${form}</details>`;
}

const webhooks = (model: DashboardModel): Html =>
  html`<section class="card"><h2>Send webhooks, until changed</h2>${model.endpoints.length === 0 ? html`<p class="empty mu sm">Register an endpoint first: <span class="m">POST /v1/webhook_endpoints</span>, as on Stripe.</p>` : model.endpoints.map((endpoint, index) => endpointFaults(model, endpoint, index))}</section>`;

const apiFaults = (model: DashboardModel): Html =>
  html`<section class="card"><h2>API faults</h2>${model.apiFaults.length > 0 && html`<ul class="cu">${model.apiFaults.map((fault) => html`<li><span>${fault.label}</span>${post(model, 'clear_api_fault', html`<button class="btn s" aria-label="Turn off: ${fault.label}">Turn off</button>`, { id: fault.id })}</li>`)}</ul>`}${post(model, 'api_fault', html`<div class="ft"><label class="l grow"><span class="sr">Fault</span><select class="in" name="fault">${API_FAULTS.map(([kind, label]) => html`<option value="${kind}">${label}</option>`)}</select></label><button class="btn">Fail next call</button></div>`)}</section>`;

/** What to know about a customer's subscription in one line. */
export function subscriptionLine(model: DashboardModel, customer: CustomerRow): string {
  const { subscription } = customer;
  if (subscription === null) return 'No subscription';
  const { now } = model.frame;
  const rate = `${money(subscription.amount, subscription.currency)} per ${subscription.interval}`;
  if (subscription.status === 'canceled') return `${subscription.product}, ended`;
  if (subscription.cancelAt !== null) return `${subscription.product}, ends ${dayMonth(subscription.cancelAt, now)}`;
  if (subscription.status === 'trialing')
    return `${subscription.product}, trial ends ${dayMonth(subscription.periodEnd, now)}`;
  if (subscription.status === 'active')
    return `${subscription.product}, ${rate}, renews ${dayMonth(subscription.periodEnd, now)}`;
  return `${subscription.product}, ${rate}`;
}

export const customerName = (customer: {
  readonly id: string;
  readonly name?: string | null;
  readonly email?: string | null;
}): string => customer.name ?? customer.email ?? customer.id;

function customers(model: DashboardModel, rows: readonly CustomerRow[]): Html {
  const more = model.counts.customers - rows.length;
  return html`<section class="card"><h2>Customers</h2>${rows.length === 0 ? html`<p class="empty mu sm">None yet.</p>` : html`<ul class="cu">${rows.map((customer) => html`<li><a class="wrap" href="${url(at(model.frame, routes.object(customer.id)))}"><b>${customerName(customer)}</b></a>${customer.subscription === null ? html`<span></span>` : subscriptionStatus(customer.subscription.status, customer.subscription.cancelAt !== null)}<span class="mu sm">${subscriptionLine(model, customer)}${customer.failsNextPayment && html`, <span class="bad">next payment fails</span>`}</span></li>`)}</ul>`}${more > 0 && html`<div class="ft"><a class="sm" href="${url(at(model.frame, routes.dashboardList('customers')))}">All ${model.counts.customers} customers</a></div>`}</section>`;
}

export const sideCards = (model: DashboardModel, rows: readonly CustomerRow[]): Html =>
  html`<div class="sd">${customers(model, rows)}${webhooks(model)}${apiFaults(model)}</div>`;
