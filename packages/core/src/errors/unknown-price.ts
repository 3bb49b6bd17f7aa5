import { FareboxError } from './farebox-error.js';

/** A Stripe price belongs to no plan we know: nothing is written, nothing is granted, no default plan is assumed. */
export class UnknownPrice extends FareboxError {
  override name = 'UnknownPrice';
  constructor(price: string, subscription: string, cause?: unknown) {
    super('unknown_price', {
      message: `The Stripe price "${price}" of subscription "${subscription}" belongs to no plan of the catalogue, so nothing was written: a guess could take a plan away or give one. Add the price to the catalogue, push it, and replay the event.`,
      details: { price, subscription },
      cause,
    });
  }
  static override isInstance(error: unknown): error is UnknownPrice {
    return FareboxError.has(error, 'unknown_price');
  }
}
