import { FareboxError } from './farebox-error.js';

/** More would be given back than was charged. */
export class RefundExceeds extends FareboxError {
  override name = 'RefundExceeds';
  constructor(of: string, limit: number, cause?: unknown) {
    super('refund_exceeds', {
      message: `Of "${of}" no more than ${limit} tokens can be given back: what was charged, less what was refunded before.`,
      details: { of, limit },
      cause,
    });
  }
  static override isInstance(error: unknown): error is RefundExceeds {
    return FareboxError.has(error, 'refund_exceeds');
  }
}
