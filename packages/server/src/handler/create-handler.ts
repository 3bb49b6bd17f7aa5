import { type Catalog, type Farebox, FareboxError, type PaidFeatureId, type RunDefinition } from '@farebox/core';
import { endpoints, type EndpointName } from '@farebox/core/contract';
import { authorise, type Identify } from './identity.js';
import { answerPreflight, corsHeaders, parseAllowedOrigins, sourceOf, withoutCookies, type Source } from './origin.js';
import { toErrorResponse } from '../to-error-response.js';
import { readJson } from './read-body.js';
import { routes } from '../routes/index.js';
import type { AnyFarebox } from '../routes/route.js';

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
}

export function createHandler<
  C extends Catalog,
  M,
  Tx,
  const R extends readonly RunDefinition<PaidFeatureId<C>>[] = [],
>(options: HandlerOptions<C, M, Tx, R>): FareboxHandler<C, RunsOf<R>> {
  const farebox: AnyFarebox = options.farebox;
  const basePath = (options.basePath ?? '/api/farebox').replace(/\/$/, '');
  const allowedOrigins = parseAllowedOrigins(options.allowedOrigins ?? []);
  const bodyLimit = options.bodyLimit ?? 1024 * 1024;
  const runs = new Map((options.runs ?? []).map((run) => [run.feature as string, run as RunDefinition]));
  const byAddress = new Map(
    (Object.keys(endpoints) as EndpointName[]).map((name) => [
      `${endpoints[name].method} ${basePath}${endpoints[name].path}`,
      name,
    ]),
  );
  const paths = new Set([...byAddress.keys()].map((address) => address.slice(address.indexOf(' ') + 1)));

  async function answer(request: Request, source: Source, requestId: string): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const name = byAddress.get(`${request.method} ${pathname}`);
    if (name === undefined) {
      throw paths.has(pathname)
        ? new FareboxError('method_not_allowed', { message: `${request.method} is not served here.` })
        : new FareboxError('not_found', {
            message: `Nothing is served at ${pathname}. Farebox is mounted at ${basePath}.`,
          });
    }
    const endpoint: {
      readonly method: string;
      readonly who: string;
      readonly body?: unknown;
      readonly query?: unknown;
    } = endpoints[name];
    const context = { farebox, runs, request, requestId, body: undefined, query: undefined };
    if (endpoint.who === 'nobody' || endpoint.who === 'stripe') return routes[name](context as never);

    // A mutation that could ride on a cookie must come from our own page; the webhook is signed instead.
    if (endpoint.method !== 'GET' && source === 'foreign') {
      throw new FareboxError('foreign_origin', {
        message:
          'This request comes from another origin. Serve the app from APP_URL, or name the origin in createHandler({ allowedOrigins }) and send a bearer token.',
      });
    }
    const trusted = source === 'own' || (source === 'unknown' && endpoint.method === 'GET');
    const seen = trusted ? request : withoutCookies(request);
    const owner = await authorise(options.identify, seen);
    if (!owner) throw new FareboxError('signed_out', { message: 'Sign in first.' });
    if (endpoint.who === 'billing' && !owner.canManageBilling)
      throw new FareboxError('no_permission', {
        message: `You cannot manage billing here.${owner.billingContact ? ` ${owner.billingContact} can.` : ''}`,
      });
    if (endpoint.who === 'spender' && !owner.canSpend)
      throw new FareboxError('no_permission', { message: 'You cannot use tokens here.' });
    const body = endpoint.body ? parse(endpoint.body as Schema, await readJson(seen, bodyLimit)) : undefined;
    const query = endpoint.query ? parse(endpoint.query as Schema, Object.fromEntries(searchParams)) : undefined;
    return routes[name]({ ...context, request: seen, owner, body, query } as never);
  }

  const handler = async (request: Request): Promise<Response> => {
    if (request.method === 'OPTIONS') return answerPreflight(request, allowedOrigins);
    const requestId = request.headers.get('x-request-id')?.slice(0, 100) ?? crypto.randomUUID();
    const source = sourceOf(request, farebox.appUrl === null ? null : new URL(farebox.appUrl).origin, allowedOrigins);
    let response: Response;
    try {
      response = await answer(request, source, requestId);
    } catch (error) {
      response = toErrorResponse(error, requestId);
      if (response.status >= 500)
        farebox.logger.error('A request failed.', { requestId, path: new URL(request.url).pathname, error });
    }
    if (source === 'allowed')
      corsHeaders(request.headers.get('origin') ?? '').forEach((value, key) => response.headers.set(key, value));
    return response;
  };
  return handler;
}

interface Schema {
  safeParse(value: unknown):
    | { readonly success: true; readonly data: unknown }
    | {
        readonly success: false;
        readonly error: {
          readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
        };
      };
}
function parse(schema: Schema, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`).join('; ');
  throw new FareboxError('invalid_request', { message: `The request is not right: ${issues}.` });
}
