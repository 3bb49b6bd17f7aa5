import { inside, integerOf, textOf } from './fields.js';
import { StripeFailure } from './stripe-failure.js';

/** Stripe's client throws many classes; what matters is whose fault it is and whether to come back. */
export function toStripeFailure(error: unknown): unknown {
  const facts = inside(error);
  const type = textOf(facts['type']);
  if (type === null || !type.startsWith('Stripe')) return error;
  const code = textOf(facts['code']);
  const status = integerOf(facts['statusCode']);
  const parameter = textOf(facts['param']);
  const header = Number(inside(facts['headers'])['retry-after']);
  const retryAfterSeconds = Number.isFinite(header) && header > 0 ? Math.min(Math.ceil(header), 3600) : null;
  const message = textOf(facts['message']) ?? type;
  const details = { code, status, parameter, retryAfterSeconds, cause: error };
  if (type === 'StripeConnectionError') return new StripeFailure('unavailable', message, { ...details, status: null });
  // 409 is another request holding the same key or object; 429 is "later".
  if (
    type === 'StripeRateLimitError' ||
    status === 429 ||
    status === 409 ||
    code === 'lock_timeout' ||
    (status !== null && status >= 500)
  ) {
    return new StripeFailure('unavailable', message, details);
  }
  if (type === 'StripeAuthenticationError' || type === 'StripePermissionError')
    return new StripeFailure('unauthorised', message, details);
  if (code === 'resource_missing') return new StripeFailure('missing', message, details);
  if (type === 'StripeAPIError') return new StripeFailure('unavailable', message, details);
  return new StripeFailure('refused', message, details);
}
