import { FareboxError } from '@farebox/core';
import { IDEMPOTENCY_HEADER } from '@farebox/core/contract';

/** A key of the ledger has 200 at most; the prefix needs some of them. */
const LONGEST = 190;

/**
 * The caller's intent: the `idempotency-key` header that the guard mints, one per click, kept over retries. What it answers begins
 * with `intent:`: a browser chooses its key freely, and so it can never take one that your own code uses ("order:9").
 *
 * @throws FareboxError `key_required` when it is missing, empty or longer than 190 characters; `toErrorResponse` answers it.
 */
export function keyOf(request: Request): string {
  const key = request.headers.get(IDEMPOTENCY_HEADER)?.trim() ?? '';
  if (key.length > 0 && key.length <= LONGEST) return `intent:${key}`;
  throw new FareboxError('key_required', {
    message: `Send the header ${IDEMPOTENCY_HEADER} (1 to ${LONGEST} characters): one intent, one key, so that a retry charges once. useTokenGuard sends it by itself.`,
  });
}
