import { expect } from 'vitest';
import { inbox } from '../../src/storage/record-families.js';
import type { Verdict } from './stripe-proxy.js';
import type { World } from './world.js';

/** A promise and how to check it, so that planted variants of the engine can be held against the very same check. */
export interface Case {
  readonly name: string;
  readonly run: (world: World) => Promise<void>;
}
const bytes = (text: string) => new TextEncoder().encode(text);
const inboxOf = async (world: World) =>
  (await world.store.list(inbox, { mode: 'test' }, { limit: 100, cursor: null })).rows.map(({ row }) => row);

export const signatureCase: Case = {
  name: 'X1 W30 stores nothing for an event that is unsigned, signed by another, stale or changed, and grants nothing',
  async run(world) {
    await world.buy('x1');
    const before = await world.stateOf('x1');
    const [event] = (await world.eventsOf('x1')).filter((one) => one.type === 'invoice.paid');
    const body = JSON.stringify(event);
    const old = Math.floor(Date.now() / 1000) - 301;
    const headers = [
      null,
      '',
      't=1',
      `v1=${'0'.repeat(64)}`,
      world.signed(body, `whsec_${'z'.repeat(32)}`),
      world.signed(body, undefined, old),
      world.signed(`${body} `),
    ];
    for (const header of headers) {
      await expect(world.farebox.webhooks.receive(bytes(body), header), String(header)).rejects.toMatchObject({
        code: 'invalid_signature',
        status: 400,
      });
    }
    expect(await inboxOf(world)).toEqual([]);
    await world.work();
    expect(await world.stateOf('x1')).toEqual(before);
  },
};

export const idempotencyCase: Case = {
  name: 'S1 S2 S8 makes one customer and one session in Stripe though every first answer is lost and the process starts again',
  async run(world) {
    const lost = new Map<string, number>();
    world.proxy.interfere = (call) => {
      if (call.method !== 'POST') return 'pass';
      const seen = lost.get(call.path) ?? 0;
      lost.set(call.path, seen + 1);
      // Three: one more than the client retries by itself, so that the engine's own next start has to find it.
      return seen < 3 ? 'lose_answer' : 'pass';
    };
    let url: string | null = null;
    for (let start = 0; url === null && start < 6; start += 1) {
      url = await world
        .another()
        .checkout.create('s1', { plan: 'starter', interval: 'month' })
        .then(
          (made) => made.url,
          () => null,
        );
    }
    world.proxy.interfere = () => 'pass';
    expect(url).not.toBeNull();
    const made = (await world.api('/v1/customers?limit=100')) as { readonly data: readonly unknown[] };
    expect(made.data).toHaveLength(1);
    const sessions = (await world.api('/v1/checkout/sessions?limit=100')) as { readonly data: readonly unknown[] };
    expect(sessions.data).toHaveLength(1);
    const posts = world.proxy.calls.filter((call) => call.method === 'POST');
    expect(posts.length).toBeGreaterThan(6);
    expect(posts.filter((call) => call.idempotencyKey === null || !call.idempotencyKey.startsWith('farebox_'))).toEqual(
      [],
    );
  },
};

export const rereadCase: Case = {
  name: 'W4 W5 W18 keeps what is true now when an old event about another state arrives last',
  async run(world) {
    await world.buy('w4');
    const created = (await world.eventsOf('w4')).filter((one) => one.type === 'customer.subscription.created');
    expect(created).toHaveLength(1);
    await world.deliver(await world.eventsOf('w4'));
    expect((await world.stateOf('w4')).subscription.status).toBe('active');
    const subscription = await world.subscriptionOf('w4');
    await world.simulator.advance({ days: 3 });
    await world.cancelNow(subscription ?? '');
    await world.deliver((await world.eventsOf('w4')).filter((one) => one.type === 'customer.subscription.deleted'));
    const ended = await world.stateOf('w4');
    expect(ended.subscription).toMatchObject({ status: 'canceled', plan: 'free', ended: { plan: 'starter' } });
    // The same fact under a new id, as a manual resend or a second endpoint sends it.
    await world.deliver(created.map((event) => ({ ...event, id: `${event.id}_again` })));
    expect(await world.stateOf('w4')).toEqual(ended);
  },
};

export const staleReadingCase: Case = {
  name: 'W6 W7 writes a slow reading of an old state never over a fast reading of a newer one',
  async run(world) {
    const { session } = await world.buy('slow');
    await world.farebox.checkout.complete('slow', session);
    await world.simulator.advance({ days: 1 });
    const subscription = (await world.subscriptionOf('slow')) ?? '';
    await world.call('POST', `/v1/subscriptions/${subscription}`, { cancel_at_period_end: 'true' });
    // The first reader has "cancels at the period end" in hand while it is cancelled at once, read and written by a second.
    let isFirst = true;
    world.proxy.interfere = async (call): Promise<Verdict> => {
      if (!isFirst || call.method !== 'GET' || !call.path.startsWith('/v1/invoices')) return 'pass';
      isFirst = false;
      await world.cancelNow(subscription);
      await world.another().subscriptions.sync('slow');
      return 'pass';
    };
    await world.farebox.subscriptions.sync('slow');
    expect(isFirst).toBe(false);
    expect(await world.stateOf('slow')).toMatchObject({
      balance: { remainingTokens: 5 },
      subscription: { status: 'canceled', plan: 'free' },
    });
  },
};

export const cases: readonly Case[] = [signatureCase, idempotencyCase, rereadCase, staleReadingCase];
