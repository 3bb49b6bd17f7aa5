import { FareboxError } from './farebox-error.js';

/** An object of Stripe lacks what every version of it has; nothing was written. */
export class UnreadableObject extends FareboxError {
  override name = 'UnreadableObject';
  constructor(what: string, reason: string, cause?: unknown) {
    super('unreadable_object', {
      message: `Stripe's ${what} cannot be read (${reason}), so nothing was written.`,
      details: { what },
      cause,
    });
  }
  static override isInstance(error: unknown): error is UnreadableObject {
    return FareboxError.has(error, 'unreadable_object');
  }
}
