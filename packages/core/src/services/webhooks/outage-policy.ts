import { isStripeFailure } from '../../stripe/stripe-failure.js';

const PAUSE_MS = 5_000;

/** For how long everything waits: Stripe's own trouble, or a key that it refuses. Null = it is the event's own fault. */
export function outagePauseMs(error: unknown): number | null {
  if (!isStripeFailure(error)) return null;
  if (error.kind === 'unavailable') return Math.max(1000, (error.retryAfterSeconds ?? PAUSE_MS / 1000) * 1000);
  return error.kind === 'unauthorised' ? PAUSE_MS * 6 : null;
}
