import { FareboxError } from './farebox-error.js';

/** The webhook was not signed with one of our secrets; nothing was stored. */
export class InvalidSignature extends FareboxError {
  override name = 'InvalidSignature';
  constructor(reason: string, cause?: unknown) {
    super('invalid_signature', {
      message: `The webhook was refused (${reason}) and nothing was stored. Pass the raw bytes of the request, and the secret of the endpoint that sent it.`,
      details: { reason },
      cause,
    });
  }
  static override isInstance(error: unknown): error is InvalidSignature {
    return FareboxError.has(error, 'invalid_signature');
  }
}
