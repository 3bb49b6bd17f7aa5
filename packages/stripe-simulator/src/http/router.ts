import { LEGACY_PARAMETERS, MORE_PARAMETERS } from '../validation/more-parameters.js';
import { type Parameter, parseNotation } from '../validation/notation.js';
import { PARAMETER_TABLE } from '../validation/parameter-table.js';
import type { ApiVersion } from '../eras/version.js';
import type { JsonObject } from '../state/stored.js';
import type { Route } from './call.js';
import { invalidRequest } from './stripe-error.js';

interface Endpoint {
  route: Route;
  pattern: RegExp;
  literals: number;
}

export interface Match {
  route: Route;
  ids: string[];
}

/** Finds the endpoint of a method and path. Paths with fewer `:id` parts win. */
export class Router {
  private readonly endpoints: Endpoint[];

  constructor(routes: readonly Route[]) {
    this.endpoints = routes
      .map((route) => ({
        route,
        pattern: new RegExp(`^${route.path.replace(/:id/g, '([^/]+)')}$`),
        literals: route.path.split('/').filter((part) => part !== ':id').length,
      }))
      .sort((a, b) => b.literals - a.literals);
  }

  find(method: string, path: string): Match | null {
    for (const { route, pattern } of this.endpoints) {
      const match = route.method === method ? pattern.exec(path) : null;
      if (match) return { route, ids: match.slice(1).map(decodeURIComponent) };
    }
    return null;
  }

  /** Whether the path exists with another method. */
  knows(path: string): boolean {
    return this.endpoints.some(({ pattern }) => pattern.test(path));
  }
}

const texts = new Map<string, string>();
for (const line of `${PARAMETER_TABLE}\n${MORE_PARAMETERS}`.split('\n')) {
  const match = /^((?:GET|POST|DELETE) \S+) (\{.*\})$/.exec(line.trim());
  if (match?.[1] && match[2]) texts.set(match[1], match[2]);
}
const EXPAND: Parameter = {
  shapes: [{ kind: 'list', of: { shapes: [{ kind: 'string' }], required: false, emptyable: false } }],
  required: false,
  emptyable: true,
};
const parsed = new Map<string, Map<string, Parameter>>();

/** The parameters an endpoint knows under a version: today's, and before their end those that Stripe has dropped. */
export function parametersOf(route: Route, version: ApiVersion): Map<string, Parameter> {
  // Subscriptions were made below their customer once; the parameters are the same.
  const endpoint = `${route.method} ${route.path}`.replace(
    'POST /v1/customers/:id/subscriptions',
    'POST /v1/subscriptions',
  );
  const legacy = LEGACY_PARAMETERS.filter((entry) => entry.endpoints.includes(endpoint) && version.day < entry.until);
  const key = `${endpoint} ${legacy.map((entry) => entry.text).join(' ')}`;
  let fields = parsed.get(key);
  if (!fields) {
    const text = texts.get(endpoint);
    if (text === undefined) throw new Error(`No parameters are declared for ${endpoint}.`);
    fields = new Map(parseNotation(text));
    for (const entry of legacy) merge(fields, parseNotation(entry.text));
    fields.set('expand', EXPAND);
    parsed.set(key, fields);
  }
  return fields;
}

/** Refuses, with a code of its own, a parameter that Stripe has dropped with one. */
export function refuseRemoved(route: Route, version: ApiVersion, params: JsonObject): void {
  const endpoint = `${route.method} ${route.path}`;
  for (const entry of LEGACY_PARAMETERS) {
    if (!entry.code || version.day < entry.until || !entry.endpoints.includes(endpoint)) continue;
    for (const name of parseNotation(entry.text).keys()) {
      if (name in params)
        throw invalidRequest(
          `The parameter \`${name}\` is no longer supported under API version ${version.text}. Stripe chooses payment methods dynamically.`,
          { code: entry.code, param: name },
        );
    }
  }
}

// An older kind of parameter is tried first; inside objects and lists of objects, names are added.
function merge(fields: Map<string, Parameter>, more: Map<string, Parameter>): void {
  for (const [name, parameter] of more) {
    const present = fields.get(name);
    const extra = parameter.shapes[0];
    const record = present?.shapes.find((shape) => shape.kind === 'record');
    const list = present?.shapes.find((shape) => shape.kind === 'list');
    const element = list?.kind === 'list' ? list.of.shapes.find((shape) => shape.kind === 'record') : undefined;
    const extraElement = extra?.kind === 'list' ? extra.of.shapes[0] : undefined;
    if (present && record?.kind === 'record' && extra?.kind === 'record') {
      merge(record.fields, extra.fields);
      fields.set(name, { ...present, required: parameter.required });
    } else if (element?.kind === 'record' && extraElement?.kind === 'record')
      merge(element.fields, extraElement.fields);
    else if (present)
      fields.set(name, {
        ...present,
        required: parameter.required,
        shapes: [...parameter.shapes, ...present.shapes],
        emptyable: present.emptyable || parameter.emptyable,
      });
    else fields.set(name, parameter);
  }
}
