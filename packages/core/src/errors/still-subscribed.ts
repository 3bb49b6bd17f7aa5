import { FareboxError } from './farebox-error.js';

/** The customer cannot be erased while Stripe goes on charging them. */
export class StillSubscribed extends FareboxError {
  override name = 'StillSubscribed';
  constructor(plan: string, cause?: unknown) {
    super('still_subscribed', {
      message: `The customer is subscribed to "${plan}", and once they are erased nobody could tell whom Stripe goes on charging. Cancel the subscription, let it end, then erase.`,
      details: { plan },
      cause,
    });
  }
  static override isInstance(error: unknown): error is StillSubscribed {
    return FareboxError.has(error, 'still_subscribed');
  }
}
