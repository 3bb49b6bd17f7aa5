import { dateFormat } from './intl-cache.js';

/** Plain `en` names no region: its dates are written day first, so that 3 January cannot be read as 1 March. */
function dateLocale(locale: string): string {
  return locale === 'en' ? 'en-GB' : locale;
}

/** "3 January 2027". */
export function formatDate(at: Date, locale: string, timeZone: string): string {
  return dateFormat(dateLocale(locale), { day: 'numeric', month: 'long', year: 'numeric', timeZone }).format(at);
}

/** "3 January". */
export function formatDay(at: Date, locale: string, timeZone: string): string {
  return dateFormat(dateLocale(locale), { day: 'numeric', month: 'long', timeZone }).format(at);
}

/** "18:00". */
export function formatTime(at: Date, locale: string, timeZone: string): string {
  return dateFormat(dateLocale(locale), { hour: '2-digit', minute: '2-digit', timeZone }).format(at);
}

/** Do both instants fall on one calendar day in this zone? */
export function isSameDay(one: Date, other: Date, timeZone: string): boolean {
  const key = dateFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone });
  return key.format(one) === key.format(other);
}

const MILLISECONDS_PER_DAY = 86_400_000;
/** Within ten months a day and a month name one date only. */
const UNAMBIGUOUS_DAYS = 300;

export function needsYear(at: Date, now: Date): boolean {
  return Math.abs(at.getTime() - now.getTime()) > UNAMBIGUOUS_DAYS * MILLISECONDS_PER_DAY;
}
