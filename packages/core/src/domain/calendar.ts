import type { Instant, RefillInterval } from './ledger-rows.js';

const DAY = 86_400_000;
/** Two boundaries closer than this are the same one: Stripe's period starts may differ from its anchor by seconds. */
export const SLACK = 3_600_000;
const ABOUT_A_MONTH = 30 * DAY;

const daysInMonth = (year: number, month: number): number => new Date(Date.UTC(year, month + 1, 0)).getUTCDate();

/**
 * `anchor` plus `times` intervals, in UTC. Months are clamped to their last day from the original anchor, never from the
 * previous date: January 31st gives February 28th or 29th, then March 31st.
 */
export function addInterval(anchor: Instant, interval: RefillInterval, times: number): Instant {
  const count = interval.count * times;
  if (interval.unit === 'day') return anchor + count * DAY;
  if (interval.unit === 'week') return anchor + count * 7 * DAY;
  const date = new Date(anchor);
  const months = date.getUTCFullYear() * 12 + date.getUTCMonth() + count;
  const year = Math.floor(months / 12);
  const month = months - year * 12;
  const midnight = Date.UTC(year, month, Math.min(date.getUTCDate(), daysInMonth(year, month)));
  return midnight + (((anchor % DAY) + DAY) % DAY);
}

/** The number of the last boundary at or before `at` (within the slack), counted from the anchor; negative before it. */
export function boundaryAt(anchor: Instant, interval: RefillInterval, at: Instant): number {
  const target = at + SLACK;
  const unit = interval.unit === 'day' ? DAY : interval.unit === 'week' ? 7 * DAY : ABOUT_A_MONTH;
  let times = Math.floor((target - anchor) / (unit * interval.count));
  while (addInterval(anchor, interval, times) > target) times -= 1;
  while (addInterval(anchor, interval, times + 1) <= target) times += 1;
  return times;
}

/** Start of the calendar window (UTC; weeks begin on Monday) that holds `at`. */
export function windowStart(every: 'day' | 'week' | 'month', at: Instant): Instant {
  const date = new Date(at);
  if (every === 'month') return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
  const day = Math.floor(at / DAY) * DAY;
  return every === 'day' ? day : day - ((date.getUTCDay() + 6) % 7) * DAY;
}

/** End of the calendar window that holds `at`, exclusive. */
export function windowEnd(every: 'day' | 'week' | 'month', at: Instant): Instant {
  return addInterval(windowStart(every, at), { unit: every, count: 1 }, 1);
}
