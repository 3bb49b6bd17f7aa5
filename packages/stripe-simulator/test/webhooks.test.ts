import Stripe from 'stripe';
import { afterEach, describe, expect, it } from 'vitest';
import type { DeliveryMode, Simulator } from '../src/index.js';
import { begin, clientOf, customerWith, monthly } from './harness.js';

const JSON_BODY = { 'content-type': 'application/json' };
const SECRET = 'whsec_test';
let simulator: Simulator | undefined;
afterEach(async () => {
  await simulator?.close();
});

interface Received {
  event: Stripe.Event;
  body: string;
  signature: string;
}

/** A receiver in the place of the host's endpoint, which checks every signature with Stripe's own code. */
function receiver(answer: (received: Received, count: number) => number = () => 200) {
  const received: Received[] = [];
  const send = (async (_url: string, init: RequestInit) => {
    const body = String(init.body);
    const signature = new Headers(init.headers).get('stripe-signature') ?? '';
    const event = Stripe.webhooks.constructEvent(body, signature, SECRET) as Stripe.Event;
    const entry = { event, body, signature };
    received.push(entry);
    return new Response('', { status: answer(entry, received.length) });
  }) as typeof fetch;
  return { received, send };
}

function start(
  delivery: DeliveryMode,
  answer?: (received: Received, count: number) => number,
  enabledEvents?: string[],
) {
  const { received, send } = receiver(answer);
  const world = begin({ send });
  simulator = world.simulator;
  const endpoint = world.simulator.webhooks.addEndpoint({
    url: 'http://host/webhook',
    secret: SECRET,
    delivery,
    ...(enabledEvents ? { enabledEvents } : {}),
  });
  return { ...world, received, endpoint };
}

async function subscribe(stripe: Stripe) {
  const price = await monthly(stripe);
  const customer = await customerWith(stripe);
  return stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
}

describe('webhooks', () => {
  it('come in Stripe’s order, signed, once each', async () => {
    const { simulator: sim, stripe, received } = start('in_order');
    await subscribe(stripe);
    await sim.webhooks.flush();
    const listed = (await stripe.events.list({ limit: 100 })).data.map((event) => event.id).reverse();
    expect(received.map((entry) => entry.event.id)).toEqual(listed);
    expect(received.at(-1)?.event.type).toBe('customer.subscription.updated');
    expect(sim.webhooks.deliveries().every((delivery) => delivery.state === 'delivered')).toBe(true);
  });

  it('come twice, newest first or not at all when told so', async () => {
    const twice = start('twice');
    await subscribe(twice.stripe);
    await twice.simulator.webhooks.flush();
    const ids = twice.received.map((entry) => entry.event.id);
    expect(ids).toHaveLength(new Set(ids).size * 2);

    const reversed = start('reversed');
    await subscribe(reversed.stripe);
    await reversed.simulator.webhooks.flush();
    const listed = (await reversed.stripe.events.list({ limit: 100 })).data.map((event) => event.id);
    expect(reversed.received.map((entry) => entry.event.id)).toEqual(listed);

    const none = start('none');
    await subscribe(none.stripe);
    await none.simulator.webhooks.flush();
    expect(none.received).toHaveLength(0);
    expect((await none.stripe.events.list({ limit: 100 })).data.length).toBeGreaterThan(5);
  });

  it('only the types that the endpoint asked for', async () => {
    const { simulator: sim, stripe, received } = start('in_order', undefined, ['invoice.paid']);
    await subscribe(stripe);
    await sim.webhooks.flush();
    expect(received.map((entry) => entry.event.type)).toEqual(['invoice.paid']);
  });

  it('are awaited by advance, and keep the wall clock in their signature while objects are months ahead', async () => {
    const { simulator: sim, stripe, received } = start('in_order');
    await subscribe(stripe);
    await sim.advance({ months: 2 });
    const renewals = received.filter((entry) => entry.event.type === 'invoice.paid');
    expect(renewals.length).toBeGreaterThanOrEqual(2);
    const at = Number(/t=(\d+)/.exec(renewals.at(-1)?.signature ?? '')?.[1]);
    expect(Math.abs(at - Date.now() / 1000)).toBeLessThan(60);
    expect(renewals.at(-1)?.event.created).toBeGreaterThan(sim.now().getTime() / 1000 - 40 * 86_400);
  });

  it('are tried again after a failure', async () => {
    const {
      simulator: sim,
      stripe,
      received,
    } = start('in_order', (_entry, count) => (count === 1 ? 500 : 200), ['customer.created']);
    await stripe.customers.create({});
    await sim.webhooks.flush();
    expect(sim.webhooks.deliveries()[0]).toMatchObject({ state: 'retrying', attempts: [{ status: 500 }] });
    await new Promise((resolve) => setTimeout(resolve, 1300));
    expect(received).toHaveLength(2);
    expect(sim.webhooks.deliveries()[0]?.state).toBe('delivered');
  });

  it('carry the version of the endpoint', async () => {
    const { simulator: sim, stripe, received } = start('none');
    const endpoint = await stripe.webhookEndpoints.create({
      url: 'http://host/old',
      enabled_events: ['customer.subscription.created'],
      api_version: '2024-12-18.acacia',
    });
    await sim.fetch(`http://x/_simulator/webhook_endpoints/${endpoint.id}`, {
      method: 'POST',
      headers: JSON_BODY,
      body: JSON.stringify({ rotate_secret: SECRET }),
    });
    await subscribe(stripe);
    await sim.webhooks.flush();
    expect(received[0]?.event).toMatchObject({
      api_version: '2024-12-18.acacia',
      data: { object: { current_period_end: expect.any(Number) } },
    });
    // Two secrets sign while a rotation lasts.
    expect(received[0]?.signature.match(/v1=/g)).toHaveLength(2);
  });

  it('a renewal names what changed: the items’ periods and the latest invoice', async () => {
    const { simulator: sim, stripe } = start('none');
    await subscribe(stripe);
    await sim.advance({ months: 1, days: 1 });
    const updated = (await stripe.events.list({ type: 'customer.subscription.updated' })).data[0];
    expect(Object.keys(updated?.data.previous_attributes ?? {}).sort()).toEqual(['items', 'latest_invoice']);
  });

  it('the control plane does over HTTP what the object does', async () => {
    const { simulator: sim, stripe, received } = start('in_order', undefined, ['invoice.paid']);
    await subscribe(stripe);
    const call = async (method: string, path: string, body?: unknown) =>
      (
        await sim.fetch(`http://x/_simulator/${path}`, {
          method,
          ...(body === undefined ? {} : { headers: JSON_BODY, body: JSON.stringify(body) }),
        })
      ).json() as Promise<Record<string, never>>;
    const clock = await call('GET', 'clock');
    expect(clock).toEqual({ now: sim.now().getTime() / 1000, iso: sim.now().toISOString() });
    const moved = await call('POST', 'advance', { months: 1, days: 1 });
    expect(moved['now']).toBeGreaterThan(clock['now'] ?? 0);
    expect(received).toHaveLength(2);
    expect((await call('GET', 'deliveries'))['data']).toHaveLength(2);
    expect(await call('POST', 'advance', { to: 1 })).toMatchObject({
      error: { message: expect.stringContaining('cannot go back') },
    });
    await call('POST', 'reset');
    expect((await clientOf(sim).customers.list()).data).toHaveLength(0);
  });
});

