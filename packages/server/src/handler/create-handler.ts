import type { Catalog, Farebox, PaidFeatureId, RunDefinition } from '@farebox/core';
import { toErrorResponse } from '../to-error-response.js';
import { authoriseCall } from './authorise-call.js';
import { checkOptions } from './check-options.js';
import type { AnyFarebox, EdgeRequest } from './define-route.js';
import { createFindRoute } from './find-route.js';
import type { Identify } from './identity.js';
import { answerPreflight, corsHeaders, parseAllowedOrigins, type Source, sourceOf } from './origin.js';
import { createRateLimit } from './rate-limit.js';
import { readJson } from './read-body.js';

type RunsOf<R extends readonly RunDefinition[]> = { [D in R[number] as D['feature']]: D['$types'] } extends infer X
  ? X
  : never;

/** One handler for every runtime; it carries the types that `Register` hands to React. */
export interface FareboxHandler<C extends Catalog = Catalog, R = {}> {
  (request: Request): Promise<Response>;
  /** Exists for the compiler only. */
  readonly $app?: { readonly catalog: C; readonly runs: R };
}

export interface HandlerOptions<C extends Catalog, M, Tx, R extends readonly RunDefinition<PaidFeatureId<C>>[]> {
  readonly farebox: Farebox<C, M, Tx>;
  /** Who is asking, from the host's own session; null = signed out. Of a request from an allowed origin it never sees cookies. */
  readonly identify: Identify;
  /** What `defineRun` returned, one for each feature that the server executes. */
  readonly runs?: R | undefined;
  /** Where it is mounted. Default `/api/farebox`. */
  readonly basePath?: string | undefined;
  /** Front ends that live elsewhere: exact origins, bearer identity only. Default none: same origin only. */
  readonly allowedOrigins?: readonly string[] | undefined;
  /** Bytes of a JSON body at most. Default 1 MiB. */
  readonly bodyLimit?: number | undefined;
  /** Count the calls that go on to Stripe, by person, in this process. Default true; false when something before Farebox does it. */
  readonly rateLimit?: boolean | undefined;
  /** Compare each answer with its schema before it is sent, and fail when they differ. Default: with test keys. */
  readonly checkAnswers?: boolean | undefined;
}

export function createHandler<
  C extends Catalog,
  M,
  Tx,
  const R extends readonly RunDefinition<PaidFeatureId<C>>[] = [],
>(options: HandlerOptions<C, M, Tx, R>): FareboxHandler<C, RunsOf<R>> {
  checkOptions(options);
  const farebox: AnyFarebox = options.farebox;
  const allowedOrigins = parseAllowedOrigins(options.allowedOrigins ?? []);
  const ownOrigin = farebox.appUrl === null ? null : new URL(farebox.appUrl).origin;
  const bodyLimit = options.bodyLimit ?? 1024 * 1024;
  const checkAnswers = options.checkAnswers ?? farebox.mode === 'test';
  const limitsRate = options.rateLimit ?? true;
  const limitRate = createRateLimit();
  const runs = new Map<string, RunDefinition>((options.runs ?? []).map((run) => [run.feature, run]));
  const findRoute = createFindRoute((options.basePath ?? '/api/farebox').replace(/\/$/, ''));

  async function serve(request: Request, source: Source, requestId: string): Promise<Response> {
    const route = findRoute(request);
    const edgeOf = (seen: Request): EdgeRequest => ({
      farebox,
      runs,
      request: seen,
      requestId,
      readBody: () => readJson(seen, bodyLimit),
      checkAnswers,
    });
    if (!('perMinute' in route)) return route.serve(edgeOf(request));
    const call = await authoriseCall(options.identify, route.who, request, source);
    if (route.perMinute !== null && limitsRate)
      limitRate(JSON.stringify([route.path, call.owner.customer, call.owner.userId]), route.perMinute);
    return route.serve(edgeOf(call.request), call.owner);
  }

  return async (request) => {
    if (request.method === 'OPTIONS') return answerPreflight(request, allowedOrigins);
    const requestId = request.headers.get('x-request-id')?.slice(0, 100) ?? crypto.randomUUID();
    const source = sourceOf(request, ownOrigin, allowedOrigins);
    let response: Response;
    try {
      response = await serve(request, source, requestId);
    } catch (error) {
      response = toErrorResponse(error, requestId);
      if (response.status >= 500)
        farebox.logger.error('A request failed.', { requestId, path: new URL(request.url).pathname, error });
    }
    // What differs by origin says so in every answer: a shared cache keeps one for each.
    if (allowedOrigins.size > 0) response.headers.set('vary', 'origin');
    if (source === 'allowed')
      corsHeaders(request.headers.get('origin') ?? '').forEach((value, key) => response.headers.set(key, value));
    return response;
  };
}
