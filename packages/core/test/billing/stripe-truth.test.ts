import { startSimulator } from '@farebox/stripe-simulator';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AlreadySubscribedError, StillSubscribedError, UnknownPriceError } from '../../src/index.js';
import { startWorld, WEBHOOK_SECRET, type World } from './world.js';

// The simulator and the client's own retries take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const silent = () => undefined;
async function subscriber(customer: string, wish?: Parameters<World['buy']>[1]): Promise<string> {
  await world.farebox.tokens.balance(customer);
  const { session } = await world.buy(customer, wish);
  await world.farebox.checkout.complete(customer, session);
  return (await world.subscriptionOf(customer)) ?? '';
}
const left = async (customer: string, engine = world.farebox) =>
  (await engine.tokens.balance(customer)).remainingTokens;
const listed = async (path: string) => ((await world.api(path)) as { readonly data: readonly { id: string }[] }).data;

describe('R2 the key of another Stripe account', () => {
  const calls: readonly [string, (engine: World['farebox']) => Promise<unknown>][] = [
    ['subscriptions.sync', (engine) => engine.subscriptions.sync('ann')],
    ['checkout.create', (engine) => engine.checkout.create('ann', { plan: 'starter', interval: 'month' })],
    ['portal.create', (engine) => engine.portal.create('ann')],
    ['customers.erase', (engine) => engine.customers.erase('ann')],
  ];
  it.each(calls)('R2 changes nothing through %s, and the error names both accounts', async (_name, call) => {
    await subscriber('ann');
    const before = await world.stateOf('ann');
    const other = await startSimulator({ port: 0, seed: 'another account', wallClock: () => Date.now() });
    try {
      const stripe = {
        secretKey: 'sk_test_farebox_core_tests',
        webhookSecrets: WEBHOOK_SECRET,
        protocol: 'http',
      } as const;
      const lost = world.another({ stripe: { ...stripe, host: '127.0.0.1', port: Number(new URL(other.url).port) } });
      await lost.prices.push();
      const refused = await call(lost).then(
        () => null,
        (error: unknown) => error,
      );
      if (_name === 'customers.erase') expect(refused).toBeInstanceOf(StillSubscribedError);
      else
        expect(refused).toMatchObject({
          code: 'wrong_stripe_account',
          details: { expected: expect.stringMatching(/^acct_/), answered: expect.stringMatching(/^acct_/) },
        });
    } finally {
      await other.close();
    }
    expect(await world.stateOf('ann')).toEqual(before);
    await world.farebox.subscriptions.sync('ann');
    expect(await world.stateOf('ann')).toEqual(before);
    await expect(world.farebox.checkout.create('ann', { plan: 'starter', interval: 'month' })).rejects.toThrow(
      AlreadySubscribedError,
    );
  });
});

describe('R6 erasing while Stripe could still charge', () => {
  it('R6 expires the open page first: nobody can pay on it any more', async () => {
    const { url } = await world.farebox.checkout.create('ann', { plan: 'starter', interval: 'month' });
    expect(await world.farebox.customers.erase('ann')).toEqual({ erased: true });
    await world.pay(url, '4242424242424242');
    expect(await listed('/v1/subscriptions?status=all')).toEqual([]);
    expect(await listed('/v1/checkout/sessions?status=open')).toEqual([]);
  });

  it('R6 refuses when the page was paid and nobody told us, and when somebody sold past us', async () => {
    await world.buy('bob');
    await expect(world.farebox.customers.erase('bob')).rejects.toThrow(StillSubscribedError);
    const subscription = await subscriber('cyd');
    await world.cancelNow(subscription);
    await world.farebox.subscriptions.sync('cyd');
    await world.sellDirectly('cyd', 'professional');
    await expect(world.farebox.customers.erase('cyd')).rejects.toThrow(StillSubscribedError);
  });

  it('R6 refuses while Stripe waits for a first or a late payment', async () => {
    const subscription = await subscriber('dan', undefined);
    await world.call('POST', `/v1/subscriptions/${subscription}`, { 'pause_collection[behavior]': 'void' });
    await world.farebox.subscriptions.sync('dan');
    await world.simulator.advance({ months: 2 });
    await expect(world.farebox.customers.erase('dan')).rejects.toThrow(StillSubscribedError);
  });
});

