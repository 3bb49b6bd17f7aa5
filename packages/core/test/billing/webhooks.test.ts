import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { permutations, shuffled } from './orders.js';
import { startWorld, type StripeEvent, type World, WEBHOOK_SECRET } from './world.js';

// The simulator and the client's own retries take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => {
  await world.close();
});
/** One event of each kind that says something about a purchase. */
const TELLING = [
  'customer.subscription.created',
  'customer.subscription.updated',
  'invoice.paid',
  'invoice.payment_succeeded',
  'checkout.session.completed',
];
const telling = (events: readonly StripeEvent[]) =>
  TELLING.flatMap((type) => events.filter((event) => event.type === type).slice(0, 1));
const bought = {
  balance: { remainingTokens: 50, monthlyTokens: 50 },
  subscription: { plan: 'starter', status: 'active' },
  refills: [5, 50],
};

describe('a purchase', () => {
  it('W2 W3 grants once in every order of its events, with the return from Checkout at every position', async () => {
    const reference = await startedAndPaid('p-ref');
    await world.deliver(await world.eventsOf('p-ref'));
    const wanted = await world.stateOf('p-ref');
    expect(wanted).toMatchObject(bought);
    const orders = permutations(telling(await world.eventsOf('p-ref')).map((_, i) => i));
    expect(orders.length).toBeGreaterThanOrEqual(24);
    for (const [n, order] of orders.entries()) {
      const customer = `p-${n}`;
      const { session } = await startedAndPaid(customer);
      const events = telling(await world.eventsOf(customer));
      const syncAt = n % (events.length + 1);
      for (const [position, index] of order.entries()) {
        if (position === syncAt) await world.farebox.checkout.complete(customer, session);
        await world.deliver([events[index]]);
      }
      if (syncAt === events.length) await world.farebox.checkout.complete(customer, session);
      expect({ order, ...(await world.stateOf(customer)) }).toEqual({ order, ...wanted });
    }
    expect(reference.session).not.toBe('');
  }, 120_000);

  it('W1 W29 grants once when every event comes twice to five times, one after another or all at once', async () => {
    for (let times = 2; times <= 5; times += 1) {
      const customer = `dup-${times}`;
      await startedAndPaid(customer);
      const events = await world.eventsOf(customer);
      const all = shuffled(
        events.flatMap((event) => Array.from({ length: times }, () => event)),
        times,
      );
      if (times % 2) await world.deliver(all);
      else {
        const receipts = await Promise.all(all.map((event) => world.receive(event)));
        expect(receipts.filter(({ received }) => received === 'duplicate').length).toBe(events.length * (times - 1));
        await Promise.all([world.work(), world.work(world.another()), world.work(world.another())]);
      }
      expect(await world.stateOf(customer)).toMatchObject(bought);
      expect((await world.farebox.webhooks.list()).events.filter(({ status }) => status === 'pending')).toEqual([]);
    }
  });

  it('W1 L13 changes nothing when everything is replayed a month later', async () => {
    await startedAndPaid('late');
    const events = await world.eventsOf('late');
    await world.deliver(events);
    await world.simulator.advance({ days: 20 });
    const before = await world.stateOf('late');
    for (const event of events) await world.farebox.webhooks.replay(event.id);
    await world.deliver(events.map((event) => ({ ...event, id: `${event.id}_resent` })));
    expect(await world.stateOf('late')).toEqual(before);
  });

  it('W12 W13 loses nothing and doubles nothing when the process dies at any write', async () => {
    for (let dieAt = 1; ; dieAt += 1) {
      const customer = `die-${dieAt}`;
      await startedAndPaid(customer);
      const events = await world.eventsOf(customer);
      for (const event of events) await world.receive(event);
      const { engine, writes } = world.dyingAt(dieAt);
      await engine.webhooks.work().catch(() => null);
      // The lease of what it held runs out; here nobody waits two minutes for that.
      await world.releaseLeases();
      await world.work();
      expect({ dieAt, ...(await world.stateOf(customer)) }).toMatchObject({ dieAt, ...bought });
      expect((await world.farebox.webhooks.list()).events.filter(({ status }) => status === 'pending')).toEqual([]);
      if (writes() < dieAt) break;
      expect(dieAt).toBeLessThan(60);
    }
  }, 60_000);

  async function startedAndPaid(customer: string) {
    await world.farebox.tokens.balance(customer);
    return world.buy(customer);
  }
});

