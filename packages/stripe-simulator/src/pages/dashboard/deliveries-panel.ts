/** Webhook deliveries: attempts as pips and in words, the payload, sending again. */
import type { AttemptModel, DashboardModel, DashboardView, DeliveryModel } from './dashboard-models.js';
import { address, deliveryLink, eventType, objectLink, overviewLink, paging, post } from './dashboard-parts.js';
import { clockSeconds, plural, stamp } from '../kit/format.js';
import { type Html, html } from '../kit/html.js';
import { type IconName, status, type Tone } from '../kit/icons.js';
import { jsonView } from '../kit/json-view.js';
import { routes } from '../routes.js';

type Overview = Extract<DashboardView, { name: 'overview' }>;

const ordinals = ['', '1st', '2nd', '3rd'];
const nth = (count: number): string => ordinals[count] ?? `${count}th`;

const answerOf = (attempt: AttemptModel): string => (attempt.status === null ? 'no answer' : String(attempt.status));

/** The last answer in words: `200`, `200, 2nd try`, `Retry 14:23:53`, `Gave up after 6`. */
export function lastAnswer({ attempts, state }: DeliveryModel): Html {
  const sent = attempts.filter((attempt) => attempt.outcome !== 'waiting');
  const good = sent.filter((attempt) => attempt.outcome === 'delivered');
  const waiting = attempts.find((attempt) => attempt.outcome === 'waiting');
  const say = (tone: Tone, name: IconName, words: string): Html => status(tone, name, words);
  if (state === 'dropped') return say('wait', 'dash', 'Dropped');
  if (state === 'delivered') {
    const last = good.at(-1);
    const code = last === undefined ? 'delivered' : answerOf(last);
    if (good.length > 1)
      return say('ok', 'check', `${code}, sent ${good.length === 2 ? 'twice' : `${good.length} times`}`);
    return say('ok', 'check', sent.length > 1 ? `${code}, ${nth(sent.length)} try` : code);
  }
  if (state === 'failed')
    return say('bad', 'cross', sent.length === 1 ? 'Failed once' : `Gave up after ${sent.length}`);
  if (waiting === undefined) return say('wait', 'clock', 'Waiting');
  return say('wait', 'clock', `${state === 'retrying' ? 'Retry' : 'Waiting,'} ${clockSeconds(waiting.wallAt)}`);
}

const PIPS: Readonly<Record<AttemptModel['outcome'], string>> = { delivered: '', failed: 'x', waiting: 'w' };

export function pips({ attempts, state }: DeliveryModel): Html {
  if (attempts.length === 0) return html`<span class="mu sm">${state === 'dropped' ? 'none' : 'none yet'}</span>`;
  const sent = attempts.filter((attempt) => attempt.outcome !== 'waiting').length;
  const shown = attempts.slice(-8);
  return html`<span class="att" role="img" aria-label="${state}, ${plural(sent, 'attempt')}">${attempts.length > shown.length && html`<span class="mu xs">+${attempts.length - shown.length}</span>`}${shown.map((attempt) => html`<i class="${PIPS[attempt.outcome]}"></i>`)}</span>`;
}

function attemptRow(model: DashboardModel, attempt: AttemptModel, index: number): Html {
  const seconds = Math.max(0, attempt.wallAt - model.clock.wallNow);
  const wait =
    seconds < 90
      ? `in ${seconds} s`
      : seconds < 5400
        ? `in ${Math.round(seconds / 60)} min`
        : `in ${Math.round(seconds / 3600)} h`;
  const answer =
    attempt.outcome === 'waiting'
      ? html`<span class="st wait">waiting</span> <span class="mu">${wait}</span>`
      : html`<span class="st ${attempt.outcome === 'delivered' ? 'ok' : 'bad'}">${answerOf(attempt)}</span> <span class="mu wrap">${attempt.detail}</span>`;
  return html`<tr><td>${index + 1}</td><td class="m">${clockSeconds(attempt.wallAt)}</td><td>${answer}</td><td class="n m">${attempt.tookMs === null ? '–' : `${attempt.tookMs} ms`}</td></tr>`;
}

