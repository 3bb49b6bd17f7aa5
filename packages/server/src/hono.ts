import type { Context } from 'hono';

/** `new Hono().all('/api/farebox/*', toRouteHandler(handler))` */
export const toRouteHandler =
  (handler: (request: Request) => Promise<Response>) =>
  (context: Context): Promise<Response> =>
    handler(context.req.raw);
