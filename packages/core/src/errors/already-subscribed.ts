import { FareboxError } from './farebox-error.js';

/** The customer has an active subscription in this product group; selling a second would charge twice. */
export class AlreadySubscribed extends FareboxError {
  override name = 'AlreadySubscribed';
  constructor(plan: string, cause?: unknown) {
    super('already_subscribed', {
      message: `The customer is subscribed to "${plan}" already, and a second subscription of the same group would charge them twice. Offer the portal instead, or cancel the first.`,
      details: { plan },
      cause,
    });
  }
  static override isInstance(error: unknown): error is AlreadySubscribed {
    return FareboxError.has(error, 'already_subscribed');
  }
}
