import { FareboxError } from './farebox-error.js';

/** What is wrong with the catalogue, every finding in one error. */
export class InvalidCatalog extends FareboxError {
  override name = 'InvalidCatalog';
  constructor(problems: readonly string[], cause?: unknown) {
    super('invalid_catalog', {
      message: `The catalogue cannot be used:\n${problems.map((problem) => `- ${problem}`).join('\n')}`,
      details: { problems },
      cause,
    });
  }
  static override isInstance(error: unknown): error is InvalidCatalog {
    return FareboxError.has(error, 'invalid_catalog');
  }
}
