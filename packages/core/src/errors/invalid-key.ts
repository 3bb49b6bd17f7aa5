import { FareboxError } from './farebox-error.js';

/** The key of an intent is missing or malformed. */
export class InvalidKey extends FareboxError {
  override name = 'InvalidKey';
  constructor(reason: string, cause?: unknown) {
    super('invalid_key', {
      message: `The key ${reason}. One intent, one key: take it from the guard's header (keyOf) or use the id of your own job.`,
      details: {},
      cause,
    });
  }
  static override isInstance(error: unknown): error is InvalidKey {
    return FareboxError.has(error, 'invalid_key');
  }
}
