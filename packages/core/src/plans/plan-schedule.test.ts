import { describe, expect, it } from 'vitest';
import type { SubscriptionFacts } from '../stripe/read-subscription.js';
import { type PlanPeriod, scheduledEnd, toPlanSchedules } from './plan-schedule.js';

const DAY = 86_400_000;
const GRACE = 9 * DAY;
const JAN = Date.UTC(2026, 0, 15);
const FEB = Date.UTC(2026, 1, 15);
const MAR = Date.UTC(2026, 2, 15);

const facts = (over: Partial<SubscriptionFacts> = {}): SubscriptionFacts => ({
  id: 'sub_1',
  customer: 'cus_1',
  status: 'active',
  items: [],
  startedAt: JAN,
  cancelAtPeriodEnd: false,
  cancelAt: null,
  canceledAt: null,
  endedAt: null,
  trialStart: null,
  trialEnd: null,
  isCollectionPaused: false,
  upcoming: null,
  hasDiscount: false,
  latestInvoice: null,
  card: null,
  livemode: false,
  metadata: {},
  ...over,
});
const period = (start: number, end: number) => ({
  plan: 'starter',
  interval: 'month' as const,
  from: start,
  until: end,
});
const plan = { plan: 'starter', interval: 'month' as const };
const schedulesOf = (
  one: SubscriptionFacts,
  periods: readonly PlanPeriod[],
  periodEnd: number,
  graceMs: number,
  endedAt: number | null,
) =>
  toPlanSchedules({
    periods,
    cancelAt: scheduledEnd(one, periodEnd),
    endedAt,
    isPaused: one.status === 'paused',
    graceMs,
  });
describe('toPlanSchedules', () => {
  it('keeps the tokens for the grace after the paid period while a renewal is expected', () => {
    expect(schedulesOf(facts(), [period(JAN, FEB)], FEB, GRACE, null)).toEqual({
      schedules: [{ ...plan, from: JAN, until: FEB, keepUntil: FEB + GRACE }],
      freeFrom: null,
    });
  });

  it('scenario 45: keeps them to the period end and not longer once a cancellation is known, and starts the default plan there', () => {
    const cancelling = facts({ cancelAtPeriodEnd: true, cancelAt: FEB, canceledAt: JAN + DAY });
    expect(schedulesOf(cancelling, [period(JAN, FEB)], FEB, GRACE, null)).toEqual({
      schedules: [{ ...plan, from: JAN, until: FEB, keepUntil: FEB }],
      freeFrom: FEB,
    });
    // Before 2020 there was only the flag.
    expect(schedulesOf(facts({ cancelAtPeriodEnd: true }), [period(JAN, FEB)], FEB, GRACE, null).freeFrom).toBe(FEB);
  });

  it('scenario 48: a cancellation that was asked for and withdrawn ends nothing', () => {
    expect(schedulesOf(facts({ canceledAt: JAN + DAY }), [period(JAN, FEB)], FEB, GRACE, null).freeFrom).toBeNull();
  });

  it('ends at the very date that was asked for, and expects a renewal when that lies beyond what is paid', () => {
    const date = JAN + 10 * DAY;
    expect(schedulesOf(facts({ cancelAt: date }), [period(JAN, FEB)], FEB, GRACE, null)).toEqual({
      schedules: [{ ...plan, from: JAN, until: date, keepUntil: date }],
      freeFrom: date,
    });
    expect(schedulesOf(facts({ cancelAt: FEB + DAY }), [period(JAN, FEB)], FEB, GRACE, null)).toMatchObject({
      schedules: [{ until: FEB, keepUntil: FEB + GRACE }],
      freeFrom: null,
    });
  });

  it('scenario 49: an immediate cancellation ends it there; P9 dunning that gives up ends the grace; a natural end moves nothing', () => {
    const at = JAN + 3 * DAY;
    expect(schedulesOf(facts({ status: 'canceled', endedAt: at }), [period(JAN, FEB)], FEB, GRACE, at)).toMatchObject({
      schedules: [{ until: at, keepUntil: at }],
      freeFrom: at,
    });
    const late = FEB + 5 * DAY;
    expect(
      schedulesOf(facts({ status: 'canceled', endedAt: late }), [period(JAN, FEB)], MAR, GRACE, late),
    ).toMatchObject({ schedules: [{ until: FEB, keepUntil: late }], freeFrom: late });
    const natural = facts({ status: 'canceled', cancelAtPeriodEnd: true, cancelAt: FEB, endedAt: FEB + 60_000 });
    expect(schedulesOf(natural, [period(JAN, FEB)], FEB, GRACE, FEB + 60_000)).toEqual({
      schedules: [{ ...plan, from: JAN, until: FEB, keepUntil: FEB }],
      freeFrom: FEB,
    });
  });

  it('scenario 97: several paid periods give one schedule each, in order', () => {
    expect(schedulesOf(facts(), [period(JAN, FEB), period(FEB, MAR)], MAR, GRACE, null).schedules).toEqual([
      // What is left of January is February's refill's business: it ends it, adds to it or lets it roll over.
      { ...plan, from: JAN, until: FEB, keepUntil: FEB + GRACE },
      { ...plan, from: FEB, until: MAR, keepUntil: MAR + GRACE },
    ]);
  });

  it('ends a period by itself where no grace bridges the gap to the next', () => {
    const late = FEB + GRACE + 1;
    expect(schedulesOf(facts(), [period(JAN, FEB), period(late, MAR)], MAR, GRACE, null).schedules[0]).toEqual({
      ...plan,
      from: JAN,
      until: FEB,
      keepUntil: FEB,
    });
  });

  it('marks the free time of a trial, whose tokens are not the plan’s', () => {
    const trial = { ...period(JAN, FEB), isTrial: true };
    expect(schedulesOf(facts(), [trial, period(FEB, MAR)], MAR, GRACE, null).schedules).toEqual([
      { ...plan, isTrial: true, from: JAN, until: FEB, keepUntil: FEB + GRACE },
      { ...plan, from: FEB, until: MAR, keepUntil: MAR + GRACE },
    ]);
  });

  it('fails closed: no paid period, no schedule', () => {
    expect(schedulesOf(facts({ status: 'incomplete' }), [], FEB, GRACE, null)).toEqual({
      schedules: [],
      freeFrom: null,
    });
  });
});
