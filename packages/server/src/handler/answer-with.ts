import { FareboxError } from '@farebox/core';
import { toErrorResponse } from '../to-error-response.js';

/**
 * What every door does with a handler, be it ours or the host's own: an error of Farebox (a missing key, an outage) is answered as
 * problem JSON; any other is the framework's to tell and to log.
 */
export async function answerWith(handler: () => Promise<Response>): Promise<Response> {
  try {
    return await handler();
  } catch (error) {
    if (FareboxError.isInstance(error)) return toErrorResponse(error);
    throw error;
  }
}