describe('R16 a live subscription that nobody understands', () => {
  const unknown = async (customer: string, engine: World['farebox']) => {
    await world.buy(customer, { plan: 'professional', interval: 'month' });
    await engine.customers.link(customer, (await world.stripeCustomerOf(customer)) ?? '');
  };
  it('R16 is told at the link, and nothing is sold beside it', async () => {
    const told: unknown[] = [];
    const errors: string[] = [];
    const unaware = world.another({
      catalog: world.smallCatalog,
      store: world.freshStore(),
      on: { 'price.unknown': (event: unknown) => void told.push(event) },
      logger: { debug: silent, info: silent, warn: silent, error: (message: string) => void errors.push(message) },
    }) as unknown as World['farebox'];
    await unknown('ann', unaware);
    await expect.poll(() => told).toMatchObject([{ customer: 'ann', price: expect.stringMatching(/^price_/) }]);
    expect(errors.join()).toContain('is charged and grants nothing');
    await expect(unaware.checkout.create('ann', { plan: 'starter', interval: 'month' })).rejects.toThrow(
      UnknownPriceError,
    );
    // Once it has ended it is in nobody's way.
    await world.cancelNow((await world.subscriptionOf('ann')) ?? '');
    expect((await unaware.checkout.create('ann', { plan: 'starter', interval: 'month' })).url).toContain('http');
  });

  it('R16 a plan that left the catalogue is charged and grants nothing: said at each reading, and nothing is sold beside it', async () => {
    await subscriber('bob', { plan: 'professional', interval: 'month' });
    const told: unknown[] = [];
    const smaller = world.another({
      catalog: world.smallCatalog,
      on: { 'price.unknown': (event: unknown) => void told.push(event) },
    });
    await smaller.subscriptions.sync('bob');
    await expect.poll(() => told.length).toBe(1);
    await expect(smaller.checkout.create('bob', { plan: 'starter', interval: 'month' })).rejects.toThrow(
      UnknownPriceError,
    );
    await world.farebox.subscriptions.sync('bob');
    expect(await left('bob')).toBe(150);
  });

  it('names the plan that is held, not the one that was asked for', async () => {
    await subscriber('eve');
    await expect(
      world.farebox.checkout.create('eve', { plan: 'professional', interval: 'year' }),
    ).rejects.toMatchObject({
      details: { plan: 'starter' },
    });
  });
});

describe('R13 events that cannot be read', () => {
  it.each([
    [
      'a thin event',
      {
        id: 'evt_1',
        object: 'v2.core.event',
        type: 'v1.billing.meter.error_report_triggered',
        related_object: { id: 'mtr_1', type: 'billing.meter' },
      },
    ],
    [
      'a thin event of another object',
      { id: 'evt_2', object: 'v2.core.event', type: 'v2.core.account.updated', livemode: false },
    ],
    ['a thin notification without an object’s name', { id: 'evt_3', type: 'v2.money_management.transaction.created' }],
  ])('R13 %s is refused and told, never taken for success', async (_name, event) => {
    const errors: string[] = [];
    const telling = world.another({
      logger: { debug: silent, info: silent, warn: silent, error: (message: string) => void errors.push(message) },
    });
    await expect(world.receive(event, telling)).rejects.toMatchObject({ code: 'invalid_event', status: 400 });
    expect(errors.join()).toContain('cannot be read and was refused');
    expect((await world.farebox.webhooks.list()).events).toEqual([]);
  });
});

