import { FareboxError } from './farebox-error.js';

/** A cursor that this list did not give out. */
export class InvalidCursor extends FareboxError {
  override name = 'InvalidCursor';
  constructor(cause?: unknown) {
    super('invalid_cursor', {
      message: 'The cursor is not one that this list gave out: pass back what the last page returned, unchanged.',
      details: {},
      cause,
    });
  }
  static override isInstance(error: unknown): error is InvalidCursor {
    return FareboxError.has(error, 'invalid_cursor');
  }
}
