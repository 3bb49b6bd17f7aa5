import { FareboxError } from './farebox-error.js';

/** Farebox has never seen this customer. */
export class UnknownCustomer extends FareboxError {
  override name = 'UnknownCustomer';
  constructor(cause?: unknown) {
    super('unknown_customer', {
      message: 'Farebox has never seen this customer, so there is nothing to act on.',
      details: {},
      cause,
    });
  }
  static override isInstance(error: unknown): error is UnknownCustomer {
    return FareboxError.has(error, 'unknown_customer');
  }
}
