import type { Farebox, RunDefinition } from '@farebox/core';
import type { AuthorisedOwner } from '../handler/identity.js';

/** Routes know no catalogue: ids are checked by the services. `any`, because `Farebox<C>` is invariant in C and a route serves every one. */
export type AnyFarebox = Farebox<any, any, any>;

export interface RouteContext<Body = undefined, Query = undefined> {
  readonly farebox: AnyFarebox;
  readonly runs: ReadonlyMap<string, RunDefinition>;
  readonly request: Request;
  readonly requestId: string;
  readonly body: Body;
  readonly query: Query;
}
/** With an owner: every route that acts for somebody. */
export interface OwnedRouteContext<Body = undefined, Query = undefined> extends RouteContext<Body, Query> {
  readonly owner: AuthorisedOwner;
}

/** Private data: no cache keeps it, and the back button asks again (U6). */
export const json = (value: unknown, init: ResponseInit = {}): Response =>
  Response.json(value, {
    ...init,
    headers: { 'cache-control': 'no-store', ...Object.fromEntries(new Headers(init.headers)) },
  });
