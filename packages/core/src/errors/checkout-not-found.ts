import { FareboxError } from './farebox-error.js';

/** This customer has no such checkout: the same answer whether it is another's or nobody's. */
export class CheckoutNotFound extends FareboxError {
  override name = 'CheckoutNotFound';
  constructor(cause?: unknown) {
    super('checkout_not_found', {
      message: 'This customer has no checkout with this session id, so nothing was looked at and nothing linked.',
      details: {},
      cause,
    });
  }
  static override isInstance(error: unknown): error is CheckoutNotFound {
    return FareboxError.has(error, 'checkout_not_found');
  }
}
