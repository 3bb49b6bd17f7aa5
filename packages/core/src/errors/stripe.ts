/** What came from Stripe and cannot be used, or did not come. */
import { errorOf } from './farebox-error.js';

/** The webhook was not signed with one of our secrets; nothing was stored. */
export class InvalidSignatureError extends errorOf('invalid_signature', (reason: string, cause?: unknown) => ({
  message: `The webhook was refused (${reason}) and nothing was stored. Pass the raw bytes of the request, and the secret of the endpoint that sent it.`,
  details: { reason },
  cause,
})) {}

/** The bytes were signed with our secret but are no event that can be read. */
export class InvalidEventError extends errorOf('invalid_event', (reason: string, cause?: unknown) => ({
  message: `The webhook is signed but unreadable: ${reason}. Point snapshot events of API version 1 at this endpoint, and pass the body unparsed.`,
  details: { reason },
  cause,
})) {}

/** Stripe has no active price under the lookup key of this plan. */
export class PriceNotFoundError extends errorOf('price_not_found', (lookupKey: string, cause?: unknown) => ({
  message: `Stripe has no active price with the lookup key "${lookupKey}" and the amount of the catalogue, so nothing can be sold. Push the catalogue once: await farebox.prices.push().`,
  details: { lookupKey },
  cause,
})) {}

/** A Stripe price belongs to no plan we know: nothing is written, nothing is granted, no default plan is assumed. */
export class UnknownPriceError extends errorOf(
  'unknown_price',
  (price: string, subscription: string, cause?: unknown) => ({
    message: `The Stripe price "${price}" of subscription "${subscription}" belongs to no plan of the catalogue, so nothing was written: a guess could take a plan away or give one. Add the price to the catalogue, push it, and replay the event.`,
    details: { price, subscription },
    cause,
  }),
) {}

/** An object of Stripe lacks what every version of it has; nothing was written. */
export class UnreadableObjectError extends errorOf(
  'unreadable_object',
  (what: string, reason: string, cause?: unknown) => ({
    message: `Stripe's ${what} cannot be read (${reason}), so nothing was written.`,
    details: { what },
    cause,
  }),
) {}

/** Stripe did not answer or asked us to wait. Nothing was sold and nothing was lost; the same call may be made again. */
export class StripeUnavailableError extends errorOf(
  'stripe_unavailable',
  (purpose: string, retryAfterSeconds: number, cause?: unknown) => ({
    message: `Stripe did not answer while ${purpose}. Balances and spends do not need it; try again in ${retryAfterSeconds} s.`,
    details: { retryAfterSeconds },
    cause,
  }),
) {
  /** Seconds to wait before trying again, for `Retry-After`. */
  get retryAfterSeconds(): number {
    return this.details.retryAfterSeconds;
  }
}

/** Stripe understood the request and said no. */
export class StripeRefusedError extends errorOf(
  'stripe_refused',
  (purpose: string, reason: string, facts: Readonly<Record<string, unknown>>, cause?: unknown) => ({
    message: `Stripe refused ${purpose}: ${reason}`,
    details: facts,
    cause,
  }),
) {}

/** The key belongs to another Stripe account than the one our customers lie in. Nothing was changed. */
export class WrongStripeAccountError extends errorOf(
  'wrong_stripe_account',
  (expected: string, answered: string, cause?: unknown) => ({
    message: `Stripe account "${answered}" answered, but the customers of this database lie in "${expected}"; what one of them does not know says nothing of the other, so nothing was changed. Set STRIPE_SECRET_KEY to a key of "${expected}", or use another database.`,
    details: { expected, answered },
    cause,
  }),
) {}

/** The inbox holds no such event. */
export class WebhookEventNotFoundError extends errorOf('webhook_event_not_found', (event: string, cause?: unknown) => ({
  message: `The inbox holds no event "${event}", so there is nothing to replay.`,
  details: { event },
  cause,
})) {}
