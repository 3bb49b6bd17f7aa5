import { idOf, inside, instantOf, integerOf, metadataOf, requiredText, textOf } from './fields.js';

/** What we act on of a Checkout session, whatever API version rendered it. */
export interface SessionFacts {
  readonly id: string;
  readonly mode: string | null;
  /** `open`, `complete`, `expired`; null before sessions had one. */
  readonly status: string | null;
  /** `paid`, `unpaid`, `no_payment_required`; null before 2020. */
  readonly paymentStatus: string | null;
  readonly customer: string | null;
  readonly subscription: string | null;
  readonly clientReference: string | null;
  readonly amountTotal: number | null;
  readonly currency: string | null;
  /** Where the customer pays; null once it is no longer open. */
  readonly url: string | null;
  readonly expiresAt: number | null;
  readonly createdAt: number | null;
  readonly metadata: { readonly [key: string]: string };
}

export function readSession(value: unknown): SessionFacts {
  const session = inside(value);
  return {
    id: requiredText(session['id'], 'an id'),
    mode: textOf(session['mode']),
    status: textOf(session['status']),
    paymentStatus: textOf(session['payment_status']),
    customer: idOf(session['customer']),
    subscription: idOf(session['subscription']),
    clientReference: textOf(session['client_reference_id']),
    amountTotal: integerOf(session['amount_total']),
    currency: textOf(session['currency']),
    url: textOf(session['url']),
    expiresAt: instantOf(session['expires_at']),
    createdAt: instantOf(session['created']),
    metadata: metadataOf(session['metadata']),
  };
}
