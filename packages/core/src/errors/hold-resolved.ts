import { FareboxError } from './farebox-error.js';

/** The hold was captured or released before. */
export class HoldResolved extends FareboxError {
  override name = 'HoldResolved';
  constructor(key: string, as: string, amount: number, cause?: unknown) {
    super('hold_resolved', {
      message: `The hold "${key}" was ${as} before (${amount} tokens). A hold ends once.`,
      details: { key, as, amount },
      cause,
    });
  }
  static override isInstance(error: unknown): error is HoldResolved {
    return FareboxError.has(error, 'hold_resolved');
  }
}
