import type { IncomingMessage, ServerResponse } from 'node:http';
import { consoleLogger } from '@farebox/core';
import { answerNode } from './handler/answer-node.js';
import { sendWebResponse } from './handler/node-request.js';
import { toErrorResponse } from './to-error-response.js';

export { toErrorResponse } from './to-error-response.js';

/** `createServer(toRouteHandler(handler))`, or inside your own listener for the paths under the mount. */
export const toRouteHandler =
  (handler: (request: Request) => Promise<Response>) =>
  async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    try {
      await answerNode(handler, incoming, outgoing);
    } catch (error) {
      // No framework stands behind this door to tell of it.
      consoleLogger.error('A request failed.', { path: incoming.url, error });
      if (outgoing.headersSent) outgoing.destroy();
      else await sendWebResponse(toErrorResponse(error), outgoing);
    }
  };
