/** The hosted checkout in each of its states; with `embedded` the same inside the host's page. */
import { cardFields, cardTrouble } from '../kit/card-fields.js';
import { checkoutSummary, dueWords } from './checkout-summary.js';
import { money, shortId } from '../kit/format.js';
import { at, shell } from '../kit/frame.js';
import { flag, type Html, html, url } from '../kit/html.js';
import { icon } from '../kit/icons.js';
import type {
  CheckoutChallenge,
  CheckoutModel,
  CheckoutOpen,
  CheckoutSummary,
  DeliveryChoice,
  DeliveryMode,
} from '../models.js';
import { routes } from '../routes.js';

const DELIVERY: readonly { readonly mode: DeliveryMode; readonly label: string; readonly aside: string | null }[] = [
  { mode: 'default', label: 'As the endpoint is set', aside: null },
  { mode: 'late', label: 'A few seconds after the browser returns', aside: 'late' },
  { mode: 'twice', label: 'Each one twice', aside: 'duplicates' },
  { mode: 'reversed', label: 'In reverse order', aside: 'last first' },
  { mode: 'dropped', label: 'Not at all', aside: 'lost' },
];

function deliveryFields(choice: DeliveryChoice): Html {
  if (choice.endpoints.length === 0) {
    return html`<section class="g"><h2>Deliver webhooks</h2><p class="mu sm">No endpoint is registered, so this payment sends none.</p></section>`;
  }
  return html`<fieldset class="g"><legend class="h2">Deliver webhooks</legend><div class="opts">${DELIVERY.map(
    ({ mode, label, aside }) =>
      html`<label><input type="radio" name="delivery" value="${mode}" ${flag('checked', mode === choice.mode)}><span>${label}</span><span class="mu sm">${aside ?? choice.setting}</span></label>`,
  )}</div><p class="mu sm">To ${choice.endpoints.map((endpoint, index) => html`${index > 0 ? ', ' : ''}<span class="m wrap">${endpoint}</span>`)}</p></fieldset>`;
}

/** What the button does, in the words of the button. */
export function payLabel(session: CheckoutSummary): string {
  if (session.mode === 'setup') return 'Save card';
  const amount = money(session.dueToday, session.currency);
  if (session.mode === 'payment') return session.dueToday === 0 ? 'Complete order' : `Pay ${amount}`;
  if (session.trialEndsAt !== null) return 'Start trial';
  return session.dueToday === 0 ? 'Subscribe' : `Subscribe and pay ${amount}`;
}

const withoutScheme = (address: string): string => address.replace(/^https?:\/\//, '');

function openForm({ frame, session }: CheckoutModel, view: CheckoutOpen): Html {
  return html`<form class="stack" method="post" action="${url(at(frame, routes.checkout(session.id, session.embedded)))}"><input type="hidden" name="intent" value="pay">${view.collectCard ? cardFields({ cards: view.cards, entry: view.entry, legend: session.mode === 'setup' ? 'Card to save' : 'Pay with' }) : html`<p class="mu">No card is needed: nothing is due today.</p>`}
<div class="row">${view.collectCard && html`<label class="l">Name on card<input class="in" name="name" autocomplete="off" value="${view.entry.name}"></label>`}<label class="l">E-mail<input class="in" type="email" name="email" autocomplete="off" ${flag('required', !view.emailLocked)} ${flag('readonly', view.emailLocked)} value="${view.email}"></label></div>
${deliveryFields(view.delivery)}
<div class="g"><button class="btn p big" type="submit">${payLabel(session)}</button><p class="mu sm">Simulated. ${
    session.returnUrl === null
      ? 'You stay on this page.'
      : html`You return to <span class="m wrap" title="${session.returnUrl}">${shortId(withoutScheme(session.returnUrl))}</span>`
  }</p></div></form>`;
}

function challenge({ frame, session }: CheckoutModel, view: CheckoutChallenge): Html {
  const action = url(at(frame, routes.challenge(session.id, session.embedded)));
  const question =
    session.mode === 'setup' || view.amount === 0
      ? `let ${session.merchant} charge this card later?`
      : `pay ${money(view.amount, session.currency)} to ${session.merchant}?`;
  return html`<section class="card ask" aria-labelledby="ask"><div class="b"><h1 id="ask" class="h2">Your test bank asks: ${question}</h1><p class="mu">This stands in for a 3-D Secure page. Card ending ${view.last4}.</p></div><form class="f" method="post" action="${action}">${session.cancelUrl !== null && html`<a class="btn" href="${url(session.cancelUrl)}">Leave without an answer</a>`}<button class="btn" name="answer" value="deny">Refuse</button><button class="btn p" name="answer" value="approve" autofocus>Approve</button></form></section>`;
}

function closed(session: CheckoutSummary, state: 'complete' | 'expired'): Html {
  const target = session.embedded ? html`target="_top"` : null;
  if (state === 'complete') {
    return html`<section class="msg">${icon('check')}<div class="g"><h1>${session.mode === 'setup' ? 'Card saved' : session.dueToday === 0 ? 'Done, nothing was due' : `Paid ${money(session.dueToday, session.currency)}`}</h1><p>${dueWords(session, 'complete')}</p>${session.returnUrl !== null && html`<p><a class="btn p" href="${url(session.returnUrl)}" ${target}>Return to ${session.merchant}</a></p>`}</div></section>`;
  }
  return html`<section class="msg">${icon('clock')}<div class="g"><h1>This checkout has expired</h1><p>Nothing was charged. Start again from ${session.merchant}.</p>${session.cancelUrl !== null && html`<p><a class="btn p" href="${url(session.cancelUrl)}" ${target}>Back to ${session.merchant}</a></p>`}</div></section>`;
}

export function checkoutPage(model: CheckoutModel): string {
  const { frame, session, view } = model;
  const side =
    view.state === 'open'
      ? openForm(model, view)
      : view.state === 'challenge'
        ? challenge(model, view)
        : closed(session, view.state);
  // before the order, so that a narrow screen shows it first
  const trouble =
    view.state === 'open' && cardTrouble(view.declined, view.problems, 'Choose another card and pay again.');
  return shell(frame, {
    title: view.state === 'challenge' ? 'Confirm the payment' : 'Checkout',
    kind: session.embedded ? 'embed' : 'page',
    body: html`<main class="co ${view.state === 'open' ? '' : 'act'}">${trouble}${checkoutSummary(model)}${side}</main>`,
  });
}