describe('R12 what comes next and what it costs', () => {
  it.each([
    ['for ever', { duration: 'forever' }],
    ['for three months', { duration: 'repeating', duration_in_months: '3' }],
  ])('R12 a coupon of 50 %% %s halves the next renewal', async (_name, duration) => {
    const subscription = await subscriber('ann');
    const coupon = await world.call('POST', '/v1/coupons', { percent_off: '50', ...duration });
    await world.call('POST', `/v1/subscriptions/${subscription}`, { 'discounts[0][coupon]': String(coupon['id']) });
    await world.farebox.subscriptions.sync('ann');
    expect(await world.farebox.subscriptions.get('ann')).toMatchObject({ price: { unitAmount: 950, currency: 'usd' } });
  });

  it('R12 a downgrade that is scheduled for the period’s end is told with its plan, its tokens and its price', async () => {
    const subscription = await subscriber('bob', { plan: 'professional', interval: 'month' });
    const schedule = await world.call('POST', '/v1/subscription_schedules', { from_subscription: subscription });
    const [phase] = schedule['phases'] as readonly {
      start_date: number;
      end_date: number;
      items: { price: string }[];
    }[];
    const [starter] = await listed('/v1/prices?lookup_keys[]=farebox:starter:month');
    await world.call('POST', `/v1/subscription_schedules/${String(schedule['id'])}`, {
      'phases[0][items][0][price]': phase?.items[0]?.price ?? '',
      'phases[0][start_date]': String(phase?.start_date),
      'phases[0][end_date]': String(phase?.end_date),
      'phases[1][items][0][price]': starter?.id ?? '',
      'phases[1][duration][interval]': 'month',
      'phases[1][duration][interval_count]': '1',
    });
    await world.farebox.subscriptions.sync('bob');
    const view = await world.farebox.subscriptions.get('bob');
    expect(view).toMatchObject({
      plan: 'professional',
      next: { plan: 'starter', tokens: 50, at: new Date((phase?.end_date ?? 0) * 1000) },
      price: { unitAmount: 1900 },
    });
    await world.simulator.advance({ months: 1, days: 0.1 });
    await world.farebox.subscriptions.sync('bob');
    expect(await world.farebox.subscriptions.get('bob')).toMatchObject({ plan: 'starter', next: null });
    expect(await left('bob')).toBe(50);
  });

  it('R12 says "not known" when Stripe does not preview', async () => {
    const subscription = await subscriber('cyd');
    const coupon = await world.call('POST', '/v1/coupons', { percent_off: '50', duration: 'forever' });
    await world.call('POST', `/v1/subscriptions/${subscription}`, { 'discounts[0][coupon]': String(coupon['id']) });
    world.proxy.interfere = (call) => (call.path.includes('create_preview') ? 'lose_answer' : 'pass');
    await world.farebox.subscriptions.sync('cyd');
    expect((await world.farebox.subscriptions.get('cyd')).price).toBeNull();
  });
});

describe('a clock behind Stripe’s', () => {
  it.each([3, 20, 240])(
    'gives whoever has just paid their tokens though the host is %i s behind, once',
    async (seconds) => {
      const behind = world.another({ clock: () => new Date(world.simulator.now().getTime() - seconds * 1000) });
      await behind.tokens.balance('ann');
      const { session } = await world.buy('ann');
      expect(await behind.checkout.complete('ann', session)).toEqual({ outcome: 'paid' });
      expect(await left('ann', behind)).toBe(50);
      expect(await behind.tokens.spend('ann', 'suite_analyzer', { key: 'a' })).toMatchObject({ status: 'done' });
      await world.farebox.subscriptions.sync('ann');
      await world.deliver(await world.eventsOf('ann'), behind);
      expect(await left('ann')).toBe(40);
      await world.simulator.advance({ months: 1, days: 0.1 });
      await behind.subscriptions.sync('ann');
      const refills = (await behind.tokens.history('ann', { kind: 'refill' })).entries.map(({ amount }) => amount);
      expect(refills).toEqual([50, 50, 5]);
      expect((await behind.tokens.verify()).ok).toBe(true);
    },
  );
});
