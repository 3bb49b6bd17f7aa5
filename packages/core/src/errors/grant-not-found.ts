import { FareboxError } from './farebox-error.js';

/** No grant of this customer was paid by the reference, or bears the id. */
export class GrantNotFound extends FareboxError {
  override name = 'GrantNotFound';
  /** @param named what the caller named it by: what paid for it, or its own id */
  constructor(name: string, named: 'reference' | 'grant' = 'reference') {
    super('grant_not_found', {
      message:
        named === 'reference'
          ? `No grant of this customer names "${name}" as what paid for it, so there is nothing to take back. Pass the reference that the tokens were granted with.`
          : `This customer has no grant "${name}" that could be ended. Pass the id of a grant as tokens.balance or tokens.explain shows it.`,
      details: { [named]: name },
    });
  }
  static override isInstance(error: unknown): error is GrantNotFound {
    return FareboxError.has(error, 'grant_not_found');
  }
}
