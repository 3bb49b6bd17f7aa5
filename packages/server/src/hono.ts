import type { Context } from 'hono';
import { answerWith } from './handler/answer-with.js';

export { toErrorResponse } from './to-error-response.js';

/** `new Hono().all('/api/farebox/*', toRouteHandler(handler))` */
export const toRouteHandler =
  (handler: (request: Request) => Promise<Response>) =>
  (context: Context): Promise<Response> =>
    answerWith(() => handler(context.req.raw));
