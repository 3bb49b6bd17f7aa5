import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendWebResponse, toWebRequest } from './handler/node-request.js';

/** `createServer(toRouteHandler(handler))`, or inside your own listener for the paths under the mount. */
export const toRouteHandler =
  (handler: (request: Request) => Promise<Response>) =>
  async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    try {
      await sendWebResponse(await handler(toWebRequest(incoming, outgoing)), outgoing);
    } catch (error) {
      if (outgoing.headersSent) outgoing.destroy();
      else
        outgoing
          .writeHead(500, { 'content-type': 'text/plain; charset=utf-8' })
          .end(error instanceof Error ? error.message : 'Farebox could not answer.');
    }
  };
