import type { RequestHandler } from 'express';
import { sendWebResponse, toWebRequest } from './handler/node-request.js';

/** `app.use('/api/farebox', toRouteHandler(handler))`, before `express.json()`. */
export const toRouteHandler =
  (handler: (request: Request) => Promise<Response>): RequestHandler =>
  async (incoming, outgoing, next) => {
    try {
      await sendWebResponse(await handler(toWebRequest(incoming, outgoing)), outgoing);
    } catch (error) {
      next(error);
    }
  };
