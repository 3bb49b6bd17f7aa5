import { FareboxError, problemOf } from '@farebox/core';
import { problemResponse } from './handler/problem-response.js';

/**
 * Any error as the RFC 9457 problem JSON that the guard understands: code, status, texts and `retry-after` come from the table of
 * errors. For your own endpoints: `try { … } catch (error) { return toErrorResponse(error); }`. An error that is not Farebox's
 * answers 500 `internal` and tells nothing of itself, so log it before.
 */
export function toErrorResponse(error: unknown, requestId: string | null = null): Response {
  const { retryAfterSeconds, ...problem } = problemOf(error);
  const allow = FareboxError.isInstance(error) ? error.details['allow'] : undefined;
  return problemResponse(
    { ...problem, requestId },
    {
      ...(retryAfterSeconds === null ? {} : { 'retry-after': String(retryAfterSeconds) }),
      ...(typeof allow === 'string' ? { allow } : {}),
    },
  );
}
