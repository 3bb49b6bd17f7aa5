import { FareboxError } from '@farebox/core';
import { INTENT_HEADER } from '@farebox/core/contract';

/**
 * The caller's intent: the `idempotency-key` header that the guard mints, one per click, kept over retries.
 *
 * @throws FareboxError `key_required` when it is missing, empty or longer than 200 characters; `toErrorResponse` answers it.
 */
export function keyOf(request: Request): string {
  const key = request.headers.get(INTENT_HEADER)?.trim() ?? '';
  if (key.length > 0 && key.length <= 200) return key;
  throw new FareboxError('key_required', {
    message: `Send the header ${INTENT_HEADER} (1 to 200 characters): one intent, one key, so that a retry charges once. useTokenGuard sends it by itself.`,
  });
}
