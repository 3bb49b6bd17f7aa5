import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Store } from '../../src/storage/contract.js';
import type { Verdict } from './stripe-proxy.js';
import { startWorld, type World } from './world.js';

// The simulator and the client's own retries take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => {
  vi.useRealTimers();
  await world.close();
});
const starter = { plan: 'starter', interval: 'month' } as const;
const listed = async (path: string) =>
  ((await world.api(path)) as { readonly data: readonly { readonly id: string }[] }).data;
const isPost = (call: { readonly method: string; readonly path: string }, path: string) =>
  call.method === 'POST' && call.path === path;

describe('a POST to Stripe', () => {
  it('S3 looks before it sends again after a failure that Stripe may have stored, and takes what it finds', async () => {
    for (const path of ['/v1/customers', '/v1/checkout/sessions']) {
      let failures = 0;
      world.proxy.interfere = (call) => (isPost(call, path) && failures++ === 0 ? 'answer_500' : 'pass');
      const customer = `s3-${path.length}`;
      await expect(world.farebox.checkout.create(customer, starter)).rejects.toMatchObject({
        code: 'stripe_unavailable',
      });
      const { session } = await world.buy(customer);
      expect(await world.farebox.checkout.complete(customer, session)).toEqual({ outcome: 'paid' });
      expect(
        await listed(`/v1/checkout/sessions?limit=100&customer=${await world.stripeCustomerOf(customer)}`),
      ).toHaveLength(1);
    }
    expect(await listed('/v1/customers?limit=100')).toHaveLength(2);
  });

  it('S3 takes a new key when the stored failure left nothing', async () => {
    world.simulator.faults.add({ kind: 'stored_error', method: 'POST', path: '/v1/customers' });
    await expect(world.farebox.checkout.create('s3', starter)).rejects.toMatchObject({ code: 'stripe_unavailable' });
    await world.farebox.checkout.create('s3', starter);
    const keys = world.proxy.calls
      .filter((call) => isPost(call, '/v1/customers'))
      .map(({ idempotencyKey }) => idempotencyKey);
    expect(new Set(keys).size).toBe(2);
    expect(await listed('/v1/customers?limit=100')).toHaveLength(1);
  });

  it('S4 finds after 25 hours what an attempt without an answer had made, though Stripe has forgotten the key', async () => {
    for (const path of ['/v1/customers', '/v1/checkout/sessions']) {
      const customer = `s4-${path.length}`;
      world.proxy.interfere = (call) => (isPost(call, path) ? 'lose_answer' : 'pass');
      await expect(world.farebox.checkout.create(customer, starter)).rejects.toMatchObject({
        code: 'stripe_unavailable',
      });
      world.proxy.interfere = () => 'pass';
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 25 * 3_600_000 });
      await world.farebox.checkout.create(customer, starter);
      expect(
        await listed(`/v1/checkout/sessions?limit=100&customer=${await world.stripeCustomerOf(customer)}`),
      ).toHaveLength(1);
    }
    expect(await listed('/v1/customers?limit=100')).toHaveLength(2);
  });

  it('S6 rides out what passes, and says "later" with the time that Stripe asked for', async () => {
    for (const kind of [
      'rate_limit',
      'lock_timeout',
      'conflict',
      'server_error',
      'unavailable',
      'reset_before',
      'reset_after',
    ] as const) {
      world.simulator.faults.add({ kind, method: 'POST', path: '/v1/checkout/sessions', times: 1 });
      const made = await world.farebox.checkout.create(`s6-${kind}`, starter).catch((error: unknown) => error);
      expect({ kind, made }).toMatchObject({ kind, made: { url: expect.stringContaining('http') } });
      expect(
        await listed(`/v1/checkout/sessions?limit=100&customer=${await world.stripeCustomerOf(`s6-${kind}`)}`),
      ).toHaveLength(1);
    }
    world.simulator.faults.add({ kind: 'unavailable', times: 50 });
    await expect(world.farebox.checkout.create('s6', starter)).rejects.toMatchObject({
      code: 'stripe_unavailable',
      status: 503,
    });
    world.simulator.faults.clear();
  }, 30_000);
});

