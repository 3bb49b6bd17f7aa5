import { type ApiVersion, parseVersion } from './eras/version.js';
import { entitlementSummary, refreshEntitlements } from './billing/subscriptions/entitlements.js';
import { render } from './http/render.js';
import type { Json, JsonObject } from './state/stored.js';
import type { StoredEvent } from './state/tables.js';
import { NEWEST_VERSION, type World } from './world.js';

const newest = versionOf(NEWEST_VERSION);

/** The newest shape of an object as it is now: keep it before a change, hand it to `emit` after. */
export function snapshot(world: World, object: unknown): JsonObject {
  return structuredClone(render(world, object, newest)) as JsonObject;
}

/** Records that something happened and hands it to the webhook engine. `before` gives the event its previous attributes. */
export function emit(world: World, type: string, object: { id?: string | undefined }, before?: JsonObject): void {
  const after = snapshot(world, object);
  if (before && changes(before, after) === undefined) return;
  const { universe } = world;
  universe.state.sequence += 1;
  const event: StoredEvent = {
    id: world.id('evt'),
    object: 'event',
    type,
    created: world.now(testClockOf(world, after)),
    livemode: false,
    api_version: universe.apiVersion,
    sequence: universe.state.sequence,
    data: before ? { object: after, before } : { object: after },
    request: { ...universe.call },
  };
  world.put('events', event);
  universe.publish(event, world.account);
  if (
    type.startsWith('customer.subscription.') &&
    typeof after['customer'] === 'string' &&
    refreshEntitlements(world, after['customer'])
  ) {
    emit(
      world,
      'entitlements.active_entitlement_summary.updated',
      entitlementSummary(world, after['customer']) as { id?: string },
    );
  }
}

/** An event as the API of one version shows it. */
export function renderEvent(
  world: World,
  event: StoredEvent,
  version = versionOf(event.api_version),
  pendingWebhooks = 0,
): JsonObject {
  const object = render(world, event.data.object, version, [], true) as JsonObject;
  const before = event.data.before ? changes(render(world, event.data.before, version, [], true), object) : undefined;
  return {
    id: event.id,
    object: 'event',
    ...(world.account ? { account: world.account } : {}),
    api_version: version.text,
    created: event.created,
    data: before === undefined ? { object } : { object, previous_attributes: before },
    livemode: event.livemode,
    pending_webhooks: pendingWebhooks,
    request: event.request,
    type: event.type,
  };
}

export function versionOf(text: string): ApiVersion {
  const version = parseVersion(text);
  if (!version) throw new Error(`'${text}' is no API version.`);
  return version;
}

/** The old values of what differs: inside hashes only what differs, arrays whole. Undefined when nothing does. */
function changes(before: Json, after: Json): JsonObject | undefined {
  if (!isHash(before) || !isHash(after)) return undefined;
  const output: JsonObject = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const was = before[key] ?? null;
    const is = after[key] ?? null;
    if (isHash(was) && isHash(is)) {
      const inner = changes(was, is);
      if (inner !== undefined) output[key] = inner;
    } else if (JSON.stringify(was) !== JSON.stringify(is)) output[key] = was;
  }
  return Object.keys(output).length > 0 ? output : undefined;
}

function isHash(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function testClockOf(world: World, object: JsonObject): string | null {
  const own = object['test_clock'];
  if (typeof own === 'string') return own;
  const customer = object['customer'];
  return typeof customer === 'string' ? (world.tables.customers[customer]?.test_clock ?? null) : null;
}
