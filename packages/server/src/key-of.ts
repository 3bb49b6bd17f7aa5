import { INTENT_HEADER } from '@farebox/core/contract';
import { HttpProblem } from './handler/http-problem.js';

/**
 * The caller's intent: the `idempotency-key` header that the guard mints, one per click, kept over retries.
 * Missing, empty or longer than 200 characters: throws a 400 problem.
 */
export function keyOf(request: Request): string {
  const key = request.headers.get(INTENT_HEADER)?.trim() ?? '';
  if (key.length === 0 || key.length > 200) {
    throw new HttpProblem(
      400,
      'key_required',
      `Send the header ${INTENT_HEADER} (1 to 200 characters): one intent, one key, so that a retry charges once. useTokenGuard sends it by itself.`,
    );
  }
  return key;
}
