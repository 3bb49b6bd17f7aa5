import { FareboxError } from './farebox-error.js';

/** All malformed or mixed-up settings at once, each in a sentence that says what to put there. */
export class InvalidSettings extends FareboxError {
  override name = 'InvalidSettings';
  constructor(problems: readonly string[], cause?: unknown) {
    super('invalid_settings', {
      message: `Farebox cannot start with these settings:\n${problems.map((problem) => `- ${problem}`).join('\n')}`,
      details: { problems },
      cause,
    });
  }
  static override isInstance(error: unknown): error is InvalidSettings {
    return FareboxError.has(error, 'invalid_settings');
  }
}