describe('webhooks.receive', () => {
  it('W9 W10 answers only after the row is durable: with the store down it throws and nothing is there', async () => {
    await world.buy('w9');
    const [event] = await world.eventsOf('w9');
    const { engine } = world.dyingAt(1);
    await expect(world.receive(event, engine)).rejects.toMatchObject({ code: 'store_unavailable', status: 503 });
    expect((await world.farebox.webhooks.list()).events).toEqual([]);
    expect(await world.receive(event)).toMatchObject({ received: 'stored' });
    expect((await world.farebox.webhooks.list()).events).toMatchObject([{ id: event?.id, status: 'pending' }]);
  });

  it('W16 takes the old and the new secret while one is rotated, and the old one no longer afterwards', async () => {
    await world.buy('w16');
    const body = JSON.stringify((await world.eventsOf('w16'))[0]);
    const fresh = `whsec_${'n'.repeat(32)}`;
    const engine = (webhookSecrets: string) =>
      world.another({ stripe: { secretKey: 'sk_test_farebox_core_tests', webhookSecrets } });
    const both = engine(`${WEBHOOK_SECRET},${fresh}`);
    expect(await both.webhooks.receive(body, world.signed(body))).toMatchObject({ received: 'stored' });
    expect(await both.webhooks.receive(body, world.signed(body, fresh))).toMatchObject({ received: 'duplicate' });
    await expect(engine(fresh).webhooks.receive(body, world.signed(body))).rejects.toMatchObject({
      code: 'invalid_signature',
    });
  });

  it('W17 ignores an event of the other mode and writes nothing', async () => {
    await world.buy('w17');
    const [event] = await world.eventsOf('w17');
    expect(await world.receive({ ...event, livemode: true })).toMatchObject({ received: 'ignored' });
    expect((await world.farebox.webhooks.list()).events).toEqual([]);
  });

  it('W19 W31 acknowledges what is not ours and changes nothing', async () => {
    await world.buy('w31');
    const events = await world.eventsOf('w31');
    await world.farebox.tokens.balance('bystander');
    const before = await world.stateOf('bystander');
    const foreign = Array.from({ length: 50 }, (_, i) => ({
      ...events[i % events.length],
      id: `evt_foreign_${i}`,
      data: {
        object: {
          ...events[i % events.length]?.data.object,
          id: `sub_foreign_${i}`,
          object: 'subscription',
          customer: 'cus_foreign',
        },
      },
    }));
    const connected = { ...events[0], id: 'evt_connected', account: 'acct_other' };
    await world.deliver([
      ...foreign,
      connected,
      {
        id: 'evt_odd',
        type: 'balance.available',
        livemode: false,
        data: { object: { object: 'balance', id: 'bal_1' } },
      },
    ]);
    expect(new Set((await world.farebox.webhooks.list()).events.map(({ status }) => status))).toEqual(
      new Set(['ignored']),
    );
    expect(await world.stateOf('bystander')).toEqual(before);
    expect((await world.stateOf('w31')).refills).toEqual([5]);
  });

  it('X23 X5 moves nothing to a customer that an event or metadata names', async () => {
    await world.buy('thief');
    await world.farebox.tokens.balance('victim');
    const [created] = (await world.eventsOf('thief')).filter(({ type }) => type === 'customer.subscription.created');
    const account = await world.accountOf('victim');
    const forged = {
      ...created,
      data: {
        object: {
          ...created?.data.object,
          metadata: { farebox_account: String(account), user_id: 'victim', __proto__: 'x' },
        },
      },
    };
    await world.deliver([forged]);
    expect((await world.stateOf('victim')).refills).toEqual([5]);
    expect((await world.stateOf('thief')).refills).toEqual([5, 50]);
  });

  it('W21 says so when the body was parsed on its way, and refuses what is signed but no event', async () => {
    const parsed = world.farebox.webhooks.receive as (body: unknown, signature: string) => Promise<unknown>;
    await expect(parsed({ id: 'evt_1' }, world.signed('{"id":"evt_1"}'))).rejects.toMatchObject({
      code: 'invalid_event',
      status: 400,
    });
    for (const body of ['', '[]', '{}', 'not json', '{"id":"evt_1"}', '"\\u0000"']) {
      await expect(world.farebox.webhooks.receive(body, world.signed(body)), body).rejects.toMatchObject({
        code: 'invalid_event',
        status: 400,
      });
    }
    // A thin event has nothing that could be read again: refused, so that Stripe shows the endpoint as failing (R13).
    const thin = JSON.stringify({
      id: 'evt_thin',
      object: 'v2.core.event',
      type: 'v1.customer.subscription.active',
      livemode: false,
      related_object: { id: 'sub_1' },
    });
    await expect(world.farebox.webhooks.receive(thin, world.signed(thin))).rejects.toMatchObject({
      code: 'invalid_event',
    });
    expect((await world.farebox.webhooks.list()).events).toEqual([]);
  });

  it('X2 cannot be made without a secret: it throws, it never lets anything through', async () => {
    const open = world.another({ stripe: { secretKey: 'sk_test_farebox_core_tests', webhookSecrets: [] } });
    const body = JSON.stringify({ id: 'evt_1' });
    await expect(open.webhooks.receive(body, world.signed(body, ''))).rejects.toMatchObject({
      code: 'not_configured',
      status: 503,
    });
    for (const secret of ['whsec_', 'undefined', ' ', `${WEBHOOK_SECRET}\n`]) {
      expect(
        () => world.another({ stripe: { secretKey: 'sk_test_farebox_core_tests', webhookSecrets: [secret] } }),
        JSON.stringify(secret),
      ).toThrow();
    }
  });
});

