import { docsOf, errorCodes } from './error-codes.js';
import { FareboxError } from './farebox-error.js';

/** What goes over the wire, of any error: RFC 9457, from the table's row. */
export interface ProblemFacts {
  /** Where the code is explained. */
  readonly type: string;
  /** What a user of the app may read. */
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  /** For failures that pass; null = sending it again changes nothing. */
  readonly retryAfterSeconds: number | null;
}
interface Row {
  readonly status: number;
  readonly retryAfterSeconds?: number;
  readonly developer: string;
  readonly user: string;
}

/**
 * How an error goes over the wire. Reads the code alone, so that errors of another copy of this package fit. An error that is not
 * Farebox's is `internal`, and below 500 alone its own words are told: what failed on our side says nothing of its inside (X25).
 */
export function problemOf(error: unknown): ProblemFacts {
  const known = FareboxError.isInstance(error) && error.code in errorCodes ? error : null;
  const code = known?.code ?? 'internal';
  const row: Row = errorCodes[code];
  const asked = known?.details['retryAfterSeconds'];
  return {
    type: docsOf(code),
    title: row.user,
    status: row.status,
    detail: known && row.status < 500 ? known.message : row.developer,
    code,
    retryAfterSeconds: typeof asked === 'number' && asked > 0 ? Math.ceil(asked) : (row.retryAfterSeconds ?? null),
  };
}
