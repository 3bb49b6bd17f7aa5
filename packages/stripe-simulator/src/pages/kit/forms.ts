/** Readers of what the pages post; the engine hands them the body's `URLSearchParams`. */
import type { DeliveryMode } from '../models.js';

/** What the card form says; the typed number wins over the picked card. */
export interface CardForm {
  /** Digits of the card to use; empty when neither is given. */
  readonly number: string;
  /** Null when left empty: the card's default (12 / ten years on). */
  readonly expiry: { readonly month: number; readonly year: number } | null;
  readonly cvc: string;
  readonly name: string;
  /** Sentences to show beside the form; empty when it can be sent on. */
  readonly problems: readonly string[];
  /** To render the form again as it was sent. */
  readonly entry: {
    readonly card: string | null;
    readonly cardNumber: string;
    readonly exp: string;
    readonly cvc: string;
    readonly name: string;
  };
}

export type CheckoutForm =
  | { readonly intent: 'pay'; readonly card: CardForm; readonly email: string; readonly delivery: DeliveryMode }
  | { readonly intent: 'promotion'; readonly code: string }
  | { readonly intent: 'remove_promotion'; readonly code: string };

export type PortalForm =
  | { readonly intent: 'cancel'; readonly subscription: string; readonly feedback: string | null }
  | { readonly intent: 'resume'; readonly subscription: string }
  | { readonly intent: 'change_plan'; readonly subscription: string; readonly price: string }
  | { readonly intent: 'pay_invoice'; readonly invoice: string }
  | { readonly intent: 'update_card'; readonly card: CardForm };

const DELIVERY_MODES: readonly DeliveryMode[] = ['default', 'late', 'twice', 'reversed', 'dropped'];
const field = (form: URLSearchParams, name: string): string => (form.get(name) ?? '').trim();

/** Reads the card fields. Says what is incomplete; whether the card exists is the engine's to say. */
export function readCardForm(form: URLSearchParams): CardForm {
  const cardNumber = field(form, 'card_number');
  const picked = field(form, 'card').replace(/\D/g, '');
  const typed = cardNumber.replace(/[\s-]/g, '');
  const exp = field(form, 'exp');
  const cvc = field(form, 'cvc');
  const problems: string[] = [];
  if (typed !== '' && !/^\d{12,19}$/.test(typed)) problems.push('The card number is incomplete.');
  const match = /^(\d{1,2})\s*[/.-]\s*(\d{2}|\d{4})$/.exec(exp) ?? /^(\d{2})(\d{2})$/.exec(exp);
  const month = match ? Number(match[1]) : 0;
  const expiry = match && month >= 1 && month <= 12 ? { month, year: (Number(match[2]) % 100) + 2000 } : null;
  if (exp !== '' && expiry === null) problems.push('The expiry is not a month and year, like 12 / 34.');
  if (cvc !== '' && !/^\d{3,4}$/.test(cvc)) problems.push('The CVC has three or four digits.');
  const name = field(form, 'name');
  return {
    number: typed === '' ? picked : typed,
    expiry,
    cvc,
    name,
    problems,
    entry: { card: picked === '' ? null : picked, cardNumber, exp, cvc, name },
  };
}

/** Null when the form is none of ours. */
export function readCheckoutForm(form: URLSearchParams): CheckoutForm | null {
  const intent = field(form, 'intent');
  if (intent === 'promotion' || intent === 'remove_promotion') return { intent, code: field(form, 'promotion_code') };
  if (intent !== 'pay') return null;
  const wished = field(form, 'delivery');
  return {
    intent,
    card: readCardForm(form),
    email: field(form, 'email'),
    delivery: DELIVERY_MODES.find((mode) => mode === wished) ?? 'default',
  };
}

/** Null when the form is none of ours. */
export function readPortalForm(form: URLSearchParams): PortalForm | null {
  const subscription = field(form, 'subscription');
  switch (field(form, 'intent')) {
    case 'cancel':
      return { intent: 'cancel', subscription, feedback: field(form, 'feedback') || null };
    case 'resume':
      return { intent: 'resume', subscription };
    case 'change_plan':
      return { intent: 'change_plan', subscription, price: field(form, 'price') };
    case 'pay_invoice':
      return { intent: 'pay_invoice', invoice: field(form, 'invoice') };
    case 'update_card':
      return { intent: 'update_card', card: readCardForm(form) };
    default:
      return null;
  }
}
