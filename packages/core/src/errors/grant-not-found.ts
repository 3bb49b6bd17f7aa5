import { FareboxError } from './farebox-error.js';

/** No grant of this customer was paid by the reference. */
export class GrantNotFound extends FareboxError {
  override name = 'GrantNotFound';
  constructor(reference: string, cause?: unknown) {
    super('grant_not_found', {
      message: `No grant of this customer names "${reference}" as what paid for it, so there is nothing to take back. Pass the reference that the tokens were granted with.`,
      details: { reference },
      cause,
    });
  }
  static override isInstance(error: unknown): error is GrantNotFound {
    return FareboxError.has(error, 'grant_not_found');
  }
}
