import { FareboxError } from './farebox-error.js';

/** Stripe has no active price under the lookup key of this plan. */
export class PriceNotFound extends FareboxError {
  override name = 'PriceNotFound';
  constructor(lookupKey: string, cause?: unknown) {
    super('price_not_found', {
      message: `Stripe has no active price with the lookup key "${lookupKey}" and the amount of the catalogue, so nothing can be sold. Push the catalogue once: await farebox.prices.push().`,
      details: { lookupKey },
      cause,
    });
  }
  static override isInstance(error: unknown): error is PriceNotFound {
    return FareboxError.has(error, 'price_not_found');
  }
}
