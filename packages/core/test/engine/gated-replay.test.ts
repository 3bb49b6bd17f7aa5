import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/storage/contract.js';
import { createEngine, DAY, type Engine, START } from './engine.js';

/** On the plan that opens `audit`, for thirty days. */
async function onProfessional({ farebox, store }: Engine): Promise<void> {
  await farebox.tokens.balance('42');
  const { accounts } = await store.scan({ limit: 1, cursor: null });
  const dates = { from: START, until: START + 30 * DAY, keepUntil: START + 30 * DAY };
  await store.commit({
    account: accounts[0] as number,
    steps: [
      {
        key: 'schedule:sub_1',
        command: { do: 'schedule', slot: 'sub_1:main', plan: 'professional', amount: 150, every: null, ...dates },
      },
    ],
  });
}

// Found by the simulation of the whole engine: the gate was asked before the key.
describe('a gated feature after its plan has ended', () => {
  it('L10 replays a spend that was charged while it was in the plan, and denies a new one', async () => {
    const engine = createEngine();
    await onProfessional(engine);
    const { tokens } = engine.farebox;
    expect(await tokens.spend('42', 'audit', { key: 'a' })).toMatchObject({ charged: 3, replayed: false });
    engine.advance(40 * DAY);
    expect(await tokens.spend('42', 'audit', { key: 'a' })).toMatchObject({ charged: 3, replayed: true });
    await expect(tokens.spend('42', 'audit', { key: 'a', member: 'ann' })).rejects.toThrow('"a"');
    expect(await tokens.spend('42', 'audit', { key: 'b' })).toMatchObject({ denial: { reason: 'not_in_plan' } });
  });

  it('L10 tells a run and a hold what they were told before', async () => {
    const engine = createEngine();
    await onProfessional(engine);
    const { tokens } = engine.farebox;
    let calls = 0;
    const run = () =>
      tokens.run('42', 'audit', { key: 'r' }, () => {
        calls += 1;
      });
    expect(await run()).toMatchObject({ status: 'done', charged: 3 });
    expect(await tokens.hold('42', 'audit', { key: 'h' })).toMatchObject({ held: 3, replayed: false });
    engine.advance(40 * DAY);
    expect(await run()).toMatchObject({ status: 'already_settled', charged: 3 });
    expect(await tokens.hold('42', 'audit', { key: 'h' })).toMatchObject({ held: 3, replayed: true });
    expect(calls).toBe(1);
  });
});

describe('a denial', () => {
  it('says what was left when it was declined, though tokens arrive while it is told', async () => {
    let arrive: () => Promise<unknown> = async () => undefined;
    const wrap = (store: Store): Store => ({
      ...store,
      commit: async (unit) => {
        const result = await store.commit(unit);
        if (result.status === 'refused') await arrive();
        return result;
      },
    });
    const { farebox } = createEngine({ wrap });
    arrive = () => farebox.tokens.grant('42', { key: 'gift', amount: 50 });
    expect(await farebox.tokens.spend('42', 'suite_analyzer', { key: 'a' })).toMatchObject({
      status: 'denied',
      denial: { reason: 'not_enough_tokens', required: 10, remaining: 5, shortfall: 5 },
    });
    expect(await farebox.tokens.spend('42', 'suite_analyzer', { key: 'a' })).toMatchObject({ status: 'done' });
  });
});
