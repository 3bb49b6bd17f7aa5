import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromUnits, splitUnits, toUnits } from './precision.js';

describe('units', () => {
  it('L21 counts ten times 0.1 as exactly 1', () => {
    expect(fromUnits(10 * toUnits('0.1', 1), 1)).toBe('1');
    expect(toUnits('1.25', 2)).toBe(125);
    expect(fromUnits(-105, 2)).toBe('-1.05');
  });
  it('L21 refuses what is no plain decimal of that precision', () => {
    for (const amount of ['1e3', '.5', '5.', 'NaN', 'Infinity', '', ' 1', '1,5', '0x10', '1.234'])
      expect(() => toUnits(amount, 2)).toThrow(RangeError);
    expect(() => toUnits('9007199254740993', 0)).toThrow(RangeError);
    expect(() => fromUnits(1.5, 0)).toThrow(RangeError);
  });
  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer({ min: 0, max: 9 }), (units, precision) => {
        expect(toUnits(fromUnits(units, precision), precision)).toBe(units === 0 ? 0 : units);
      }),
      { numRuns: 2000, seed: 21 },
    );
  });
  it('L21 splits without losing a unit, each share within one of its exact value', () => {
    fc.assert(
      fc.property(
        fc.maxSafeInteger().map(Math.abs),
        fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 1, maxLength: 12 }),
        (units, weights) => {
          fc.pre(weights.some((weight) => weight > 0));
          const shares = splitUnits(units, weights);
          expect(shares.reduce((sum, share) => sum + BigInt(share), 0n)).toBe(BigInt(units));
          const total = BigInt(weights.reduce((sum, weight) => sum + weight, 0));
          for (const [index, share] of shares.entries()) {
            const exact = (BigInt(units) * BigInt(weights[index] ?? 0)) / total;
            expect(BigInt(share) === exact || BigInt(share) === exact + 1n).toBe(true);
          }
        },
      ),
      { numRuns: 5000, seed: 22 },
    );
  });
});
