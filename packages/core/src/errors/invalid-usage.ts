import { FareboxError } from './farebox-error.js';

/** The usage does not fit how the feature is charged. */
export class InvalidUsage extends FareboxError {
  override name = 'InvalidUsage';
  constructor(feature: string, reason: string, cause?: unknown) {
    super('invalid_usage', {
      message: `The usage of "${feature}" does not fit: ${reason}.`,
      details: { feature },
      cause,
    });
  }
  static override isInstance(error: unknown): error is InvalidUsage {
    return FareboxError.has(error, 'invalid_usage');
  }
}
