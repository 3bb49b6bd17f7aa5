import type { Fault } from '../faults.js';
import { createEndpoint } from '../resources/webhook-endpoints.js';
import type { Kernel } from '../kernel.js';
import type { DeliveryMode } from '../state/state.js';
import { isWebAddress } from '../http/hosts.js';
import { mayReach } from '../webhooks/may-reach.js';
import { clockNow, worldOf } from '../world.js';

const MODES: readonly DeliveryMode[] = ['in_order', 'twice', 'reversed', 'none'];

/** The control plane under `/_simulator`: what a test or a demo does to the simulator. Null for paths that are not its. */
export async function handleControl(kernel: Kernel, request: Request, path: string): Promise<Response | null> {
  const match = /^\/_simulator\/([a-z_]+)(?:\/([A-Za-z0-9_]+))?$/.exec(path);
  const action = match ? `${request.method} ${match[1]}${match[2] ? '/:id' : ''}` : '';
  try {
    switch (action) {
      case 'GET clock':
        return json(clock(kernel));
      case 'POST advance':
        return await advance(kernel, await body(request));
      case 'GET webhook_endpoints':
        return json({
          data: Object.values(worldOf(kernel.universe).tables.webhookEndpoints).map((endpoint) =>
            endpointAnswer(kernel, endpoint.id),
          ),
        });
      case 'POST webhook_endpoints':
        return addEndpoint(kernel, await body(request));
      case 'POST webhook_endpoints/:id':
        return changeEndpoint(kernel, match?.[2] ?? '', await body(request));
      case 'POST flush':
        await kernel.engine.flush();
        return json({ flushed: true });
      case 'POST reset':
        kernel.reset();
        return json({ reset: true });
      case 'GET deliveries':
        return json({ data: kernel.engine.deliveries() });
      case 'GET snapshot':
        return json({ version: 1, state: kernel.universe.state });
      case 'GET faults':
        return json({ data: kernel.faults.list() });
      case 'POST faults': {
        const wish = (await body(request)) as unknown as Fault;
        if (typeof wish.kind !== 'string')
          return refuse(
            'A fault needs `kind`: rate_limit, lock_timeout, conflict, server_error, unavailable, stored_error, reset_before, reset_after, slow or wrong_json.',
          );
        return json(kernel.faults.add(wish));
      }
      case 'DELETE faults/:id':
        kernel.faults.clear(match?.[2]);
        return json({ deleted: true });
      default:
        return null;
    }
  } catch (error) {
    if (error instanceof WrongType) return refuse(error.message, 415);
    if (error instanceof RangeError || error instanceof SyntaxError) return refuse(error.message);
    throw error;
  }
}

function clock(kernel: Kernel): { now: number; iso: string } {
  const now = clockNow(kernel.universe);
  return { now, iso: new Date(now * 1000).toISOString() };
}

async function advance(kernel: Kernel, wish: Record<string, unknown>): Promise<Response> {
  const { to, days, months, until } = wish;
  const at = typeof to === 'number' ? new Date(to * 1000) : typeof to === 'string' ? new Date(to) : undefined;
  if (at && Number.isNaN(at.getTime())) return refuse('`to` is neither unix seconds nor a date.');
  if (until !== undefined && until !== 'next_event' && until !== 'next_renewal')
    return refuse('`until` is next_event or next_renewal.');
  await kernel.advance({
    to: at,
    days: typeof days === 'number' ? days : undefined,
    months: typeof months === 'number' ? months : undefined,
    until,
  });
  return json(clock(kernel));
}

function addEndpoint(kernel: Kernel, wish: Record<string, unknown>): Response {
  if (typeof wish['url'] !== 'string') return refuse('A webhook endpoint needs `url`.');
  if (!isWebAddress(wish['url'])) return refuse('A webhook endpoint is at an http or https address.');
  if (!mayReach(kernel.universe, wish['url']))
    return refuse(
      `Webhooks go to this machine only, and ${wish['url']} is elsewhere. Whoever starts the simulator may name its host in \`webhookHosts\` (--webhook-host).`,
    );
  const events = Array.isArray(wish['enabled_events']) ? wish['enabled_events'].map(String) : undefined;
  const endpoint = createEndpoint(worldOf(kernel.universe), {
    url: wish['url'],
    secret: typeof wish['secret'] === 'string' ? wish['secret'] : undefined,
    delivery: modeOf(wish['delivery']),
    enabledEvents: events,
    apiVersion: typeof wish['api_version'] === 'string' ? wish['api_version'] : null,
  });
  if (wish['thin'] === true) changeEndpoint(kernel, endpoint.id, { thin: true });
  return json(endpointAnswer(kernel, endpoint.id));
}

function changeEndpoint(kernel: Kernel, id: string, wish: Record<string, unknown>): Response {
  const notes = worldOf(kernel.universe).data.notes.endpoints[id];
  if (!notes) return refuse(`There is no webhook endpoint '${id}'.`, 404);
  const mode = modeOf(wish['delivery']);
  if (mode) notes.delivery = mode;
  for (const name of ['wrong_signature', 'late', 'livemode', 'thin'] as const)
    if (typeof wish[name] === 'boolean') notes[name] = wish[name];
  // During a rotation the old secret signs beside the new one.
  if (typeof wish['rotate_secret'] === 'string') notes.secrets = [wish['rotate_secret'], ...notes.secrets].slice(0, 2);
  return json(endpointAnswer(kernel, id));
}

function endpointAnswer(kernel: Kernel, id: string) {
  const { tables, data } = worldOf(kernel.universe);
  const notes = data.notes.endpoints[id];
  return {
    id,
    url: tables.webhookEndpoints[id]?.url,
    delivery: notes?.delivery,
    secret: notes?.secrets[0],
    enabled_events: tables.webhookEndpoints[id]?.enabled_events,
  };
}

function modeOf(value: unknown): DeliveryMode | undefined {
  if (value === undefined) return undefined;
  const mode = MODES.find((candidate) => candidate === value);
  if (!mode) throw new RangeError(`\`delivery\` is one of ${MODES.join(', ')}.`);
  return mode;
}

class WrongType extends Error {}

async function body(request: Request): Promise<Record<string, unknown>> {
  const text = await request.text();
  const type = request.headers.get('content-type');
  // A page of another origin can send text and forms without asking first, never JSON.
  if (text !== '' && type?.split(';', 1)[0]?.trim().toLowerCase() !== 'application/json')
    throw new WrongType(
      `The control endpoints read JSON. Send 'content-type: application/json', not '${type ?? 'none'}'.`,
    );
  const value: unknown = text === '' ? {} : JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new SyntaxError('The body must be a JSON object.');
  return value as Record<string, unknown>;
}

function json(value: unknown, status = 200): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  });
}

function refuse(message: string, status = 400): Response {
  return json({ error: { message } }, status);
}