describe('webhooks.work', () => {
  it('W15 reads an object once for a burst of events about it', async () => {
    await world.buy('burst');
    const [event] = (await world.eventsOf('burst')).filter(({ type }) => type === 'customer.subscription.created');
    for (let i = 0; i < 80; i += 1) await world.receive({ ...event, id: `evt_burst_${i}` });
    const calls = world.proxy.calls.length;
    expect(await world.farebox.webhooks.work({ limit: 5 })).toMatchObject({ done: 80, readings: 1 });
    expect(world.proxy.calls.slice(calls).filter(({ path }) => path.startsWith('/v1/subscriptions/')).length).toBe(1);
    expect((await world.stateOf('burst')).refills).toEqual([5, 50]);
  });

  it('S6 S16 waits without using up attempts while Stripe is in trouble, and catches up afterwards', async () => {
    await world.buy('wait');
    const events = await world.eventsOf('wait');
    world.proxy.interfere = (call) => (call.method === 'GET' ? 'refuse' : 'pass');
    const report = await world.deliver(events);
    expect(report).toMatchObject({ done: 0, failed: 0, dead: 0 });
    expect(report.pausedUntil).toBeInstanceOf(Date);
    expect(
      (await world.farebox.webhooks.list({ status: 'pending' })).events.every(({ attempts }) => attempts === 0),
    ).toBe(true);
    world.proxy.interfere = () => 'pass';
    await world.releaseLeases();
    await world.work();
    expect(await world.stateOf('wait')).toMatchObject(bought);
  });

  it('P10 W8 parks an unknown price with an alert, writes nothing, and applies it on replay once the price is known', async () => {
    const dead: unknown[] = [];
    const unaware = world.another({
      catalog: world.smallCatalog,
      on: { 'webhook.dead': (event: unknown) => void dead.push(event) },
      store: world.freshStore(),
    });
    await world.buy('p10', { plan: 'professional', interval: 'month' });
    await unaware.customers.link('p10', (await world.stripeCustomerOf('p10')) ?? '').catch(() => null);
    const before = await world.stateOf('p10', unaware);
    expect(before).toMatchObject({ subscription: { plan: 'free', status: 'none' }, refills: [5] });
    const [created] = (await world.eventsOf('p10')).filter(({ type }) => type === 'customer.subscription.created');
    await world.deliver([created], unaware);
    expect(await world.stateOf('p10', unaware)).toEqual(before);
    const parked = (await unaware.webhooks.list({ status: 'dead' })).events;
    expect(parked).toMatchObject([{ id: created?.id, attempts: 1 }]);
    expect(parked[0]?.error).toContain('belongs to no plan');
    await expect.poll(() => dead.length).toBe(1);
    const aware = world.another({ store: world.freshStore.last() });
    await aware.webhooks.replay(created?.id ?? '');
    await world.work(aware);
    expect(await world.stateOf('p10', aware)).toMatchObject({
      subscription: { plan: 'professional', status: 'active' },
      refills: [5, 150],
    });
    await expect(aware.webhooks.replay('evt_nobody')).rejects.toMatchObject({ code: 'webhook_event_not_found' });
  });

  it('W32 a started worker is kicked by an event, rests when stopped, and goes on when started again', async () => {
    await world.buy('live');
    const events = await world.eventsOf('live');
    const pending = async () => (await world.farebox.webhooks.list({ status: 'pending' })).events.length;
    world.farebox.start();
    world.farebox.start();
    await world.receive(events[0]);
    await expect.poll(pending, { timeout: 5000 }).toBe(0);
    await world.farebox.stop();
    for (const event of events) await world.receive(event);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await pending()).toBeGreaterThan(0);
    world.farebox.start();
    await expect.poll(pending, { timeout: 5000 }).toBe(0);
    expect(await world.stateOf('live')).toMatchObject(bought);
    await world.farebox.stop();
  });
});
