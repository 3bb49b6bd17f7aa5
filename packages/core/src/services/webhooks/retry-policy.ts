import { UnknownPriceError } from '../../errors/stripe.js';
import { StripeShapeError } from '../../stripe/fields.js';

export const MAX_ATTEMPTS = 10;
const MAX_DELAY_MS = 300_000;

/** 1 s doubling to 5 min, ±20 %: spread by the event's own name, so that it needs no dice and no two events meet again. */
export function retryDelayMs(attempts: number, event: string): number {
  const base = Math.min(1000 * 2 ** Math.max(0, attempts - 1), MAX_DELAY_MS);
  let hash = 2166136261;
  for (const character of `${event}:${attempts}`) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619);
  return Math.round(base * (0.8 + 0.4 * ((hash >>> 0) / 2 ** 32)));
}

/** No number of retries mends these: a person has to (P10, T14). */
export const isHopeless = (error: unknown): boolean =>
  UnknownPriceError.isInstance(error) || error instanceof StripeShapeError;
