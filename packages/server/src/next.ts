type RouteHandler = (request: Request) => Promise<Response>;

/** `export const { GET, POST, OPTIONS } = toRouteHandler(handler)` in `app/api/farebox/[[...path]]/route.ts` */
export const toRouteHandler = (
  handler: RouteHandler,
): { readonly GET: RouteHandler; readonly POST: RouteHandler; readonly OPTIONS: RouteHandler } => ({
  GET: handler,
  POST: handler,
  OPTIONS: handler,
});
