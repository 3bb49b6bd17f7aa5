import { FareboxError } from '@farebox/core';

/** Callers that are remembered; the one that was quiet longest is forgotten first. */
const CALLERS = 10_000;
const MINUTE_MS = 60_000;

/** Takes one call of a caller, who may make `perMinute` at once and then as many a minute. @throws FareboxError `rate_limited` */
export type RateLimit = (caller: string, perMinute: number) => void;

/** Kept in this process: each machine counts for itself. */
export function createRateLimit(nowMs: () => number = () => performance.now()): RateLimit {
  const left = new Map<string, { readonly calls: number; readonly atMs: number }>();
  return (caller, perMinute) => {
    const now = nowMs();
    const before = left.get(caller);
    const calls = before
      ? Math.min(perMinute, before.calls + ((now - before.atMs) * perMinute) / MINUTE_MS)
      : perMinute;
    // Written again, so that it stands last: the map keeps the order of writing.
    left.delete(caller);
    left.set(caller, { calls: calls >= 1 ? calls - 1 : calls, atMs: now });
    if (left.size > CALLERS) left.delete(left.keys().next().value ?? '');
    if (calls >= 1) return;
    const retryAfterSeconds = Math.ceil(((1 - calls) * MINUTE_MS) / perMinute / 1000);
    throw new FareboxError('rate_limited', {
      message: `More than ${perMinute} of these calls a minute. Try again in ${retryAfterSeconds} s.`,
      details: { retryAfterSeconds },
    });
  };
}
