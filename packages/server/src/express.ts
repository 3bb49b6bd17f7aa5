import type { RequestHandler } from 'express';
import { answerNode } from './handler/answer-node.js';

export { toErrorResponse } from './to-error-response.js';

/** `app.use('/api/farebox', toRouteHandler(handler))`, before `express.json()`. */
export const toRouteHandler =
  (handler: (request: Request) => Promise<Response>): RequestHandler =>
  async (incoming, outgoing, next) => {
    try {
      await answerNode(handler, incoming, outgoing);
    } catch (error) {
      next(error);
    }
  };
