import { FareboxError } from './farebox-error.js';

/** Not a whole positive number of tokens. */
export class InvalidAmount extends FareboxError {
  override name = 'InvalidAmount';
  constructor(amount: unknown, what: string, cause?: unknown) {
    super('invalid_amount', {
      message: `${what} must be a whole number of tokens from 1 to ${2 ** 50 - 1}, and ${String(amount)} is not.`,
      details: { amount: String(amount) },
      cause,
    });
  }
  static override isInstance(error: unknown): error is InvalidAmount {
    return FareboxError.has(error, 'invalid_amount');
  }
}
