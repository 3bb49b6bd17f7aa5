import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDay, mondayOf, parseDay, weekdayOf, weekOf } from './calendar.js';

describe('calendar', () => {
  it('reads back every day it writes', () => {
    fc.assert(fc.property(fc.integer({ min: -100_000, max: 200_000 }), (day) => parseDay(formatDay(day)) === day));
  });

  it('takes a day with a time of day and refuses days that no calendar has', () => {
    expect(parseDay('2026-11-30T23:59:59Z')).toBe(parseDay('2026-11-30'));
    expect(parseDay('2026-02-30')).toBeNull();
    expect(parseDay('30.11.2026')).toBeNull();
    expect(parseDay('2026-11-3')).toBeNull();
  });

  it('begins weeks on Monday', () => {
    const monday = parseDay('2026-11-16') ?? Number.NaN;
    expect(mondayOf(weekOf(monday))).toBe(monday);
    expect(mondayOf(weekOf(monday + 6))).toBe(monday);
    expect(mondayOf(weekOf(monday + 7))).toBe(monday + 7);
    expect(weekdayOf(monday)).toBe(0);
    expect(weekdayOf(monday - 1)).toBe(6);
  });
});
