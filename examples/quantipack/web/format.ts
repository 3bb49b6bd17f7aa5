/** How QuantiPack writes numbers and dates: one locale and one zone, said once. */
const LOCALE = 'en-GB';
export const TIME_ZONE = 'UTC';

const dates = {
  day: new Intl.DateTimeFormat(LOCALE, { timeZone: TIME_ZONE, day: 'numeric', month: 'long' }),
  shortDay: new Intl.DateTimeFormat(LOCALE, { timeZone: TIME_ZONE, day: 'numeric', month: 'short' }),
  full: new Intl.DateTimeFormat(LOCALE, { timeZone: TIME_ZONE, day: 'numeric', month: 'long', year: 'numeric' }),
  time: new Intl.DateTimeFormat(LOCALE, { timeZone: TIME_ZONE, hour: '2-digit', minute: '2-digit' }),
};
const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat(LOCALE, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

type Instant = Date | string | number;
const toDate = (instant: Instant) => new Date(instant);

/** "25 November". */
export const formatDay = (instant: Instant) => dates.day.format(toDate(instant));
/** "25 Nov". */
export const formatShortDay = (instant: Instant) => dates.shortDay.format(toDate(instant)).replace('Sept', 'Sep');
/** "25 November 2026". */
export const formatFullDay = (instant: Instant) => dates.full.format(toDate(instant));
/** "25 Nov, 17:20". */
export const formatMoment = (instant: Instant) => `${formatShortDay(instant)}, ${dates.time.format(toDate(instant))}`;
/** "25 Nov 2026, 17:20". */
export const formatClock = (instant: Instant) =>
  `${formatShortDay(instant)} ${toDate(instant).getUTCFullYear()}, ${dates.time.format(toDate(instant))}`;

/** "2,600". */
export const formatNumber = (value: number) => whole.format(value);
/** "14.8". */
export const formatTenths = (value: number) => tenths.format(value);
/** 0.641 as "64%". */
export const formatPercent = (share: number) => `${whole.format(share * 100)}%`;
/** "1 order", "412 orders". */
export const counted = (count: number, one: string, other = `${one}s`) =>
  `${formatNumber(count)} ${count === 1 ? one : other}`;
/** −8 or +50, with a real minus sign. */
export const formatSigned = (value: number) =>
  value < 0 ? `\u2212${formatNumber(-value)}` : `${value > 0 ? '+' : ''}${formatNumber(value)}`;
