import { describe, expect, it } from 'vitest';
import { simulate } from '../src/simulation/simulate.js';
import { simulateEngine } from '../src/simulation/simulate-engine.js';

describe('simulate', () => {
  it('D1 L24 keeps every invariant and every answer while calls are cut off, doubled and retried and the clock jumps', async () => {
    for (let seed = 1; seed <= 6; seed += 1) {
      const { violations, steps } = await simulate(seed);
      expect(violations, `pnpm simulate --seed ${seed} --seeds 1 --world ledger`).toEqual([]);
      expect(steps).toBeGreaterThan(100);
    }
  }, 120_000);

  it('is deterministic: one seed gives one run', async () => {
    const [a, b] = [await simulate(11), await simulate(11)];
    expect(b.tally.table()).toBe(a.tally.table());
    expect([b.steps, b.simulatedMs]).toEqual([a.steps, a.simulatedMs]);
  }, 60_000);
});

describe('simulateEngine', () => {
  it('L10 L14 L19 L20 T9 tells every key one thing, charges what was done, and gives back what nobody owns while processes die', async () => {
    for (let seed = 1; seed <= 4; seed += 1) {
      const { violations, steps } = await simulateEngine(seed);
      expect(violations, `pnpm simulate --seed ${seed} --seeds 1 --world engine`).toEqual([]);
      expect(steps).toBeGreaterThan(100);
    }
  }, 120_000);

  it('is deterministic: one seed gives one run, and leaves the machine as it was', async () => {
    const machine = [globalThis.setTimeout, globalThis.setInterval, Date.now, Math.random, crypto.subtle.sign];
    const [a, b] = [await simulateEngine(11), await simulateEngine(11)];
    expect(b.tally.table()).toBe(a.tally.table());
    expect([b.steps, b.simulatedMs, b.violations]).toEqual([a.steps, a.simulatedMs, a.violations]);
    expect([globalThis.setTimeout, globalThis.setInterval, Date.now, Math.random, crypto.subtle.sign]).toEqual(machine);
  }, 60_000);
});