describe('two readings of one subscription', () => {
  it('W7 end with the newer state in all six schedules', async () => {
    const schedules = [
      ['fa', 'wa', 'fb', 'wb'],
      ['fa', 'fb', 'wa', 'wb'],
      ['fa', 'fb', 'wb', 'wa'],
      ['fb', 'fa', 'wa', 'wb'],
      ['fb', 'fa', 'wb', 'wa'],
      ['fb', 'wb', 'fa', 'wa'],
    ] as const;
    for (const [n, schedule] of schedules.entries()) {
      const customer = `w7-${n}`;
      const { session } = await world.buy(customer);
      await world.farebox.checkout.complete(customer, session);
      const subscription = (await world.subscriptionOf(customer)) ?? '';
      await world.simulator.advance({ days: 1 });
      // First somebody cancels to the period end, which wakes A; then somebody cancels at once, which wakes B.
      await world.call('POST', `/v1/subscriptions/${subscription}`, { cancel_at_period_end: 'true' });
      const [a, b] = [await gated('a'), await gated('b')];
      const done = { a: a.engine.subscriptions.sync(customer), b: b.engine.subscriptions.sync(customer) };
      for (const step of schedule) {
        const who = step.endsWith('a') ? a : b;
        if (step === 'fb') await world.cancelNow(subscription);
        who.open(step[0] as 'f' | 'w');
        // It has gone on when it stands before its next gate or is through.
        await Promise.race([
          step[0] === 'f' ? who.arrived('w') : done[step.endsWith('a') ? 'a' : 'b'],
          done[step.endsWith('a') ? 'a' : 'b'],
        ]);
      }
      await Promise.all([done.a, done.b]);
      expect({ schedule, ...(await world.stateOf(customer)).subscription }).toMatchObject({
        schedule,
        status: 'canceled',
        plan: 'free',
      });
      expect((await world.stateOf(customer)).balance.remainingTokens).toBe(5);
    }
  });

  /** An engine that waits before its first reading of a subscription, and before its first commit after that. */
  async function gated(_name: string) {
    const gates = { f: gate(), w: gate() };
    const { engine, wire } = await world.apart({
      ...world.store,
      commit: async (unit) => (await gates.w.pass(), world.store.commit(unit)),
    } as Store);
    wire.interfere = async (call): Promise<Verdict> => {
      if (call.method === 'GET' && call.path.startsWith('/v1/subscriptions/sub_')) await gates.f.pass();
      return 'pass';
    };
    return {
      engine,
      open: (which: 'f' | 'w') => gates[which].open(),
      arrived: (which: 'f' | 'w') => gates[which].arrived,
    };
  }
  function signal() {
    let resolve = (): void => undefined;
    const promise = new Promise<void>((done) => {
      resolve = done;
    });
    return { promise, resolve };
  }
  function gate() {
    const here = signal();
    const opened = signal();
    return {
      arrived: here.promise,
      open: () => opened.resolve(),
      pass: async () => {
        here.resolve();
        await opened.promise;
      },
    };
  }
});

