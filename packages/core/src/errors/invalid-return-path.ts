import { FareboxError } from './farebox-error.js';

/** A return path must be a path of the app itself. */
export class InvalidReturnPath extends FareboxError {
  override name = 'InvalidReturnPath';
  constructor(path: string, cause?: unknown) {
    super('invalid_return_path', {
      message: `"${path.slice(0, 80)}" is no path of this app. After Stripe, people come back to APP_URL only: pass a path that begins with one slash, as in "/settings?tab=plan".`,
      details: {},
      cause,
    });
  }
  static override isInstance(error: unknown): error is InvalidReturnPath {
    return FareboxError.has(error, 'invalid_return_path');
  }
}
