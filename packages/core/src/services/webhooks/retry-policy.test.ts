import { describe, expect, it } from 'vitest';
import { MAX_ATTEMPTS, retryDelayMs } from './retry-policy.js';

describe('retryDelayMs', () => {
  it('W8 doubles from one second to five minutes, within a fifth either way, and spreads events apart', () => {
    for (let attempts = 1; attempts <= MAX_ATTEMPTS; attempts += 1) {
      const base = Math.min(1000 * 2 ** (attempts - 1), 300_000);
      const delays = Array.from({ length: 200 }, (_, i) => retryDelayMs(attempts, `evt_${i}`));
      for (const delay of delays) {
        expect(delay).toBeGreaterThanOrEqual(base * 0.8);
        expect(delay).toBeLessThanOrEqual(base * 1.2);
      }
      expect(new Set(delays).size).toBeGreaterThan(100);
    }
  });
});
