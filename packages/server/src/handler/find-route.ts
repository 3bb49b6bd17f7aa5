import { FareboxError } from '@farebox/core';
import { endpoints } from '@farebox/core/contract';
import { routes } from '../routes/index.js';
import type { Route } from './define-route.js';

/** One spelling of a path is served (X17). Throws `not_found`, or `method_not_allowed` for a path that takes another method. */
export function createFindRoute(basePath: string): (request: Request) => Route {
  const byPath = new Map<string, Map<string, Route>>();
  for (const [name, { method, path }] of Object.entries(endpoints)) {
    const route = new Map<string, Route>(Object.entries(routes)).get(name);
    if (!route) throw new Error(`The endpoint ${name} has no route.`);
    byPath.set(basePath + path, (byPath.get(basePath + path) ?? new Map<string, Route>()).set(method, route));
  }
  return (request) => {
    const { pathname } = new URL(request.url);
    const methods = byPath.get(pathname);
    if (!methods)
      throw new FareboxError('not_found', {
        message: `Nothing is served at ${pathname}. Farebox is mounted at ${basePath}.`,
      });
    const route = methods.get(request.method);
    if (route) return route;
    throw new FareboxError('method_not_allowed', {
      message: `${request.method} is not served here, ${[...methods.keys()].join(', ')} is.`,
      details: { allow: [...methods.keys()].join(', ') },
    });
  };
}
