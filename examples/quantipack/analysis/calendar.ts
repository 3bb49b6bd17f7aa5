/** Days and ISO weeks as whole numbers since 1970-01-01 (UTC). No time zone, no clock. */

const DAY_MS = 86_400_000;
/** 1970-01-01 was a Thursday; the Monday of its week is day -3. */
const FIRST_MONDAY = -3;

/** `2026-11-30`, alone or followed by a time of day, as a day number; null for anything else, also for 30 February. */
export function parseDay(text: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?$/.exec(text);
  if (!match) return null;
  const iso = `${match[1]}-${match[2]}-${match[3]}`;
  const time = Date.parse(`${iso}T00:00:00Z`);
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== iso) return null;
  return time / DAY_MS;
}

/** A day number as `2026-11-30`. */
export const formatDay = (day: number) => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** The number of the ISO week (Monday to Sunday) a day falls in. */
export const weekOf = (day: number) => Math.floor((day - FIRST_MONDAY) / 7);

/** The Monday of a week, as a day number. */
export const mondayOf = (week: number) => week * 7 + FIRST_MONDAY;

/** 0 for Monday to 6 for Sunday. */
export const weekdayOf = (day: number) => day - mondayOf(weekOf(day));