describe('what Stripe can do to a subscription', () => {
  async function customer(name: string) {
    await world.farebox.tokens.balance(name);
    await world.farebox.checkout.create(name, starter);
    return (await world.stripeCustomerOf(name)) ?? '';
  }
  async function sell(name: string, fields: Readonly<Record<string, string>>, card = 'pm_card_visa') {
    const stripeCustomer = await customer(name);
    const method = await world.call('POST', `/v1/payment_methods/${card}/attach`, { customer: stripeCustomer });
    const [price] = await listed('/v1/prices?lookup_keys[]=farebox:starter:month');
    return world.call('POST', '/v1/subscriptions', {
      customer: stripeCustomer,
      'items[0][price]': price?.id ?? '',
      default_payment_method: String(method['id']),
      ...fields,
    });
  }

  it('T12 T16 scenario 43: a trial refills nothing of the paid plan until it is paid, and then once', async () => {
    await sell('trial', { trial_period_days: '14' });
    await world.deliver(await world.eventsOf('trial'));
    expect(await world.stateOf('trial')).toMatchObject({
      balance: { remainingTokens: 5 },
      refills: [5],
      subscription: { status: 'trialing', plan: 'starter' },
    });
    await world.simulator.advance({ days: 14.2 });
    const events = await world.eventsOf('trial');
    await world.deliver([...events].reverse());
    await world.deliver(events.map((event) => ({ ...event, id: `${event.id}_again` })));
    expect(await world.stateOf('trial')).toMatchObject({
      balance: { remainingTokens: 50 },
      refills: [5, 50],
      subscription: { status: 'active' },
    });
  });

  it('S12 scenario 60: an incomplete first payment grants nothing, until it is paid', async () => {
    await sell('sca', { payment_behavior: 'default_incomplete' });
    await world.farebox.subscriptions.sync('sca');
    expect(await world.stateOf('sca')).toMatchObject({
      balance: { remainingTokens: 5 },
      refills: [5],
      subscription: { status: 'incomplete', plan: 'free' },
    });
    await world.payOpenInvoice('sca');
    await world.farebox.subscriptions.sync('sca');
    expect(await world.stateOf('sca')).toMatchObject({
      balance: { remainingTokens: 50 },
      refills: [5, 50],
      subscription: { status: 'active' },
    });
  });

  it('scenario 61: an incomplete one that nobody pays expires and leaves the customer free to buy', async () => {
    await sell('sca2', { payment_behavior: 'default_incomplete' });
    await world.simulator.advance({ days: 1.1 });
    await world.deliver(await world.eventsOf('sca2'));
    expect(await world.stateOf('sca2')).toMatchObject({
      balance: { remainingTokens: 5 },
      refills: [5],
      subscription: { plan: 'free' },
    });
    const { session } = await world.buy('sca2');
    expect(await world.farebox.checkout.complete('sca2', session)).toEqual({ outcome: 'paid' });
  });

  it('T13 a new period is a new refill whatever made it: the billing anchor is reset', async () => {
    const made = await sell('anchor', {});
    await world.farebox.subscriptions.sync('anchor');
    await world.simulator.advance({ days: 10 });
    await world.call('POST', `/v1/subscriptions/${String(made['id'])}`, {
      'billing_cycle_anchor[type]': 'now',
      proration_behavior: 'none',
    });
    await world.farebox.subscriptions.sync('anchor');
    await world.farebox.subscriptions.sync('anchor');
    expect(await world.stateOf('anchor')).toMatchObject({ balance: { remainingTokens: 50 }, refills: [5, 50, 50] });
  });

  it('S15 W28 scenario 74: a customer deleted in Stripe ends their plan once, and may buy again', async () => {
    await sell('gone', {});
    await world.farebox.subscriptions.sync('gone');
    const events = await world.eventsOf('gone');
    await world.simulator.advance({ days: 1 });
    const stripeCustomer = (await world.stripeCustomerOf('gone')) ?? '';
    await world.remove(`/v1/customers/${stripeCustomer}`);
    await world.deliver(
      (await world.events()).filter(
        (event) => event.data.object.customer === stripeCustomer || event.data.object.id === stripeCustomer,
      ),
    );
    expect((await world.farebox.webhooks.list({ status: 'pending' })).events).toEqual([]);
    expect((await world.farebox.webhooks.list({ status: 'dead' })).events).toEqual([]);
    expect(await world.stateOf('gone')).toMatchObject({
      balance: { remainingTokens: 5 },
      subscription: { plan: 'free', status: 'canceled' },
    });
    expect(events.length).toBeGreaterThan(0);
    const { session } = await world.buy('gone');
    expect(await world.farebox.checkout.complete('gone', session)).toEqual({ outcome: 'paid' });
    expect(await world.stateOf('gone')).toMatchObject({ balance: { remainingTokens: 50 } });
  });

  it('X11 X23 is linked to a customer by the host alone, and to one customer only', async () => {
    const stripeCustomer = String((await world.call('POST', '/v1/customers', { email: 'victim@example.com' }))['id']);
    await world.farebox.checkout.create('mallory', starter, { email: 'victim@example.com' });
    expect(await world.stripeCustomerOf('mallory')).not.toBe(stripeCustomer);
    await world.farebox.customers.link('victim', stripeCustomer);
    await world.farebox.customers.link('victim', stripeCustomer);
    await expect(world.farebox.customers.link('mallory', stripeCustomer)).rejects.toMatchObject({
      code: 'not_supported',
    });
    await expect(world.farebox.customers.link('third', stripeCustomer)).rejects.toMatchObject({
      code: 'not_supported',
    });
    await expect(world.farebox.customers.link('third', 'cus_nobody')).rejects.toMatchObject({
      code: 'unknown_customer',
    });
  });
});
