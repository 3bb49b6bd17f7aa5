import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costAtFactor } from './cost.js';
import { currencyExponent, eur, jpy, money, usd } from './money.js';

describe('money', () => {
  it.each([
    [usd(19), { currency: 'usd', unitAmount: 1900 }],
    [usd(19.99), { currency: 'usd', unitAmount: 1999 }],
    [usd(1.1), { currency: 'usd', unitAmount: 110 }],
    [usd(0.29), { currency: 'usd', unitAmount: 29 }],
    [eur(4.35), { currency: 'eur', unitAmount: 435 }],
    [jpy(1900), { currency: 'jpy', unitAmount: 1900 }],
    [money('KWD', 1.234), { currency: 'kwd', unitAmount: 1234 }],
    [money('isk', 500), { currency: 'isk', unitAmount: 50000 }],
  ])('counts minor units as Stripe does: %o', (actual, expected) => {
    expect(actual).toEqual(expected);
  });

  it('L21 rounds nothing: an amount with more decimals than the currency is refused', () => {
    expect(() => usd(19.999)).toThrow(/more decimals/);
    expect(() => jpy(19.5)).toThrow(/more decimals/);
    expect(() => usd(1e-7)).toThrow(/more decimals/);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1, 2 ** 60])('L21 refuses %s as an amount', (amount) => {
    expect(() => usd(amount)).toThrow(RangeError);
  });

  it('L22 is exact for every amount of cents up to a billion dollars', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000_000_000 }), (cents) => {
        expect(usd(Number(`${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`)).unitAmount).toBe(
          cents,
        );
      }),
      { seed: 20261125, numRuns: 2000 },
    );
  });

  it('knows the exponents that differ from two', () => {
    expect(['jpy', 'krw', 'kwd', 'usd'].map(currencyExponent)).toEqual([0, 0, 3, 2]);
  });
});

describe('costAtFactor', () => {
  it('L21 multiplies exactly and rounds up: 50 x 1.1 is 55, although floating point says 56', () => {
    expect(Math.ceil(50 * 1.1)).toBe(56);
    expect(costAtFactor(50, 1.1)).toBe(55);
  });

  it.each([
    [10, 0.7, 7],
    [5, 0.7, 4],
    [15, 1.5, 23],
    [8, 1.5, 12],
    [1, 0.0000001, 1],
    [3, 1, 3],
  ])('costs %d at factor %d: %d', (cost, factor, expected) => {
    expect(costAtFactor(cost, factor)).toBe(expected);
  });

  it('L21 equals exact arithmetic for every cost and every factor of two decimals', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 1, max: 1000 }), (cost, hundredths) => {
        expect(costAtFactor(cost, Number((hundredths / 100).toFixed(2)))).toBe(
          Number((BigInt(cost) * BigInt(hundredths) + 99n) / 100n),
        );
      }),
      { seed: 20261125, numRuns: 2000 },
    );
  });

  it('L22 refuses more tokens than can be counted', () => {
    expect(() => costAtFactor(Number.MAX_SAFE_INTEGER, 2)).toThrow(RangeError);
  });
});