/** One delivery opened: each attempt, the buttons, the event as it was sent. */
export function deliveryDetail(model: DashboardModel, delivery: DeliveryModel, payload: unknown): Html {
  const target = { event: delivery.event, endpoint: delivery.endpoint };
  const table =
    delivery.attempts.length === 0
      ? html`<p class="mu sm">Never sent to this endpoint.</p>`
      : html`<table><thead><tr><th scope="col">#</th><th scope="col">Sent</th><th scope="col">Answer</th><th scope="col" class="n">Took</th></tr></thead><tbody>${delivery.attempts.map((attempt, index) => attemptRow(model, attempt, index))}</tbody></table>`;
  return html`<div class="ex"><div>${table}<div class="flt gap">${post(model, 'replay', html`<button class="btn s">Send now</button>`, { ...target, times: '1' })}${post(model, 'replay', html`<button class="btn s">Send twice</button>`, { ...target, times: '2' })}</div><p class="mu xs gap">Event ${objectLink(model, delivery.event)} to ${objectLink(model, delivery.endpoint)}. Attempts are in your computer’s time, UTC.</p></div>${jsonView(model, 'Event', payload)}</div>`;
}

function rows(model: DashboardModel, view: Overview, delivery: DeliveryModel): Html {
  const open = view.open !== null && view.open.event === delivery.event && view.open.endpoint === delivery.endpoint;
  const { offset } = view.deliveries;
  const href = open
    ? overviewLink(model, view.failedOnly)
    : deliveryLink(model, delivery.event, delivery.endpoint, offset, view.failedOnly);
  const toSeveral = model.endpoints.length > 1;
  return html`<tr class="r ${open ? 'open' : ''}" ${open && html`id="open"`}><td class="sx">${lastAnswer(delivery)}</td><td class="ev"><a href="${href}" aria-expanded="${open ? 'true' : 'false'}">${eventType(delivery.type)}</a><span class="mu xs m">${delivery.event}${delivery.subject !== null && html` <span class="nb">${delivery.subject}</span>`}${toSeveral && html` <span class="nb">to ${delivery.endpoint}</span>`}</span></td><td class="at">${pips(delivery)}</td><td class="tm mu sm n" title="${stamp(delivery.createdAt)}">${clockSeconds(delivery.createdAt)}</td></tr>${open && html`<tr class="x open"><td colspan="4">${deliveryDetail(model, delivery, view.open?.payload)}</td></tr>`}`;
}

function summary(model: DashboardModel): Html {
  const { endpoints } = model;
  if (endpoints.length === 0)
    return html`<p class="mu sm">No endpoint is registered, so nothing is sent. Events are kept.</p>`;
  const sum = (key: 'delivered' | 'waiting' | 'failed'): number =>
    endpoints.reduce((total, endpoint) => total + endpoint[key], 0);
  const [only] = endpoints;
  const to =
    endpoints.length === 1 && only
      ? html`To <span class="m">${address(only.url)}</span>`
      : html`To ${plural(endpoints.length, 'endpoint')}`;
  return html`<p class="mu sm">${to}, ${sum('delivered')} delivered, ${sum('waiting')} waiting, ${sum('failed')} not delivered</p>`;
}

export function deliveriesCard(model: DashboardModel, view: Overview): Html {
  const failed = model.endpoints.some((endpoint) => endpoint.failed > 0);
  const filters = html`<div class="flt"><a class="btn s" href="${overviewLink(model, !view.failedOnly)}">${view.failedOnly ? 'Show all' : 'Failed only'}</a>${failed && post(model, 'replay_failed', html`<button class="btn s">Send failed again</button>`)}</div>`;
  const table =
    view.deliveries.rows.length === 0
      ? html`<p class="empty mu">${view.failedOnly ? 'No failed deliveries.' : 'No deliveries yet. They appear here as your app makes customers, checkouts and subscriptions.'}</p>`
      : html`<table class="dl"><thead><tr><th scope="col" class="w10">Last answer</th><th scope="col">Event</th><th scope="col" class="w8">Attempts</th><th scope="col" class="n w6">Created</th></tr></thead><tbody>${view.deliveries.rows.map((delivery) => rows(model, view, delivery))}</tbody></table>`;
  return html`<section class="card"><div class="hd"><div><h2>Webhook deliveries</h2>${summary(model)}</div>${filters}</div>${table}${paging(model, routes.dashboard, view.deliveries, { failed: view.failedOnly ? '1' : null })}</section>`;
}
