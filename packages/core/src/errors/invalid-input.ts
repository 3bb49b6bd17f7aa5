import { FareboxError } from './farebox-error.js';

/** The input of a run does not fit its schema. */
export class InvalidInput extends FareboxError {
  override name = 'InvalidInput';
  constructor(
    feature: string,
    issues: readonly { readonly path: string; readonly message: string }[],
    cause?: unknown,
  ) {
    super('invalid_input', {
      message: `The input of "${feature}" does not fit: ${issues.map((issue) => (issue.path ? `${issue.path}: ${issue.message}` : issue.message)).join('; ')}`,
      details: { feature, issues },
      cause,
    });
  }
  static override isInstance(error: unknown): error is InvalidInput {
    return FareboxError.has(error, 'invalid_input');
  }
}
