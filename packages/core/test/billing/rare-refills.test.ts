import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defineCatalog, type RefillInput, usd } from '../../src/index.js';
import { startWorld, type World } from './world.js';

// The simulator and the client's own retries take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

/** The world's prices, paid by the month, with refills that are not bound to it. */
const engineWith = (refill: RefillInput) =>
  world.another({
    catalog: defineCatalog({
      features: { pdp_analyzer: { name: 'PDP analyzer', cost: 5 } },
      plans: {
        free: { name: 'Free', tokens: 5 },
        starter: { name: 'Starter', prices: { month: usd(19) }, tokens: 90, refill },
        professional: { name: 'Professional', prices: { month: usd(49) }, tokens: 180, refill },
      },
    }),
  });
type Engine = ReturnType<typeof engineWith>;
async function bought(engine: Engine, customer: string): Promise<void> {
  await engine.tokens.balance(customer);
  const { session } = await world.buy(customer);
  await engine.checkout.complete(customer, session);
}
const left = async (engine: Engine, customer: string): Promise<number | null> =>
  (await engine.tokens.balance(customer)).remainingTokens;
const use = (engine: Engine, customer: string, key: string) =>
  engine.tokens.spend(customer, 'pdp_analyzer' as never, { key } as never);
async function month(engine: Engine, customer: string): Promise<void> {
  await world.simulator.advance({ months: 1 });
  await world.simulator.advance({ days: 0.1 });
  await engine.subscriptions.sync(customer);
  await engine.subscriptions.sync(customer);
}

describe('a plan paid by the month', () => {
  it('T6 refills every three months, keeps the tokens from payment to payment, and ends with what is paid', async () => {
    const engine = engineWith({ every: { unit: 'month', count: 3 } });
    await bought(engine, 'ann');
    await use(engine, 'ann', 'a');
    const { resetDate } = await engine.tokens.balance('ann');
    for (const refills of [
      [5, 90],
      [5, 90],
      [5, 90, 90],
      [5, 90, 90],
    ]) {
      await month(engine, 'ann');
      const state = await world.stateOf('ann', engine);
      expect(state.refills).toEqual(refills);
      expect(state.balance.remainingTokens).toBe(refills.length === 2 ? 85 : 90);
      if (refills.length === 2) expect(state.balance.resetDate).toBe(resetDate?.toISOString());
    }
    await world.cancelNow((await world.subscriptionOf('ann')) ?? '');
    await engine.subscriptions.sync('ann');
    expect(await left(engine, 'ann')).toBe(5);
    expect((await engine.tokens.verify({ customer: 'ann' })).ok).toBe(true);
  });

  it('T6 tells the same story to whoever missed four months of it', async () => {
    const engine = engineWith({ every: { unit: 'month', count: 3 } });
    await bought(engine, 'ben');
    await world.simulator.advance({ months: 4 });
    await world.simulator.advance({ days: 0.1 });
    await engine.subscriptions.sync('ben');
    expect(await world.stateOf('ben', engine)).toMatchObject({
      balance: { remainingTokens: 90 },
      refills: [5, 90, 90],
    });
  });

  it('lets what rolled over stay for two payments', async () => {
    const engine = engineWith({ rollover: { cap: 20, intervals: 2 } });
    await bought(engine, 'eve');
    await month(engine, 'eve');
    expect(await left(engine, 'eve')).toBe(110);
    const { grants } = await engine.tokens.balance('eve');
    const rolled = grants.find(({ category }) => category === 'rollover')?.expiresAt?.getTime() ?? 0;
    const refilled = grants.find(({ category }) => category === 'plan')?.expiresAt?.getTime() ?? 0;
    // The month's own tokens have the nine days of grace; what rolled over has a second month.
    expect(rolled).toBeGreaterThan(refilled + 15 * 86_400_000);
    await month(engine, 'eve');
    // Twenty of the first month, twenty of the second, ninety of the third.
    expect(await left(engine, 'eve')).toBe(130);
    await month(engine, 'eve');
    expect(await left(engine, 'eve')).toBe(130);
    expect((await engine.tokens.verify({ customer: 'eve' })).ok).toBe(true);
  });
});
