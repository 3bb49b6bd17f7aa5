import type { ApiVersion } from '../eras/version.js';
import type { Json, JsonObject } from '../state/stored.js';
import type { World } from '../world.js';

/** One API call after authentication and validation: what a resource needs to answer it. */
export interface Call<Params = JsonObject> {
  world: World;
  /** Checked and converted by the parameter table of the endpoint. */
  params: Params;
  /** What stood where the path says `:id`, in order. */
  ids: readonly string[];
  version: ApiVersion;
  origin: string;
}

/** An object or a list in its newest shape; the caller renders it for the version that was asked for. */
export type Answer = Rendered | { object?: string | undefined; id?: string | undefined } | { object: 'list' };

export interface Route {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  handle: (call: Call<JsonObject>) => Answer | Promise<Answer>;
}

/** Declares an endpoint whose parameters have the type that the `stripe` package gives them. */
export function route<Params>(
  method: Route['method'],
  path: string,
  handle: (call: Call<Params>) => Answer | Promise<Answer>,
): Route {
  // The parameter table has made sure that the parameters are of this type before `handle` sees them.
  return { method, path, handle: handle as unknown as Route['handle'] };
}

/** The first id in the path. */
export function pathId(call: Pick<Call, 'ids'>, index = 0): string {
  const id = call.ids[index];
  if (id === undefined) throw new Error(`The path has no id ${index}; the route and its table entry disagree.`);
  return id;
}

/** An answer that is rendered already, because it keeps the version of its day. */
export class Rendered {
  constructor(readonly value: Json) {}
}
