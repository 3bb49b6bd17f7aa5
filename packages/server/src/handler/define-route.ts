import type { Farebox, RunDefinition } from '@farebox/core';
import type { Endpoint, Parsed } from '@farebox/core/contract';
import type { AuthorisedOwner } from './identity.js';
import { jsonResponse } from './json-response.js';
import { parse } from './parse.js';

/** Routes know no catalogue: ids are checked by the services. `any`, because `Farebox<C>` is invariant in C and a route serves every one. */
export type AnyFarebox = Farebox<any, any, any>;

/** One request at the edge: found, of a known source, not yet read. */
export interface EdgeRequest {
  readonly farebox: AnyFarebox;
  readonly runs: ReadonlyMap<string, RunDefinition>;
  /** As the caller's identity may see it: without cookies when it did not come from our own page. */
  readonly request: Request;
  readonly requestId: string;
  /** Reads the body as JSON; called for a POST once it is known who asks. */
  readonly readBody: () => Promise<unknown>;
  /** Answers are compared with their schema before they are sent. */
  readonly checkAnswers: boolean;
}
export interface RouteContext extends Pick<EdgeRequest, 'farebox' | 'runs' | 'request' | 'requestId'> {}
/** With an owner: every route that acts for somebody. */
export interface OwnedRouteContext<E extends Endpoint> extends RouteContext {
  readonly owner: AuthorisedOwner;
  readonly body: Parsed<E['body']>;
  readonly query: Parsed<E['query']>;
}

/** Anybody may call it; what it is worth says the route (the webhook verifies its bytes). */
export interface PublicRoute {
  readonly who: 'nobody' | 'stripe';
  readonly serve: (edge: EdgeRequest) => Promise<Response>;
}
export interface OwnedRoute {
  readonly who: 'member' | 'spender' | 'billing';
  readonly path: string;
  /** Calls of one person a minute; null = not counted. */
  readonly perMinute: number | null;
  readonly serve: (edge: EdgeRequest, owner: AuthorisedOwner) => Promise<Response>;
}
export type Route = PublicRoute | OwnedRoute;

/** A route without an owner: what it answers is what the table says, or it does not compile. */
export const definePublicRoute = <const E extends Endpoint<PublicRoute['who']>>(
  endpoint: E,
  work: (context: RouteContext) => Parsed<E['answer']> | Promise<Parsed<E['answer']>>,
  headers: Readonly<Record<string, string>> = {},
): PublicRoute => ({
  who: endpoint.who,
  serve: async (edge) => jsonResponse(checked(edge, endpoint, await work(edge)), { headers }),
});

/** A route for the owner alone. Body and query are parsed by the table, and the answer is of its type. */
export const defineRoute = <const E extends Endpoint<OwnedRoute['who']>>(
  endpoint: E,
  work: (context: OwnedRouteContext<E>) => Promise<Parsed<E['answer']>>,
): OwnedRoute =>
  defineRawRoute(endpoint, async (context, edge) => jsonResponse(checked(edge, endpoint, await work(context))));

/** For a route whose answer is not always one JSON value with status 200. */
export const defineRawRoute = <const E extends Endpoint<OwnedRoute['who']>>(
  endpoint: E,
  work: (context: OwnedRouteContext<E>, edge: EdgeRequest) => Promise<Response>,
): OwnedRoute => ({
  who: endpoint.who,
  path: endpoint.path,
  perMinute: endpoint.perMinute ?? null,
  serve: async (edge, owner) => {
    const { farebox, runs, request, requestId } = edge;
    const body = parse<E['body']>(endpoint.body, endpoint.method === 'POST' ? await edge.readBody() : undefined);
    const query = parse<E['query']>(endpoint.query, Object.fromEntries(new URL(request.url).searchParams));
    return work({ farebox, runs, request, requestId, owner, body, query }, edge);
  },
});

/** A wrong answer is our bug: with test keys it fails before a browser meets it. */
function checked<E extends Endpoint>({ checkAnswers }: EdgeRequest, { answer }: E, value: unknown): unknown {
  if (checkAnswers) answer.parse(value);
  return value;
}
