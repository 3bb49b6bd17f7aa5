import { describe, expect, it } from 'vitest';
import { createFarebox, silentLogger } from '../../src/index.js';
import { catalog, createEngine, DAY } from './engine.js';

const listening = (policies?: { readonly lowBalance: readonly number[] }) => {
  const told: number[] = [];
  const engine = createEngine({ policies, on: { 'tokens.low': ({ threshold }) => void told.push(threshold) } });
  return { ...engine, told };
};

describe("on['tokens.low']", () => {
  it('tells each crossing once in a period, however often the balance goes up and down, and again in the next', async () => {
    const { farebox, told, advance } = listening();
    const use = (key: string) => farebox.tokens.spend('42', 'pdp_analyzer', { key, complexity: 'low' });
    await farebox.tokens.grant('42', { key: 'g1', amount: 1 });
    await use('a');
    expect(told).toEqual([5, 2]);
    await farebox.tokens.grant('42', { key: 'g2', amount: 4 });
    await use('b');
    expect(told).toEqual([5, 2]);
    advance(28 * DAY);
    await farebox.tokens.balance('42');
    await use('c');
    expect(told).toEqual([5, 2, 5]);
  });

  it('is told by a hold that crosses and not again by its capture', async () => {
    const { farebox, told } = listening();
    await farebox.tokens.grant('42', { key: 'g', amount: 3 });
    await farebox.tokens.hold('42', 'pdp_analyzer', { key: 'h' });
    await farebox.tokens.capture('42', 'h');
    expect(told).toEqual([5]);
  });

  it('is told by corrections that take', async () => {
    const { farebox, told } = listening();
    await farebox.tokens.grant('42', { key: 'g', amount: 3, reference: 'ch_1' });
    await farebox.tokens.adjust('42', { key: 'a', amount: -4, reason: 'r', actor: 'a' });
    await farebox.tokens.clawback('42', { reference: 'ch_1', total: 2 });
    expect(told).toEqual([5, 2]);
  });

  it('tells the levels that the host has now, also for customers of before', async () => {
    const { farebox, store, told } = listening();
    await farebox.tokens.grant('42', { key: 'g', amount: 95 });
    const later: unknown[] = [];
    const changed = createFarebox({
      catalog,
      store,
      logger: silentLogger,
      policies: { lowBalance: [20, 90] },
      on: { 'tokens.low': ({ threshold }) => void later.push(threshold) },
    });
    await changed.tokens.spend('42', 'suite_analyzer', { key: 'a' });
    expect([told, later]).toEqual([[], [90]]);
    const { revision } = await changed.tokens.balance('42');
    const same = createFarebox({ catalog, store, logger: silentLogger, policies: { lowBalance: [90, 20] } });
    expect((await same.tokens.balance('42')).revision).toBe(revision);
  });
});
