import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defineCatalog, usd } from '../../src/index.js';
import { startWorld, type World } from './world.js';

// The simulator and the client's own retries take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

type Change = { readonly up?: 'keep' | 'prorated-delta' | 'reset' | 'cap'; readonly down?: 'keep' | 'cap' };
/** The world's prices with what this test says about trials, refills and changes. */
const engineWith = (change: Change = {}) =>
  world.another({
    catalog: defineCatalog({
      features: { pdp_analyzer: { name: 'PDP analyzer', cost: 5 } },
      plans: {
        free: { name: 'Free', tokens: 5 },
        starter: {
          name: 'Starter',
          prices: { month: usd(19), year: usd(190) },
          tokens: 50,
          trial: { tokens: 12 },
          change,
          refill: { rollover: { cap: 30 } },
        },
        professional: {
          name: 'Professional',
          prices: { month: usd(49), year: usd(490) },
          tokens: 150,
          change,
        },
      },
    }),
  });
type Engine = ReturnType<typeof engineWith>;
const left = async (engine: Engine, customer: string): Promise<number | null> =>
  (await engine.tokens.balance(customer)).remainingTokens;

/** What a person does in Stripe's dashboard; the money is prorated by Stripe, and billed at once or with the next invoice. */
async function switchTo(
  engine: Engine,
  customer: string,
  plan: string,
  billed: 'always_invoice' | 'create_prorations' = 'always_invoice',
): Promise<void> {
  const subscription = (await world.subscriptionOf(customer)) ?? '';
  const prices = (await world.api(`/v1/prices?lookup_keys[]=farebox:${plan}:month`)) as { data: { id: string }[] };
  const read = (await world.api(`/v1/subscriptions/${subscription}`)) as { items: { data: { id: string }[] } };
  await world.call('POST', `/v1/subscriptions/${subscription}`, {
    'items[0][id]': read.items.data[0]?.id ?? '',
    'items[0][price]': prices.data[0]?.id ?? '',
    proration_behavior: billed,
  });
  await engine.subscriptions.sync(customer);
}
async function bought(engine: Engine, customer: string): Promise<void> {
  await engine.tokens.balance(customer);
  const { session } = await world.buy(customer);
  await engine.checkout.complete(customer, session);
}

describe('another plan within a period', () => {
  it('P2 P6 gives the rest of the month its share of what is more, once however often plans are flipped', async () => {
    const engine = engineWith();
    await bought(engine, 'ann');
    expect(await left(engine, 'ann')).toBe(50);
    await world.simulator.advance({ days: 15 });
    await switchTo(engine, 'ann', 'professional');
    const raised = (await left(engine, 'ann')) ?? 0;
    // About half of the hundred tokens between the two.
    expect(raised).toBeGreaterThan(95);
    expect(raised).toBeLessThan(106);
    for (const plan of ['starter', 'professional', 'starter', 'professional']) await switchTo(engine, 'ann', plan);
    expect(await left(engine, 'ann')).toBe(raised);
    await world.simulator.advance({ days: 17 });
    await engine.subscriptions.sync('ann');
    expect(await left(engine, 'ann')).toBe(150);
    expect((await engine.tokens.verify()).ok).toBe(true);
  });

  it('P2 P3 does what the plan says: keep until the next refill, reset at once, cap on the way down', async () => {
    const keeping = engineWith({ up: 'keep' });
    await bought(keeping, 'ann');
    await switchTo(keeping, 'ann', 'professional');
    expect(await left(keeping, 'ann')).toBe(50);
    const resetting = engineWith({ up: 'reset', down: 'cap' });
    await bought(resetting, 'bob');
    await resetting.tokens.spend('bob', 'pdp_analyzer', { key: 'a' });
    await switchTo(resetting, 'bob', 'professional');
    expect(await left(resetting, 'bob')).toBe(145);
    await switchTo(resetting, 'bob', 'starter');
    expect(await left(resetting, 'bob')).toBe(50);
    expect((await resetting.tokens.verify()).ok).toBe(true);
  });

  it('R10 gives no more than was paid for while the difference waits for the next invoice, and all of it with that', async () => {
    const engine = engineWith();
    await bought(engine, 'ann');
    await world.simulator.advance({ days: 1 });
    await switchTo(engine, 'ann', 'professional', 'create_prorations');
    expect(await left(engine, 'ann')).toBe(50);
    expect(await engine.subscriptions.get('ann')).toMatchObject({
      plan: 'starter',
      next: { plan: 'professional', tokens: 150 },
    });
    await world.simulator.advance({ months: 1, days: 0.1 });
    await engine.subscriptions.sync('ann');
    expect(await left(engine, 'ann')).toBe(150);
    expect(await engine.subscriptions.get('ann')).toMatchObject({ plan: 'professional', next: null });
    // And whoever takes the better plan, spends and cancels at once has had what they paid for.
    await bought(engine, 'bob');
    await switchTo(engine, 'bob', 'professional', 'create_prorations');
    expect(await left(engine, 'bob')).toBe(50);
    await world.cancelNow((await world.subscriptionOf('bob')) ?? '');
    await engine.subscriptions.sync('bob');
    const refills = (await engine.tokens.history('bob', { kind: 'refill' })).entries.map(({ amount }) => amount);
    expect(refills.filter((amount) => amount > 5)).toEqual([50]);
    expect((await engine.tokens.verify()).ok).toBe(true);
  });

  it('keeps what was applied when the subscription is cancelled afterwards', async () => {
    const engine = engineWith();
    await bought(engine, 'ann');
    await switchTo(engine, 'ann', 'professional');
    expect(await left(engine, 'ann')).toBe(150);
    await world.call('POST', `/v1/subscriptions/${await world.subscriptionOf('ann')}`, {
      cancel_at_period_end: 'true',
    });
    await engine.subscriptions.sync('ann');
    const told = await engine.tokens.explain('ann');
    expect(told?.schedules.find(({ slot }) => slot !== 'free')).toMatchObject({ plan: 'professional', tokens: 150 });
    expect(await left(engine, 'ann')).toBe(150);
  });
});

