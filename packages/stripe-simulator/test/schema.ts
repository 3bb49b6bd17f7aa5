import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { parseForm } from '../src/http/form.js';

const folder =
  process.env['FAREBOX_STRIPE_SCHEMA'] ?? fileURLToPath(new URL('../../../../shared/stripe/schema', import.meta.url));
const file = path.join(folder, 'billing.closed.schema.json');

/** Whether the schema of the pinned API version is here: it is not part of the repository. */
export const hasSchema = existsSync(file);

interface Endpoint {
  sdk: string;
  http: string;
  path: string;
  params?: { $ref: string };
  kind: string;
  response?: { $ref?: string; anyOf?: { $ref: string }[] };
}

interface Schema {
  definitions: Record<string, object>;
  'x-endpoints': Endpoint[];
  'x-events': Record<string, string>;
}

export interface Finding {
  call: string;
  problem: string;
}

/** Checks what goes in and comes out of a simulator against the types of the pinned version. */
export class SchemaCheck {
  readonly findings: Finding[] = [];
  checked = 0;
  private readonly ajv: Ajv;
  private readonly strict: Ajv;
  private readonly events: Record<string, string>;
  private readonly endpoints: (Endpoint & { pattern: RegExp })[];

  constructor() {
    const text = readFileSync(file, 'utf8');
    const schema = JSON.parse(text) as Schema;
    const options = { strict: false, allErrors: true, validateSchema: false } as const;
    this.ajv = new Ajv(options);
    this.ajv.addSchema({ ...schema, $id: 's' }, 's');
    const closed = JSON.parse(text) as Schema;
    for (const endpoint of closed['x-endpoints'])
      if (endpoint.params) forbidUnknown(closed, endpoint.params.$ref, new Set());
    this.strict = new Ajv({ ...options, coerceTypes: true });
    this.strict.addSchema({ ...closed, $id: 's' }, 's');
    this.events = schema['x-events'];
    this.endpoints = schema['x-endpoints']
      .map((endpoint) => ({ ...endpoint, pattern: new RegExp(`^${endpoint.path.replace(/\{[^}]+\}/g, '[^/]+')}$`) }))
      .sort((a, b) => b.path.replace(/\{[^}]+\}/g, '').length - a.path.replace(/\{[^}]+\}/g, '').length);
  }

  /** A `fetch` that looks at every call on its way. */
  watch(inner: typeof fetch): typeof fetch {
    return (async (input: string | URL | Request, init?: RequestInit) => {
      const url = new URL(String(input));
      const method = init?.method ?? 'GET';
      const endpoint = this.endpoints.find(
        (candidate) => candidate.http === method && candidate.pattern.test(url.pathname),
      );
      const sent = parseForm(
        [url.search.slice(1), typeof init?.body === 'string' ? init.body : ''].filter(Boolean).join('&'),
      );
      const response = await inner(input, init);
      if (endpoint && response.status === 200) {
        if (endpoint.params)
          this.report(`${method} ${endpoint.path} (request)`, this.strict.getSchema(`s${endpoint.params.$ref}`), sent);
        const body = (await response.clone().json()) as Record<string, unknown>;
        for (const object of endpoint.kind === 'list' ? (body['data'] as unknown[]) : [body])
          this.response(endpoint, `${method} ${endpoint.path}`, object);
      }
      return response;
    }) as typeof fetch;
  }

  private response(endpoint: Endpoint, call: string, object: unknown): void {
    const references = endpoint.response?.$ref
      ? [endpoint.response.$ref]
      : (endpoint.response?.anyOf ?? []).map((entry) => entry.$ref);
    if (endpoint.path.startsWith('/v1/events')) return this.event(object as { type: string });
    if (references.length === 0) return;
    this.checked += 1;
    let errors: ErrorObject[] = [];
    for (const reference of references) {
      const validate = this.ajv.getSchema(`s${reference}`);
      if (!validate || validate(object)) return;
      if (errors.length === 0 || (validate.errors?.length ?? 0) < errors.length) errors = [...(validate.errors ?? [])];
    }
    this.add(call, errors);
  }

  /** An event is checked against the type that its name stands for. */
  private event(event: { type: string }): void {
    const reference = this.events[event.type];
    // The announcement of an invoice that does not exist yet has no id, whatever its type says.
    if (event.type === 'invoice.upcoming') return;
    if (reference) this.report(`event ${event.type}`, this.ajv.getSchema(`s${reference}`), event);
  }

  private report(call: string, validate: ValidateFunction | undefined, value: unknown): void {
    this.checked += 1;
    if (!validate || validate(value)) return;
    this.add(call, validate.errors ?? []);
  }

  private add(call: string, errors: readonly ErrorObject[]): void {
    // "Must match one of these" says less than the complaint inside it.
    for (const error of errors.filter((entry) => entry.keyword !== 'anyOf').slice(0, 12)) {
      const problem = `${error.instancePath} ${error.message ?? error.keyword} ${JSON.stringify(error.params).slice(0, 120)}`;
      if (!this.findings.some((finding) => finding.call === call && finding.problem === problem))
        this.findings.push({ call, problem });
    }
  }
}

function forbidUnknown(schema: Schema, reference: string, seen: Set<string>): void {
  const name = reference.slice('#/definitions/'.length);
  if (seen.has(name)) return;
  seen.add(name);
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(walk);
    if (typeof node !== 'object' || node === null) return;
    const object = node as Record<string, unknown>;
    if (typeof object['$ref'] === 'string') return forbidUnknown(schema, object['$ref'], seen);
    if (object['type'] === 'object' && object['properties'] && !('additionalProperties' in object))
      object['additionalProperties'] = false;
    Object.values(object).forEach(walk);
  };
  walk(schema.definitions[name]);
}
