/** Money, dates and intervals in words. English and UTC, whatever the machine is set to, so that pages are the same everywhere. */
import type { BillingInterval } from '../models.js';

const ZERO_DECIMAL = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '));
const THREE_DECIMAL = new Set('bhd jod kwd omr tnd'.split(' '));

/** How many digits of Stripe's integer amounts stand behind the point. */
export const decimalsOf = (currency: string): number => {
  const code = currency.toLowerCase();
  return ZERO_DECIMAL.has(code) ? 0 : THREE_DECIMAL.has(code) ? 3 : 2;
};

/** `money(1900, 'usd')` is `$19.00`; minus is U+2212. Unknown currencies print their code. */
export function money(amount: number, currency: string): string {
  const digits = decimalsOf(currency);
  const value = Math.abs(amount) / 10 ** digits;
  const sign = amount < 0 ? '\u2212' : '';
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  try {
    return sign + new Intl.NumberFormat('en-US', { style: 'currency', currency, ...options }).format(value);
  } catch {
    return `${sign}${currency.toUpperCase()} ${new Intl.NumberFormat('en-US', options).format(value)}`;
  }
}

/** `'19'`, `'19.5'` and `'19.50'` in a currency's minor units; null when it is no amount above zero. */
export function parseMoney(text: string, currency: string): number | null {
  const digits = decimalsOf(currency);
  const match = /^(\d{1,12})(?:\.(\d{1,3}))?$/.exec(text.trim());
  if (!match) return null;
  const fraction = match[2] ?? '';
  if (fraction.length > digits) return null;
  const amount = Number(match[1]) * 10 ** digits + Number(fraction.padEnd(digits, '0') || '0');
  return amount > 0 ? amount : null;
}

/** The amount as an input's value: `19.00`. */
export const moneyInput = (amount: number, currency: string): string => {
  const digits = decimalsOf(currency);
  return (amount / 10 ** digits).toFixed(digits);
};

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const two = (value: number): string => String(value).padStart(2, '0');
const monthName = (at: Date): string => MONTHS[at.getUTCMonth()] ?? '';
const asDate = (at: number): Date => new Date(at * 1000);

/** `3 January 2027` */
export const longDate = (at: number): string => {
  const date = asDate(at);
  return `${date.getUTCDate()} ${monthName(date)} ${date.getUTCFullYear()}`;
};

/** `3 Jan 2027`, for tables. */
export const shortDate = (at: number): string => {
  const date = asDate(at);
  return `${date.getUTCDate()} ${monthName(date).slice(0, 3)} ${date.getUTCFullYear()}`;
};

/** `3 Jan`, with the year only where the day alone could be mistaken: ten months from `now` and further. */
export const dayMonth = (at: number, now: number): string =>
  Math.abs(at - now) < 300 * 86_400 ? shortDate(at).replace(/ \d+$/, '') : shortDate(at);

/** `14:20` */
export const clockTime = (at: number): string => `${two(asDate(at).getUTCHours())}:${two(asDate(at).getUTCMinutes())}`;

/** `14:20:07` */
export const clockSeconds = (at: number): string => `${clockTime(at)}:${two(asDate(at).getUTCSeconds())}`;

/** `17 Dec 2026 14:20:07` */
export const stamp = (at: number): string => `${shortDate(at)} ${clockSeconds(at)}`;

/** `18 Dec 09:00`, with the year only where it is needed. */
export const shortStamp = (at: number, now: number): string => `${dayMonth(at, now)} ${clockTime(at)}`;

/** `18 December at 09:00`, `today at 18:00` */
export const longStamp = (at: number, now: number): string => {
  if (longDate(at) === longDate(now)) return `today at ${clockTime(at)}`;
  const sameYear = asDate(at).getUTCFullYear() === asDate(now).getUTCFullYear();
  return `${sameYear ? longDate(at).replace(/ \d+$/, '') : longDate(at)} at ${clockTime(at)}`;
};

export const weekday = (at: number): string => DAYS[asDate(at).getUTCDay()] ?? '';

/** The value of a `datetime-local` input. */
export const dateTimeInput = (at: number): string => asDate(at).toISOString().slice(0, 16);

/** For `<time datetime>`. */
export const isoTime = (at: number): string => asDate(at).toISOString().replace('.000Z', 'Z');

const ORDINALS: Readonly<Record<number, string>> = {
  1: 'st',
  2: 'nd',
  3: 'rd',
  21: 'st',
  22: 'nd',
  23: 'rd',
  31: 'st',
};
const ordinal = (day: number): string => `${day}${ORDINALS[day] ?? 'th'}`;

/** `monthly`, `yearly`, `every 3 months` */
export function intervalAdverb({ unit, count }: BillingInterval): string {
  if (count !== 1) return `every ${count} ${unit}s`;
  return { day: 'daily', week: 'weekly', month: 'monthly', year: 'yearly' }[unit];
}

/** `a month`, `every 3 months` */
export const intervalRate = ({ unit, count }: BillingInterval): string =>
  count === 1 ? `a ${unit}` : `every ${count} ${unit}s`;

/** When it comes again: `on the 17th of each month`, `on 17 December each year`; a date where a rule would mislead. */
export function recurrence(interval: BillingInterval, startsAt: number): string {
  const day = asDate(startsAt).getUTCDate();
  // the 29th to 31st do not exist in every month: a rule would promise a day that February does not have
  if (interval.unit === 'month' && interval.count === 1 && day <= 28) return `on the ${ordinal(day)} of each month`;
  if (interval.unit === 'year' && interval.count === 1 && day <= 28)
    return `on ${longDate(startsAt).replace(/ \d+$/, '')} each year`;
  return `${intervalRate(interval)}, next on ${longDate(startsAt)}`;
}

/** `1 event`, `3 events` */
export const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** A long id or token in the middle of a sentence: its beginning and end, `cs_test_w3FRqTCA9…Mf17p`. The whole stays in `title`. */
export const shortId = (text: string): string =>
  text.replace(/[A-Za-z0-9_]{29,}/g, (id) => `${id.slice(0, 17)}…${id.slice(-5)}`);

/** `4242 4242 4242 4242`; American Express in its own groups. */
export const cardNumber = (digits: string): string =>
  digits.length === 15 ? digits.replace(/(\d{4})(\d{6})(\d{5})/, '$1 $2 $3') : digits.replace(/(\d{4})(?=\d)/g, '$1 ');
