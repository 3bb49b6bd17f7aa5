import { FareboxError } from './farebox-error.js';

/** Not an id of a user and not `{ organization: id }`. */
export class InvalidCustomer extends FareboxError {
  override name = 'InvalidCustomer';
  constructor(reason: string, cause?: unknown) {
    super('invalid_customer', {
      message: `This is no customer: ${reason}. Pass the user's own id as a string, or { organization: id }.`,
      details: {},
      cause,
    });
  }
  static override isInstance(error: unknown): error is InvalidCustomer {
    return FareboxError.has(error, 'invalid_customer');
  }
}
