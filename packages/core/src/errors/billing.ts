/** What cannot be sold or managed as things stand. */
import { errorOf } from './farebox-error.js';

/** Checkout cannot sell this plan for this interval. */
export class NotForSaleError extends errorOf('not_for_sale', (plan: string, interval: string, cause?: unknown) => ({
  message: `"${plan}" has no price per ${interval} in the catalogue, so Checkout cannot sell it. Name a plan and an interval under \`prices\`.`,
  details: { plan, interval },
  cause,
})) {}

/** The customer has an active subscription in this product group; selling a second would charge twice. */
export class AlreadySubscribedError extends errorOf('already_subscribed', (plan: string, cause?: unknown) => ({
  message: `The customer is subscribed to "${plan}" already, and a second subscription of the same group would charge them twice. Offer the portal instead, or cancel the first.`,
  details: { plan },
  cause,
})) {}

/** The customer cannot be erased while Stripe goes on charging them. */
export class StillSubscribedError extends errorOf('still_subscribed', (plan: string, cause?: unknown) => ({
  message: `The customer is subscribed to "${plan}", and once they are erased nobody could tell whom Stripe goes on charging. Cancel the subscription, let it end, then erase.`,
  details: { plan },
  cause,
})) {}

/** The customer has never bought anything: there is no portal to open. */
export class NothingToManageError extends errorOf('nothing_to_manage', (cause?: unknown) => ({
  message: 'The customer has never been to Checkout, so Stripe has nothing to manage for them. Offer a plan first.',
  details: {},
  cause,
})) {}

/** This customer has no such checkout: the same answer whether it is another's or nobody's. */
export class CheckoutNotFoundError extends errorOf('checkout_not_found', (cause?: unknown) => ({
  message: 'This customer has no checkout with this session id, so nothing was looked at and nothing linked.',
  details: {},
  cause,
})) {}
