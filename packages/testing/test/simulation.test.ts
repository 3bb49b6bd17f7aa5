import { describe, expect, it } from 'vitest';
import { simulate } from '../src/simulation/simulate.js';

describe('simulate', () => {
  it('D1 L24 keeps every invariant and every answer while calls are cut off, doubled and retried and the clock jumps', async () => {
    for (let seed = 1; seed <= 6; seed += 1) {
      const { violations, steps } = await simulate(seed);
      expect(violations, `pnpm simulate --seed ${seed} --seeds 1`).toEqual([]);
      expect(steps).toBeGreaterThan(100);
    }
  }, 120_000);

  it('is deterministic: one seed gives one run', async () => {
    const [a, b] = [await simulate(11), await simulate(11)];
    expect(b.tally.table()).toBe(a.tally.table());
    expect([b.steps, b.simulatedMs]).toEqual([a.steps, a.simulatedMs]);
  }, 60_000);
});
