import type { AttemptModel, DeliveryModel } from '../index.js';
import type { Kernel } from '../../kernel.js';
import { type Attempt, type Delivery, retryAt } from '../../webhooks/engine.js';
import { worldOf } from '../../world.js';

const isGood = (attempt: Attempt): boolean => attempt.status !== null && attempt.status >= 200 && attempt.status < 300;

/** One row for each event and endpoint, newest first: an event that was sent again keeps its earlier attempts. */
export function mergedDeliveries(kernel: Kernel): readonly DeliveryModel[] {
  const together = new Map<string, Delivery[]>();
  for (const delivery of kernel.engine.deliveries()) {
    const key = `${delivery.event} ${delivery.endpoint}`;
    together.set(key, [...(together.get(key) ?? []), delivery]);
  }
  return [...together.values()].reverse().map((group) => rowOf(kernel, group));
}

function rowOf(kernel: Kernel, group: readonly Delivery[]): DeliveryModel {
  const last = group.at(-1) as Delivery;
  const event = worldOf(kernel.universe, last.account).tables.events[last.event];
  const object = event?.data.object ?? {};
  const subject = object['object'] === 'customer' ? object['id'] : (object['customer'] ?? object['id']);
  const attempts: AttemptModel[] = group
    .flatMap((delivery) => delivery.attempts)
    .sort((a, b) => a.at - b.at)
    .map((attempt) => ({
      outcome: isGood(attempt) ? 'delivered' : 'failed',
      wallAt: Math.floor(attempt.at / 1000),
      status: attempt.status,
      detail: attempt.detail,
      tookMs: attempt.tookMs,
    }));
  const next = last.state === 'retrying' ? retryAt(last) : null;
  if (next !== null)
    attempts.push({ outcome: 'waiting', wallAt: Math.ceil(next / 1000), status: null, detail: null, tookMs: null });
  return {
    event: last.event,
    endpoint: last.endpoint,
    type: last.type,
    subject: typeof subject === 'string' ? subject : null,
    createdAt: event?.created ?? 0,
    attempts,
    state: last.state,
  };
}

/** What was sent last; undefined when there was no such delivery. */
export function payloadOf(kernel: Kernel, event: string, endpoint: string): unknown {
  const found = kernel.engine
    .deliveries()
    .findLast((delivery) => delivery.event === event && delivery.endpoint === endpoint);
  return found ? JSON.parse(found.payload) : undefined;
}
