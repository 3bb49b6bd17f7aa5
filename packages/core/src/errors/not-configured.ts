import { FareboxError } from './farebox-error.js';

/** A setting is absent. Thrown at first use, so that a build without secrets works and nothing fails open. */
export class NotConfigured extends FareboxError {
  override name = 'NotConfigured';
  constructor(setting: string, purpose: string, cause?: unknown) {
    super('not_configured', {
      message: `${setting} is not set, and ${purpose} needs it. Put it into the environment, or pass it to createFarebox.`,
      details: { setting },
      cause,
    });
  }
  static override isInstance(error: unknown): error is NotConfigured {
    return FareboxError.has(error, 'not_configured');
  }
}
