/**
 * The promises a run makes, kept by the engine over a whole store and broken over three planted ones: without the hold,
 * without the idempotency, without the guard of the spend. All through the public API; a planted bug that no case notices
 * fails here.
 */
import { describe, expect, it } from 'vitest';
import { createFarebox, defineCatalog, memoryStore, silentLogger, type Store } from '../../src/index.js';

type Plant = (store: Store) => Store;
const catalog = defineCatalog({
  features: { export: { name: 'Export', cost: 1 } },
  plans: { free: { name: 'Free', tokens: 1 } },
});
const engine = (plant: Plant) =>
  createFarebox({ catalog, store: plant(memoryStore()), stripe: {}, logger: silentLogger });
type Engine = ReturnType<typeof engine>;

const cases: Readonly<Record<string, (farebox: Engine) => Promise<void>>> = {
  'L1 of 16 runs at once on a balance of 1 the work is called once': async (farebox) => {
    let calls = 0;
    const outcomes = await Promise.allSettled(
      Array.from({ length: 16 }, (_, i) =>
        farebox.tokens.run('ana', 'export', { key: `run-${i}` }, async () => {
          calls += 1;
          await new Promise((resolve) => setTimeout(resolve, 5));
        }),
      ),
    );
    expect(calls).toBe(1);
    expect(outcomes.filter((one) => one.status === 'fulfilled' && one.value.status === 'denied')).toHaveLength(15);
  },
  'L2 spends at once never take more than there is': async (farebox) => {
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, i) => farebox.tokens.spend('ana', 'export', { key: `spend-${i}` })),
    );
    expect(outcomes.filter(({ status }) => status === 'done')).toHaveLength(1);
  },
  'L10 the same key charges once': async (farebox) => {
    await farebox.tokens.grant('ana', { key: 'gift', amount: 9 });
    for (let i = 0; i < 3; i += 1) await farebox.tokens.spend('ana', 'export', { key: 'same' });
    expect((await farebox.tokens.balance('ana')).remainingTokens).toBe(9);
  },
};

type Commit = Store['commit'];
const planted =
  (change: (commit: Commit) => Commit): Plant =>
  (store) => ({
    ...store,
    commit: change(store.commit.bind(store)),
  });
const bugs: Readonly<Record<string, { readonly plant: Plant; readonly caughtBy: keyof typeof cases }>> = {
  'the hold: nothing is set aside before the work': {
    caughtBy: 'L1 of 16 runs at once on a balance of 1 the work is called once',
    plant: planted(
      (commit) => (unit) =>
        commit({
          ...unit,
          steps: unit.steps.map((step) =>
            step.command.do === 'hold' ? { ...step, command: { do: 'grant', amount: 1 } } : step,
          ),
        }),
    ),
  },
  'the guard of the spend: a declined one counts as done': {
    caughtBy: 'L2 spends at once never take more than there is',
    plant: planted((commit) => async (unit) => {
      const result = await commit(unit);
      if (result.status === 'ok' || result.why === 'guardLost' || result.why.status !== 'insufficient') return result;
      const done = { status: 'ok', available: 0, seq: 0, amount: 1, at: result.now } as const;
      return { status: 'ok', steps: unit.steps.map(() => done), account: result.account as never, now: result.now };
    }),
  },
  'the idempotency: each call gets a key of its own': {
    caughtBy: 'L10 the same key charges once',
    plant: (store) => {
      let calls = 0;
      return planted(
        (commit) => (unit) =>
          commit({
            ...unit,
            steps: unit.steps.map((step) =>
              step.command.do === 'spend' ? { ...step, key: `${step.key}#${(calls += 1)}` } : step,
            ),
          }),
      )(store);
    },
  },
};

describe('what a run promises', () => {
  it.each(Object.keys(cases))('%s', async (name) => {
    await cases[name]?.(engine((store) => store));
  });
  it.each(Object.keys(bugs))('is noticed to be broken without %s', async (name) => {
    const bug = bugs[name];
    await expect(cases[bug?.caughtBy ?? '']?.(engine(bug?.plant ?? ((store) => store)))).rejects.toThrow(/^expected /);
  });
});
