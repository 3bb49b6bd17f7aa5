import { FareboxError } from './farebox-error.js';

/** The hold ran out and its tokens went back. */
export class HoldExpired extends FareboxError {
  override name = 'HoldExpired';
  constructor(key: string, cause?: unknown) {
    super('hold_expired', {
      message: `The hold "${key}" ran out and gave its tokens back. Long work extends its hold in time: tokens.run does it by itself.`,
      details: { key },
      cause,
    });
  }
  static override isInstance(error: unknown): error is HoldExpired {
    return FareboxError.has(error, 'hold_expired');
  }
}
