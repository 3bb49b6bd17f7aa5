/** The card form: pick a card by its effect, or type a number as on any checkout. A typed number wins (see `readCardForm`). */
import { CARD_CHOICES } from './card-choices.js';
import { cardNumber } from './format.js';
import { flag, type Html, html } from './html.js';
import { note } from './icons.js';
import type { CardChoice, CardEntry } from '../models.js';

export const EMPTY_ENTRY: CardEntry = { card: null, cardNumber: '', exp: '', cvc: '', name: '' };

export interface CardFieldsOptions {
  readonly cards: readonly CardChoice[] | null;
  readonly entry: CardEntry;
  /** `Pay with`, unless the card is for later. */
  readonly legend?: string | undefined;
}

const option = (card: CardChoice, picked: string): Html =>
  html`<label><input type="radio" name="card" value="${card.number}" ${flag('checked', card.number === picked)}><span>${card.effect}</span><span class="m">${cardNumber(card.number)}</span></label>`;

export function cardFields({ cards, entry, legend = 'Pay with' }: CardFieldsOptions): Html {
  const all = cards ?? CARD_CHOICES;
  const typed = entry.cardNumber.replace(/\D/g, '');
  // a typed number that is on the list moves into the list, so that the next pick is not overruled by what is still typed
  const known = all.some((card) => card.number === typed);
  const picked = known
    ? typed
    : all.some((card) => card.number === entry.card)
      ? (entry.card ?? '')
      : (all[0]?.number ?? '');
  const common = all.filter((card) => card.common);
  const rest = all.filter((card) => !card.common);
  return html`<fieldset class="g"><legend class="h2">${legend}</legend><div class="opts">${common.map((card) => option(card, picked))}${
    rest.length > 0 &&
    html`<details ${flag(
      'open',
      rest.some((card) => card.number === picked),
    )}><summary>${String(rest.length)} more test cards</summary>${rest.map((card) => option(card, picked))}</details>`
  }</div></fieldset>
<fieldset class="cf"><legend class="sr">Card details</legend><label class="l c1">Card number<input class="in m" name="card_number" inputmode="numeric" autocomplete="off" placeholder="As picked above" aria-describedby="card-hint" value="${known ? '' : entry.cardNumber}"></label><label class="l c2">Expiry<input class="in m" name="exp" inputmode="numeric" autocomplete="off" placeholder="MM / YY" value="${entry.exp}"></label><label class="l c3">CVC<input class="in m" name="cvc" inputmode="numeric" autocomplete="off" placeholder="123" value="${entry.cvc}"></label><p class="mu xs hint" id="card-hint">Leave these empty, or type any test number: it wins over the pick.</p></fieldset>`;
}

/** What went wrong with the card, above the form. */
export function cardTrouble(
  declined: { readonly message: string; readonly code: string | null } | null,
  problems: readonly string[],
  next: string,
): Html | null {
  if (declined) return note('bad', declined.message, `Nothing was charged. ${next}`);
  if (problems.length === 0) return null;
  return note('bad', problems.join(' '), 'Nothing was charged.');
}
