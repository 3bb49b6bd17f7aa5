import { FareboxError } from './farebox-error.js';

/** Stripe did not answer or asked us to wait. Nothing was sold and nothing was lost; the same call may be made again. */
export class StripeUnavailable extends FareboxError {
  override name = 'StripeUnavailable';
  /** Seconds to wait before trying again, for `Retry-After`. */
  readonly retryAfterSeconds: number;
  constructor(purpose: string, retryAfterSeconds: number, cause?: unknown) {
    super('stripe_unavailable', {
      message: `Stripe did not answer while ${purpose}. Balances and spends do not need it; try again in ${retryAfterSeconds} s.`,
      details: { retryAfterSeconds },
      cause,
    });
    this.retryAfterSeconds = retryAfterSeconds;
  }
  static override isInstance(error: unknown): error is StripeUnavailable {
    return FareboxError.has(error, 'stripe_unavailable');
  }
}
