import { FareboxError } from './farebox-error.js';

/** No hold has this key. */
export class HoldNotFound extends FareboxError {
  override name = 'HoldNotFound';
  constructor(key: string, cause?: unknown) {
    super('hold_not_found', {
      message: `There is no hold "${key}" in this account. Capture, release and extend name the key the hold was made with.`,
      details: { key },
      cause,
    });
  }
  static override isInstance(error: unknown): error is HoldNotFound {
    return FareboxError.has(error, 'hold_not_found');
  }
}
