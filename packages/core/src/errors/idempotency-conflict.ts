import { FareboxError } from './farebox-error.js';

/** The same key came again with other input. */
export class IdempotencyConflict extends FareboxError {
  override name = 'IdempotencyConflict';
  constructor(key: string, cause?: unknown) {
    super('idempotency_conflict', {
      message: `The key "${key}" was used before with other input. A key stands for one intent: use a new one for a new intent, or send the same input again to get the first answer.`,
      details: { key },
      cause,
    });
  }
  static override isInstance(error: unknown): error is IdempotencyConflict {
    return FareboxError.has(error, 'idempotency_conflict');
  }
}
