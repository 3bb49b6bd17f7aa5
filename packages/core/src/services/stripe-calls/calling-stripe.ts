import { StripeRefusedError, StripeUnavailableError, UnreadableObjectError } from '../../errors/stripe.js';
import { StripeShapeError } from '../../stripe/fields.js';
import { isStripeFailure } from '../../stripe/stripe-failure.js';
import type { EngineContext } from '../engine/context.js';

const RETRY_AFTER_SECONDS = 5;

/** The edge of every public billing call: Stripe's failures become the errors that a host and the HTTP API know. */
export async function callingStripe<T>(
  context: Pick<EngineContext, 'telemetry' | 'mode'>,
  purpose: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await context.telemetry.span('farebox.stripe', { purpose, mode: context.mode }, work);
  } catch (error) {
    if (error instanceof StripeShapeError) throw new UnreadableObjectError('answer', error.message, error);
    if (!isStripeFailure(error)) throw error;
    if (error.kind === 'unavailable')
      throw new StripeUnavailableError(purpose, error.retryAfterSeconds ?? RETRY_AFTER_SECONDS, error);
    throw new StripeRefusedError(
      purpose,
      error.message,
      { code: error.code, parameter: error.parameter, status: error.status, kind: error.kind },
      error,
    );
  }
}
