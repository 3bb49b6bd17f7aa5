import { FareboxError } from './farebox-error.js';

/** Stripe understood the request and said no. */
export class StripeRefused extends FareboxError {
  override name = 'StripeRefused';
  constructor(purpose: string, reason: string, facts: Readonly<Record<string, unknown>>, cause?: unknown) {
    super('stripe_refused', {
      message: `Stripe refused ${purpose}: ${reason}`,
      details: facts,
      cause,
    });
  }
  static override isInstance(error: unknown): error is StripeRefused {
    return FareboxError.has(error, 'stripe_refused');
  }
}
