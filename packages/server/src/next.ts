import { answerWith } from './handler/answer-with.js';

export { toErrorResponse } from './to-error-response.js';

type RouteHandler = (request: Request) => Promise<Response>;

/** `export const { GET, POST, OPTIONS } = toRouteHandler(handler)` in `app/api/farebox/[[...path]]/route.ts` */
export const toRouteHandler = (
  handler: RouteHandler,
): { readonly GET: RouteHandler; readonly POST: RouteHandler; readonly OPTIONS: RouteHandler } => {
  const answer: RouteHandler = (request) => answerWith(() => handler(request));
  return { GET: answer, POST: answer, OPTIONS: answer };
};
