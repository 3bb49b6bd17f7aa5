/** The test bank's question for a payment or setup that was confirmed through the API (`next_action.redirect_to_url`). */
import { money } from '../kit/format.js';
import { shell } from '../kit/frame.js';
import { html } from '../kit/html.js';
import type { ChallengeModel } from '../models.js';

/** Posts `answer=approve|deny` to the page's own address. */
export function challengePage({ frame, merchant, intent, last4, amount }: ChallengeModel): string {
  const question =
    amount === null
      ? `let ${merchant} charge this card later?`
      : `pay ${money(amount.value, amount.currency)} to ${merchant}?`;
  return shell(frame, {
    title: 'Confirm the payment',
    kind: 'page',
    body: html`<main class="one"><section class="card ask" aria-labelledby="ask"><div class="b"><h1 id="ask" class="h2">Your test bank asks: ${question}</h1><p class="mu">This stands in for a 3-D Secure page. ${last4 !== null && `Card ending ${last4}. `}Payment <span class="m wrap">${intent}</span>.</p></div><form class="f" method="post"><button class="btn" name="answer" value="deny">Refuse</button><button class="btn p" name="answer" value="approve" autofocus>Approve</button></form></section></main>`,
  });
}
