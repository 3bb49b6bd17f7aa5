import { FareboxError } from './farebox-error.js';

/** What this release or this store does not do. */
export class NotSupported extends FareboxError {
  override name = 'NotSupported';
  constructor(message: string, cause?: unknown) {
    super('not_supported', { message: message, details: {}, cause });
  }
  static override isInstance(error: unknown): error is NotSupported {
    return FareboxError.has(error, 'not_supported');
  }
}
