import { FareboxError } from './farebox-error.js';

/** The customer has never bought anything: there is no portal to open. */
export class NothingToManage extends FareboxError {
  override name = 'NothingToManage';
  constructor(cause?: unknown) {
    super('nothing_to_manage', {
      message: 'The customer has never been to Checkout, so Stripe has nothing to manage for them. Offer a plan first.',
      details: {},
      cause,
    });
  }
  static override isInstance(error: unknown): error is NothingToManage {
    return FareboxError.has(error, 'nothing_to_manage');
  }
}
