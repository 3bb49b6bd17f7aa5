import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { addInterval, boundaryAt, windowEnd, windowStart } from './calendar.js';
import type { RefillInterval } from './ledger-rows.js';
import { prorate } from './operations/schedule.js';

const DAY = 86_400_000;
/** The same by a well-kept calendar library. */
function expected(anchor: number, interval: RefillInterval, times: number): number {
  const date = Temporal.Instant.fromEpochMilliseconds(anchor).toZonedDateTimeISO('UTC');
  const count = interval.count * times;
  const moved =
    interval.unit === 'day'
      ? date.add({ days: count })
      : interval.unit === 'week'
        ? date.add({ weeks: count })
        : date.add({ months: count }, { overflow: 'constrain' });
  return moved.epochMilliseconds;
}
const daysIn = (instant: number): number =>
  Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO('UTC').daysInMonth;
const instants = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2040, 11, 31, 23, 59, 59, 999) });
const intervals = fc.record({ unit: fc.constantFrom('day', 'week', 'month'), count: fc.integer({ min: 1, max: 12 }) });

describe('addInterval', () => {
  it('T1 clamps months to their last day from the original anchor: anchors 28 to 31 over 120 months', () => {
    for (let month = 0; month < 12; month += 1) {
      for (const day of [28, 29, 30, 31]) {
        const anchor = Date.UTC(2024, month, day, 13, 14, 15, 16);
        if (new Date(anchor).getUTCDate() !== day) continue;
        for (let times = 0; times <= 120; times += 1) {
          const at = addInterval(anchor, { unit: 'month', count: 1 }, times);
          expect(at).toBe(expected(anchor, { unit: 'month', count: 1 }, times));
          expect(new Date(at).getUTCDate()).toBe(Math.min(day, daysIn(at)));
        }
      }
    }
  });

  it('T2 finds for every day of 2024 to 2040 a boundary in the next month, later than the one before', () => {
    for (let anchor = Date.UTC(2024, 0, 1, 23, 59); anchor < Date.UTC(2041, 0, 1); anchor += DAY) {
      const next = addInterval(anchor, { unit: 'month', count: 1 }, 1);
      const [from, to] = [new Date(anchor), new Date(next)];
      expect((to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth()).toBe(1);
      expect(addInterval(anchor, { unit: 'month', count: 1 }, 2)).toBeGreaterThan(next);
    }
  });

  it('T3 comes back to February 29th in leap years', () => {
    const years = Array.from({ length: 13 }, (_, year) =>
      new Date(addInterval(Date.UTC(2028, 1, 29), { unit: 'month', count: 12 }, year)).getUTCDate(),
    );
    expect(years).toEqual([29, 28, 28, 28, 29, 28, 28, 28, 29, 28, 28, 28, 29]);
  });

  it('equals the calendar library for any anchor, interval and number of times', () => {
    fc.assert(
      fc.property(instants, intervals, fc.integer({ min: -40, max: 200 }), (anchor, interval, times) => {
        expect(addInterval(anchor, interval, times)).toBe(expected(anchor, interval, times));
      }),
      { numRuns: 3000, seed: 31 },
    );
  });
});

describe('boundaryAt', () => {
  it('names the last boundary at or before an instant, give or take the hour that dates from Stripe may differ by', () => {
    fc.assert(
      fc.property(instants, intervals, instants, (anchor, interval, at) => {
        const times = boundaryAt(anchor, interval, at);
        expect(addInterval(anchor, interval, times)).toBeLessThanOrEqual(at + 3_600_000);
        expect(addInterval(anchor, interval, times + 1)).toBeGreaterThan(at + 3_600_000);
      }),
      { numRuns: 2000, seed: 32 },
    );
  });
});

describe('windows', () => {
  it('abut: each instant lies in one window, and the next one begins where it ends', () => {
    fc.assert(
      fc.property(fc.constantFrom('day', 'week', 'month'), instants, (every, at) => {
        const [start, end] = [windowStart(every, at), windowEnd(every, at)];
        expect(start <= at && at < end).toBe(true);
        expect(windowStart(every, end)).toBe(end);
        expect(windowStart(every, end - 1)).toBe(start);
        if (every === 'week') expect(new Date(start).getUTCDay()).toBe(1);
        if (every === 'month') expect(new Date(start).getUTCDate()).toBe(1);
      }),
      { numRuns: 1000, seed: 33 },
    );
  });
});

describe('prorate', () => {
  it('P2 rounds the share up and never gives more than all of it', () => {
    expect(prorate(100, 0, 0, 100)).toBe(100);
    expect(prorate(100, 99, 0, 100)).toBe(1);
    expect(prorate(100, 50, 0, 100)).toBe(50);
    expect(prorate(100, 100, 0, 100)).toBe(0);
    expect(prorate(1, 99_999, 0, 100_000)).toBe(1);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 49 }), fc.integer({ min: 0, max: 1e9 }), (amount, at) => {
        const share = prorate(amount, at, 0, 1e9);
        expect(share).toBeLessThanOrEqual(amount);
        expect(BigInt(share)).toBeGreaterThanOrEqual((BigInt(amount) * BigInt(1e9 - at)) / BigInt(1e9));
      }),
      { numRuns: 500, seed: 34 },
    );
  });
});
