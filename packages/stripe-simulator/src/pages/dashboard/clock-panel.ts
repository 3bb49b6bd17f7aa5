/** The clock card, first on every dashboard page: the time, how to move it, what is due. */
import { post } from './dashboard-parts.js';
import { groupDue, ruler } from './dashboard-ruler.js';
import type { DashboardModel } from './dashboard-models.js';
import { clockSeconds, dateTimeInput, dayMonth, plural, shortDate, shortStamp, stamp, weekday } from '../kit/format.js';
import { type Html, html } from '../kit/html.js';

function progress(model: DashboardModel): Html | null {
  const { advancing } = model.clock;
  if (advancing === null) return null;
  const { now } = model.frame;
  // more pips than fit on the line say nothing; then the words alone do
  const pips = advancing.total <= 24 && advancing.total > 0;
  return html`<div class="adv" role="status"><span class="sm"><b>Advancing to ${shortStamp(advancing.to, now)}.</b> ${advancing.done} of ${plural(advancing.total, 'event')} done${advancing.waitingFor !== null && html`, waiting for your app to answer <span class="m">${advancing.waitingFor}</span>`}</span>${pips && html`<span class="pg" aria-hidden="true">${Array.from({ length: advancing.total }, (_, index) => html`<i class="${index < advancing.done ? '' : index === advancing.done ? 'w' : 'e'}"></i>`)}</span>`}${post(model, 'stop_advance', html`<button class="btn s">Stop here, ${shortStamp(now, now)}</button>`)}</div>`;
}

function controls(model: DashboardModel): Html {
  const { clock, frame } = model;
  const next = clock.due[0]?.at ?? null;
  const step = (by: string, label: string, primary = false): Html =>
    html`<button class="btn ${primary ? 'p' : ''}" name="by" value="${by}">${label}</button>`;
  const steps = html`${step('hour', '+1 hour')}${step('day', '+1 day')}${step('month', '+1 month')}${clock.nextRenewalAt !== null && step('next_renewal', `To the next renewal, ${dayMonth(clock.nextRenewalAt, frame.now)}`)}${next !== null && step('next_event', `To the next event, ${shortStamp(next, frame.now)}`, true)}`;
  return html`<div class="adv">${post(model, 'advance', html`<div class="btns">${steps}</div>`)}${post(model, 'advance', html`<div class="btns to"><input type="hidden" name="by" value="to"><label class="il"><span class="mu sm">Or to</span><input class="in m" type="datetime-local" name="to" required min="${dateTimeInput(frame.now)}" value="${dateTimeInput(next ?? frame.now + 86_400)}" aria-label="Advance to"></label><button class="btn">Advance</button></div>`)}<p class="mu sm">Time only moves forward. Everything due on the way happens, in order.</p></div>`;
}

function dueList(model: DashboardModel): Html {
  const { clock, frame } = model;
  const groups = groupDue(clock.due);
  if (groups.length === 0)
    return html`<p class="mu sm">Nothing is due: no subscription renews, no session expires.</p>`;
  return html`<details class="due" id="due"><summary>${plural(clock.due.length, 'thing')} due, as a list</summary><ol>${clock.due.map((item) => html`<li><span class="m">${shortStamp(item.at, frame.now)}</span><span>${item.label}${item.who !== null && html`, <span class="mu">${item.who}</span>`}</span></li>`)}</ol></details>`;
}

export function clockCard(model: DashboardModel): Html {
  const { clock, frame } = model;
  const state =
    clock.advancing === null
      ? clock.ticking
        ? 'Runs along with your computer'
        : `Frozen; your computer says ${shortDate(clock.wallNow)}`
      : `Advancing; started from ${shortDate(clock.advancing.from)} ${clockSeconds(clock.advancing.from)}`;
  return html`<section class="card clk" aria-label="Clock"><div class="now"><span class="mu sm">Simulated time, UTC</span><span class="t">${stamp(frame.now)}</span><span class="mu sm">${weekday(frame.now)}. ${state}.</span></div>${clock.advancing === null ? controls(model) : progress(model)}${ruler(frame.now, clock.due)}${dueList(model)}</section>`;
}
