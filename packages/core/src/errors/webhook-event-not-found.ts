import { FareboxError } from './farebox-error.js';

/** The inbox holds no such event. */
export class WebhookEventNotFound extends FareboxError {
  override name = 'WebhookEventNotFound';
  constructor(event: string, cause?: unknown) {
    super('webhook_event_not_found', {
      message: `The inbox holds no event "${event}", so there is nothing to replay.`,
      details: { event },
      cause,
    });
  }
  static override isInstance(error: unknown): error is WebhookEventNotFound {
    return FareboxError.has(error, 'webhook_event_not_found');
  }
}
