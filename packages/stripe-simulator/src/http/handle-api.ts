import { type ApiVersion, parseVersion } from '../eras/version.js';
import type { FaultTable } from '../faults.js';
import type { JsonObject } from '../state/stored.js';
import { validate } from '../validation/validate.js';
import { finishLater } from '../payments/later.js';
import { worldOf, type Universe } from '../world.js';
import { authenticate } from './authenticate.js';
import { Rendered } from './call.js';
import { parseForm } from './form.js';
import { type IdempotencyUse, recall, remember } from './idempotency.js';
import { parametersOf, refuseRemoved, type Router } from './router.js';
import { render } from './render.js';
import { invalidRequest, StripeFailure } from './stripe-error.js';

export interface ApiContext {
  universe: Universe;
  router: Router;
  faults: FaultTable;
  /** Idempotency keys of calls that are being answered. */
  running: Set<string>;
}

interface Reply {
  status: number;
  body: string;
  headers: Record<string, string>;
}

/** Answers one call of the API: key, version, idempotency, validation, the resource, rendering. */
export async function handleApi(context: ApiContext, request: Request, path: string): Promise<Response> {
  const { universe } = context;
  const requestId = worldOf(universe).id('req');
  const url = new URL(request.url);
  let version: ApiVersion | null = parseVersion(universe.apiVersion);
  let reply: Reply;
  try {
    const body = request.method === 'POST' ? await request.text() : '';
    const key = authenticate(request);
    const wanted = request.headers.get('stripe-version');
    if (wanted) {
      version = parseVersion(wanted);
      if (!version) throw invalidRequest(`Invalid Stripe API version: ${wanted}`);
    }
    if (!version) throw new Error(`The account's API version '${universe.apiVersion}' is none.`);
    const query = parseForm(url.search.slice(1));
    const params: JsonObject = { ...query, ...parseForm(body) };
    const fault = context.faults.take(request.method, path, params);
    if (fault) {
      const early = await fault.before(requestId);
      if (early) return early;
    }
    reply = await answer(context, { request, path, params, key, version, requestId, fails: fault?.stored });
    const late = fault ? await fault.after(requestId) : undefined;
    if (late) return late;
  } catch (error) {
    reply = failure(error, requestId);
  }
  return new Response(reply.body, {
    status: reply.status,
    headers: {
      'content-type': 'application/json',
      'request-id': requestId,
      'stripe-version': version?.text ?? universe.apiVersion,
      'cache-control': 'no-cache, no-store',
      ...(request.headers.get('idempotency-key')
        ? { 'idempotency-key': request.headers.get('idempotency-key') ?? '' }
        : {}),
      ...reply.headers,
    },
  });
}

interface Accepted {
  request: Request;
  path: string;
  params: JsonObject;
  key: string;
  version: ApiVersion;
  requestId: string;
  fails: StripeFailure | undefined;
}

async function answer(
  context: ApiContext,
  { request, path, params, key, version, requestId, fails }: Accepted,
): Promise<Reply> {
  const { universe, router, running } = context;
  const method = request.method;
  const match = router.find(method, path);
  if (!match) throw unknownPath(method, path, router);
  const account = request.headers.get('stripe-account') ?? '';
  if (account && !universe.state.accounts['']?.tables.connectedAccounts[account] && !universe.state.accounts[account]) {
    throw new StripeFailure(403, {
      type: 'invalid_request_error',
      code: 'account_invalid',
      message: `The provided key '${key.slice(0, 8)}…' does not have access to account '${account}' (or that account does not exist). Application access may have been revoked.`,
    });
  }
  const keyName = method === 'POST' ? request.headers.get('idempotency-key') : null;
  let use: IdempotencyUse | undefined;
  if (keyName) {
    const found = recall(universe, running, `${key}/${account}`, keyName, { method, path, params });
    if ('status' in found) {
      return {
        status: found.status,
        body: found.body,
        headers: { 'idempotent-replayed': 'true', 'original-request': found.requestId },
      };
    }
    use = found;
    running.add(use.key);
  }
  try {
    refuseRemoved(match.route, version, params);
    const checked = validate(params, parametersOf(match.route, version));
    const { expand, ...own } = checked;
    const world = worldOf(universe, account);
    finishLater(world);
    universe.call = { id: requestId, idempotency_key: keyName };
    let reply: Reply;
    try {
      if (fails) throw fails;
      const result = await match.route.handle({ world, params: own, ids: match.ids, version, origin: universe.origin });
      const body =
        result instanceof Rendered
          ? result.value
          : render(world, result, version, Array.isArray(expand) ? expand.map(String) : []);
      reply = { status: 200, body: JSON.stringify(body, null, 2), headers: {} };
    } catch (error) {
      reply = failure(error, requestId, world, version);
      // What is refused before it ran may be tried again with the same key: Stripe keeps only what began to execute.
      if (use && reply.status < 500 && reply.status !== 402) use = undefined;
    } finally {
      universe.call = { id: null, idempotency_key: null };
    }
    if (use) remember(universe, use, { status: reply.status, body: reply.body, requestId });
    return reply;
  } finally {
    if (keyName) running.delete(`${key}/${account}\n${keyName}`);
  }
}

function unknownPath(method: string, path: string, router: Router): StripeFailure {
  if (path.endsWith('/')) {
    return new StripeFailure(404, {
      type: 'invalid_request_error',
      message: `Unrecognized request URL (${method}: ${path}). If you are trying to list objects, remove the trailing slash. If you are trying to retrieve an object, make sure you passed a valid (non-empty) identifier in your code. Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
    });
  }
  return new StripeFailure(501, {
    type: 'api_error',
    message: router.knows(path)
      ? `The simulator has ${path}, but not with ${method}. Check the method, or open an issue for @farebox/stripe-simulator.`
      : `The simulator has no ${method} ${path}. It serves Stripe's billing endpoints only; use a Stripe test account for this call, or open an issue for @farebox/stripe-simulator.`,
  });
}

function failure(error: unknown, requestId: string, world?: ReturnType<typeof worldOf>, version?: ApiVersion): Reply {
  if (error instanceof StripeFailure) {
    const details = world && version ? render(world, error.body, version) : error.body;
    return {
      status: error.status,
      body: JSON.stringify(
        { error: { ...(details as object), request_log_url: `https://dashboard.stripe.com/test/logs/${requestId}` } },
        null,
        2,
      ),
      headers: { 'stripe-should-retry': error.status === 409 || error.status === 429 ? 'true' : 'false' },
    };
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    status: 500,
    body: JSON.stringify(
      {
        error: {
          type: 'api_error',
          message: `The simulator failed, which is a bug of @farebox/stripe-simulator: ${message}`,
        },
      },
      null,
      2,
    ),
    headers: { 'stripe-should-retry': 'false' },
  };
}