describe('refill policies over paid periods', () => {
  it.each([
    ['reset', { rollover: { cap: 30 } }, [50, 80, 80]],
    ['add', { policy: 'add' }, [50, 100, 150]],
    ['topUpTo', { policy: 'topUpTo' }, [50, 50, 50]],
  ] as const)('T4 carries over what %s says, month after month', async (_policy, refill, sums) => {
    const engine = world.another({
      catalog: defineCatalog({
        features: { pdp_analyzer: { name: 'PDP analyzer', cost: 5 } },
        plans: {
          free: { name: 'Free', tokens: 5 },
          starter: { name: 'Starter', prices: { month: usd(19), year: usd(190) }, tokens: 50, refill },
        },
      }),
    });
    await bought(engine, 'ann');
    const seen = [await left(engine, 'ann')];
    for (let month = 1; month < sums.length; month += 1) {
      await world.simulator.advance({ months: 1, days: 0.1 });
      await engine.subscriptions.sync('ann');
      seen.push(await left(engine, 'ann'));
    }
    expect(seen).toEqual(sums);
    expect((await engine.tokens.verify()).ok).toBe(true);
  });
});

describe('a trial', () => {
  async function tried(engine: Engine, customer: string): Promise<void> {
    await world.farebox.checkout.create(customer, { plan: 'starter', interval: 'month' } as never);
    const stripeCustomer = (await world.stripeCustomerOf(customer)) ?? '';
    const method = await world.call('POST', '/v1/payment_methods/pm_card_visa/attach', { customer: stripeCustomer });
    const prices = (await world.api('/v1/prices?lookup_keys[]=farebox:starter:month')) as { data: { id: string }[] };
    await world.call('POST', '/v1/subscriptions', {
      customer: stripeCustomer,
      'items[0][price]': prices.data[0]?.id ?? '',
      default_payment_method: String(method['id']),
      trial_period_days: '14',
    });
    await engine.subscriptions.sync(customer);
  }

  it('T12 gives its own tokens while it runs and the plan’s when it is paid, in any order of readings', async () => {
    const engine = engineWith();
    await engine.tokens.balance('ann');
    await tried(engine, 'ann');
    expect(await left(engine, 'ann')).toBe(12);
    await engine.tokens.spend('ann', 'pdp_analyzer', { key: 'a' });
    await engine.subscriptions.sync('ann');
    expect(await left(engine, 'ann')).toBe(7);
    await world.simulator.advance({ days: 14.2 });
    await engine.subscriptions.sync('ann');
    await engine.subscriptions.sync('ann');
    // The seven that were left roll over under the plan's rule, beside its first fifty.
    expect(await left(engine, 'ann')).toBe(57);
    expect((await engine.tokens.history('ann', { kind: 'refill' })).entries.map(({ amount }) => amount)).toEqual([
      50, 12, 5,
    ]);
    expect((await engine.tokens.verify()).ok).toBe(true);
  });

  it('P7 gives its tokens once: whoever cancels and tries again gets none', async () => {
    const engine = engineWith();
    await engine.tokens.balance('ann');
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await tried(engine, 'ann');
      const subscription = (await world.subscriptionOf('ann')) ?? '';
      await world.cancelNow(subscription);
      await engine.subscriptions.sync('ann');
      await world.simulator.advance({ days: 1 });
    }
    const refills = (await engine.tokens.history('ann', { kind: 'refill' })).entries.map(({ amount }) => amount);
    expect(refills.filter((amount) => amount === 12)).toHaveLength(1);
    expect((await engine.tokens.verify()).ok).toBe(true);
  });
});
