/** Stripe types its words openly; validation has made sure it is one of these. */
export type Interval = 'day' | 'week' | 'month' | 'year';

const DAY = 86_400;
const LENGTHS: Readonly<Record<Interval, number>> = { day: DAY, week: 7 * DAY, month: 30 * DAY, year: 365 * DAY };

/**
 * `count` intervals after an anchor. Months and years keep the anchor's day and time of day; a month too short for the
 * day ends the period on its last day, and later months come back to the anchor's own day.
 */
export function addIntervals(anchor: number, interval: string, count: number): number {
  if (interval === 'day') return anchor + count * DAY;
  if (interval === 'week') return anchor + count * 7 * DAY;
  const months = interval === 'year' ? count * 12 : count;
  const from = new Date(anchor * 1000);
  const target = new Date(
    Date.UTC(
      from.getUTCFullYear(),
      from.getUTCMonth() + months,
      1,
      from.getUTCHours(),
      from.getUTCMinutes(),
      from.getUTCSeconds(),
    ),
  );
  const lastDay = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate();
  target.setUTCDate(Math.min(from.getUTCDate(), lastDay));
  return target.getTime() / 1000;
}

/** The first instant of the anchor's rhythm after `start`: where the period that begins there ends. */
export function periodEnd(anchor: number, interval: string, intervalCount: number, start: number): number {
  // An estimate to begin with; the two walks make it exact.
  const length = LENGTHS[interval as Interval] * intervalCount;
  let step = Math.floor((start - anchor) / length);
  while (addIntervals(anchor, interval, step * intervalCount) > start) step -= 1;
  while (addIntervals(anchor, interval, step * intervalCount) <= start) step += 1;
  return addIntervals(anchor, interval, step * intervalCount);
}
