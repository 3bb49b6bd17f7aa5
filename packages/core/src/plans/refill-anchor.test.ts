import { describe, expect, it } from 'vitest';
import type { RefillInput } from '../catalog/catalog-input.js';
import { defineCatalog } from '../catalog/define-catalog.js';
import { usd } from '../catalog/money.js';
import { parseCatalog } from '../catalog/parse-catalog.js';
import type { WrittenSchedule } from '../storage/record-families.js';
import { refillsOf } from './plan-schedule.js';
import { withAnchors } from './refill-anchor.js';

const DAY = 86_400_000;
const GRACE = 9 * DAY;
const JAN = Date.UTC(2026, 0, 15);
const FEB = Date.UTC(2026, 1, 15);
const MAR = Date.UTC(2026, 2, 15);
const catalogOf = (refill: RefillInput) =>
  parseCatalog(
    defineCatalog({
      features: { chat: { name: 'Chat', cost: 1 } },
      plans: {
        free: { name: 'Free', tokens: 5 },
        pro: { name: 'Pro', tokens: 90, prices: { month: usd(19) }, refill },
      },
    }),
  );
const quarterly = catalogOf({ every: { unit: 'month', count: 3 } });
const month = (from: number, until: number, over: Partial<WrittenSchedule> = {}): WrittenSchedule => ({
  plan: 'pro',
  interval: 'month',
  from,
  until,
  keepUntil: until + GRACE,
  ...over,
});
const anchors = (
  schedules: readonly WrittenSchedule[],
  written: WrittenSchedule | null = null,
  catalog = quarterly,
): readonly (number | undefined)[] => withAnchors(schedules, written, catalog, GRACE).map(({ anchor }) => anchor);

describe('withAnchors', () => {
  it('counts from the first of payments that follow each other, whether they are read together or one by one', () => {
    expect(anchors([month(JAN, FEB), month(FEB, MAR)])).toEqual([JAN, JAN]);
    expect(anchors([month(FEB, MAR)], month(JAN, FEB, { anchor: JAN }))).toEqual([JAN]);
    // The period that was written, read again with other dates.
    expect(anchors([month(FEB, FEB + DAY)], month(FEB, MAR, { anchor: JAN }))).toEqual([JAN]);
    expect(anchors([month(FEB + GRACE, MAR)], month(JAN, FEB, { anchor: JAN }))).toEqual([JAN]);
  });

  it('begins anew after a gap that no grace bridges, a trial, another billing interval, and where nothing was counted', () => {
    expect(anchors([month(FEB + GRACE + 1, MAR)], month(JAN, FEB, { anchor: JAN }))).toEqual([FEB + GRACE + 1]);
    expect(anchors([month(JAN, FEB, { isTrial: true }), month(FEB, MAR)])).toEqual([undefined, FEB]);
    expect(anchors([month(FEB, MAR)], month(JAN, FEB, { anchor: JAN, interval: 'year' }))).toEqual([FEB]);
    expect(anchors([month(FEB, MAR)], month(JAN, FEB))).toEqual([FEB]);
  });

  it('says nothing where each payment stands by itself', () => {
    for (const refill of [{}, { every: { unit: 'week' } }, { rollover: { cap: 5 } }] as const)
      expect(anchors([month(JAN, FEB), month(FEB, MAR)], null, catalogOf(refill))).toEqual([undefined, undefined]);
  });

  it('counts for what rolls over several payments as well, by the months that they pay for', () => {
    const rolling = catalogOf({ rollover: { cap: 5, intervals: 3 } });
    expect(anchors([month(JAN, FEB), month(FEB, MAR)], null, rolling)).toEqual([JAN, JAN]);
    const pro = rolling.plan('pro');
    expect(pro && refillsOf(pro, 'month')).toMatchObject({
      every: null,
      rollover: { cap: 5, intervals: 3, every: { unit: 'month', count: 1 } },
    });
    expect(pro && refillsOf(pro, 'year').rollover).toEqual({ cap: 5, intervals: 3 });
  });
});
