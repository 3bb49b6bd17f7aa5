import { describe, expect, it } from 'vitest';
import { defineCatalog } from '../catalog/define-catalog.js';
import { usd } from '../catalog/money.js';
import { parseCatalog } from '../catalog/parse-catalog.js';
import type { AccountRow, ScheduleRow } from '../domain/ledger-rows.js';
import type { Denial } from '../outcomes.js';
import { toDenial } from './denial.js';
import { type Lapse, planInForce } from './plan-in-force.js';

const catalog = parseCatalog(
  defineCatalog({
    features: { report: { name: 'Report', cost: 10 }, audit: { name: 'Audit', cost: 20, gated: true } },
    plans: {
      free: { name: 'Free', tokens: 5 },
      yearly: { name: 'Yearly', prices: { year: usd(120) }, tokens: 40 },
      starter: { name: 'Starter', prices: { month: usd(19), year: usd(190) }, tokens: 50 },
      professional: { name: 'Professional', prices: { month: usd(49) }, tokens: 150, includes: ['audit'] },
      enterprise: { name: 'Enterprise', contact: 'mailto:sales@example.com', tokens: 'unlimited', includes: ['audit'] },
    },
  }),
);
const DAY = 86_400_000;
const NOW = Date.UTC(2026, 0, 20);
const RESET = NOW + 5 * DAY;
const schedule = (over: Partial<ScheduleRow>): ScheduleRow => ({
  account: 1,
  slot: 'free',
  plan: 'free',
  amount: 5,
  every: { unit: 'month', count: 1 },
  anchor: NOW - 25 * DAY,
  from: NOW - 25 * DAY,
  until: null,
  keepUntil: null,
  policy: 'reset',
  rollover: null,
  nextK: 1,
  peak: 5,
  lastFrom: null,
  lastK: 0,
  ...over,
});
const paid = (over: Partial<ScheduleRow> = {}): ScheduleRow =>
  schedule({ slot: 'sub_1:main', plan: 'starter', amount: 50, until: RESET, keepUntil: RESET + 9 * DAY, ...over });
function deny(
  featureId: 'report' | 'audit',
  required: number,
  available: number,
  schedules: readonly ScheduleRow[],
  over: Partial<AccountRow> = {},
  because?: Lapse,
): Denial {
  const account = {
    available,
    unlimited: false,
    resetAt: RESET,
    mainSlot: schedules.at(-1)?.slot ?? null,
    ...over,
  } as AccountRow;
  const feature = catalog.feature(featureId);
  if (!feature) throw new Error('The test names a feature of its catalogue.');
  return toDenial(catalog, feature, required, account, {
    ...planInForce(catalog, account, schedules, NOW),
    because,
  });
}

describe('toDenial', () => {
  it('recommends the cheapest plan whose monthly tokens cover what is required, a yearly one by its month', () => {
    expect(deny('report', 10, 3, [schedule({})])).toEqual({
      allowed: false,
      reason: 'not_enough_tokens',
      feature: 'report',
      required: 10,
      remaining: 3,
      shortfall: 7,
      resetDate: new Date(RESET),
      remedies: [{ kind: 'plan', plan: 'yearly', interval: 'year' }],
    });
    expect(deny('report', 45, 3, [schedule({})]).remedies).toEqual([
      { kind: 'plan', plan: 'starter', interval: 'month' },
    ]);
    expect(deny('report', 60, 3, [schedule({})]).remedies).toEqual([
      { kind: 'plan', plan: 'professional', interval: 'month' },
    ]);
  });

  it('says no_tokens when nothing is left, and waiting second when the refill covers it', () => {
    expect(deny('report', 4, 0, [schedule({})])).toMatchObject({
      reason: 'no_tokens',
      shortfall: 4,
      remedies: [
        { kind: 'plan', plan: 'yearly' },
        { kind: 'wait', until: new Date(RESET) },
      ],
    });
  });

  it('names the plan sold by talking when no price covers it', () => {
    expect(deny('report', 5000, 3, [schedule({})]).remedies).toEqual([
      { kind: 'plan', plan: 'enterprise', interval: null },
    ]);
  });

  it('tells a subscriber to wait, never to buy a second plan', () => {
    expect(deny('report', 45, 3, [paid()]).remedies).toEqual([
      { kind: 'wait', until: new Date(RESET) },
      { kind: 'plan', plan: 'enterprise', interval: null },
    ]);
  });

  it('says not_in_plan for a gated feature and recommends a plan that opens it', () => {
    expect(deny('audit', 20, 50, [schedule({})])).toMatchObject({
      reason: 'not_in_plan',
      shortfall: 0,
      remedies: [{ kind: 'plan', plan: 'professional', interval: 'month' }],
    });
  });

  it('R5 says what Stripe said once a plan’s tokens are over: past_due, paused, or nothing', () => {
    const lapsed = paid({ until: NOW - 9 * DAY, keepUntil: NOW });
    expect(deny('report', 10, 0, [lapsed], {}, 'past_due')).toMatchObject({ reason: 'past_due', remedies: [] });
    expect(deny('report', 10, 0, [lapsed], {}, 'paused')).toMatchObject({ reason: 'paused', remedies: [] });
    // Nobody said why: then no reason is made up, and nothing is sold beside what goes on.
    expect(deny('report', 10, 0, [lapsed], {}, 'uncovered')).toMatchObject({ reason: 'no_tokens', remedies: [] });
    expect(deny('report', 10, 3, [paid({ until: NOW - 8 * DAY, keepUntil: NOW + DAY })])).toMatchObject({
      reason: 'not_enough_tokens',
    });
  });

  it('says nothing of past_due when the plan was cancelled, or when the default plan runs again', () => {
    expect(deny('report', 10, 0, [paid({ until: NOW - DAY, keepUntil: NOW - DAY })])).toMatchObject({
      reason: 'no_tokens',
    });
    expect(
      deny('report', 10, 5, [paid({ until: NOW - 9 * DAY, keepUntil: NOW }), schedule({ from: NOW - 1 })]),
    ).toMatchObject({ reason: 'not_enough_tokens' });
  });

  it('asks an account without any plan to buy one', () => {
    expect(deny('report', 10, 0, [], { resetAt: null })).toMatchObject({
      reason: 'no_tokens',
      resetDate: null,
      remedies: [{ kind: 'plan', plan: 'yearly', interval: 'year' }],
    });
  });
});
