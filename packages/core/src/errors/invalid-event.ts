import { FareboxError } from './farebox-error.js';

/** The bytes were signed with our secret but are no event that can be read. */
export class InvalidEvent extends FareboxError {
  override name = 'InvalidEvent';
  constructor(reason: string, cause?: unknown) {
    super('invalid_event', {
      message: `The webhook is signed but unreadable: ${reason}. Point snapshot events of API version 1 at this endpoint, and pass the body unparsed.`,
      details: { reason },
      cause,
    });
  }
  static override isInstance(error: unknown): error is InvalidEvent {
    return FareboxError.has(error, 'invalid_event');
  }
}