describe('webhooks that are not as they should be', () => {
  it('thin notifications name the object, which is then read', async () => {
    const {
      simulator: sim,
      stripe,
      received,
      endpoint,
    } = (() => {
      const bodies: { body: string; signature: string }[] = [];
      const send = (async (_url: string, init: RequestInit) => {
        bodies.push({ body: String(init.body), signature: new Headers(init.headers).get('stripe-signature') ?? '' });
        return new Response('');
      }) as typeof fetch;
      const world = begin({ send });
      simulator = world.simulator;
      return {
        ...world,
        received: bodies,
        endpoint: world.simulator.webhooks.addEndpoint({
          url: 'http://host/thin',
          secret: SECRET,
          enabledEvents: ['customer.created'],
        }),
      };
    })();
    await sim.fetch(`http://x/_simulator/webhook_endpoints/${endpoint.id}`, {
      method: 'POST',
      headers: JSON_BODY,
      body: JSON.stringify({ thin: true }),
    });
    const customer = await stripe.customers.create({ name: 'Ada' });
    await sim.webhooks.flush();
    const { body, signature } = received[0] ?? { body: '', signature: '' };
    expect(() => Stripe.webhooks.constructEvent(body, signature, SECRET)).toThrow();
    const notification = stripe.parseEventNotification(body, signature, SECRET) as unknown as {
      type: string;
      related_object: { id: string; url: string };
      fetchEvent(): Promise<{ id: string }>;
    };
    expect(notification).toMatchObject({
      type: 'v1.customer.created',
      related_object: { id: customer.id, url: `/v1/customers/${customer.id}` },
    });
    expect((await notification.fetchEvent()).id).toMatch(/^evt_/);
  });

  it('a wrong signature and the wrong mode, on demand', async () => {
    const bodies: { body: string; signature: string }[] = [];
    const send = (async (_url: string, init: RequestInit) => {
      bodies.push({ body: String(init.body), signature: new Headers(init.headers).get('stripe-signature') ?? '' });
      return new Response('');
    }) as typeof fetch;
    const world = begin({ send });
    simulator = world.simulator;
    const endpoint = world.simulator.webhooks.addEndpoint({ url: 'http://host/w', secret: SECRET });
    const set = (body: unknown) =>
      world.simulator.fetch(`http://x/_simulator/webhook_endpoints/${endpoint.id}`, {
        method: 'POST',
        headers: JSON_BODY,
        body: JSON.stringify(body),
      });
    await set({ wrong_signature: true });
    await world.stripe.customers.create({});
    await world.simulator.webhooks.flush();
    expect(() => Stripe.webhooks.constructEvent(bodies[0]?.body ?? '', bodies[0]?.signature ?? '', SECRET)).toThrow(
      /signature/i,
    );
    await set({ wrong_signature: false, livemode: true });
    await world.stripe.customers.create({});
    await world.simulator.webhooks.flush();
    expect(Stripe.webhooks.constructEvent(bodies[1]?.body ?? '', bodies[1]?.signature ?? '', SECRET).livemode).toBe(
      true,
    );
  });
});
