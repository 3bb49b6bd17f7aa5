import { errorCodes, type FareboxErrorCode } from './error-codes.js';
import type { FareboxError } from './farebox-error.js';

export interface ProblemFacts {
  readonly code: FareboxErrorCode;
  readonly status: number;
  /** What a user of the app may read. */
  readonly userText: string;
  /** For failures that pass; null = sending it again changes nothing. */
  readonly retryAfterSeconds: number | null;
}
const RETRY_AFTER_SECONDS = 5;
const PASSING: ReadonlySet<FareboxErrorCode> = new Set(['store_unavailable', 'stripe_unavailable', 'rate_limited']);

/** How an error goes over the wire. Reads the code alone, so that errors of another copy of this package fit. */
export function problemOf(error: Pick<FareboxError, 'code' | 'details'>): ProblemFacts {
  const { status, user } = errorCodes[error.code] ?? errorCodes.internal;
  const asked = error.details['retryAfterSeconds'];
  return {
    code: error.code,
    status,
    userText: user,
    retryAfterSeconds:
      typeof asked === 'number' && asked > 0 ? Math.ceil(asked) : PASSING.has(error.code) ? RETRY_AFTER_SECONDS : null,
  };
}
