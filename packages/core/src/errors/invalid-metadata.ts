import { FareboxError } from './farebox-error.js';

/** Metadata that does not fit its schema, or is too large. */
export class InvalidMetadata extends FareboxError {
  override name = 'InvalidMetadata';
  constructor(reason: string, cause?: unknown) {
    super('invalid_metadata', {
      message: `The metadata was refused: ${reason}. It is stored with every spend and must be small, plain JSON.`,
      details: {},
      cause,
    });
  }
  static override isInstance(error: unknown): error is InvalidMetadata {
    return FareboxError.has(error, 'invalid_metadata');
  }
}
