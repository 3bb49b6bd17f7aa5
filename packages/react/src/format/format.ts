import type { MoneyWire } from '@farebox/core/contract';
import { formatDate, formatDay, formatTime, isSameDay, needsYear } from './date.js';
import { listFormat, numberFormat, pluralRules } from './intl-cache.js';
import { currencyName, formatMoney } from './money.js';
import { formatTokens, tokenPlural } from './tokens.js';

/** The few words that dates are told with; every language's messages have them. */
export interface DateWords {
  readonly on: (date: string) => string;
  readonly until: (date: string) => string;
  readonly todayAt: (time: string) => string;
  readonly untilToday: (time: string) => string;
}

/** What numbers, tokens, money and dates are written with. */
export interface FormatContext {
  /** The server's time, so that a server and a browser render the same. */
  readonly now: Date;
  /** BCP 47, of the app and never of the browser. */
  readonly locale: string;
  /** IANA name, of the customer. */
  readonly timeZone: string;
  /** Decimal places of a token, from the server; absent = 0. */
  readonly precision?: number | undefined;
  readonly messages: DateWords;
}

/** One form per plural category of the locale; `#` stands for the number. */
export type PluralForms = { readonly other: string } & {
  readonly [category in Intl.LDMLPluralRule]?: string | undefined;
};

/** How a message writes numbers, tokens, money and dates: the locale, the zone and the token's precision are already in it. */
export interface Format {
  /** A plain number. Tokens are written by `tokens` and `tokenWords`. */
  readonly number: (value: number) => string;
  /** An amount of tokens, given in whole units as the server counts them: "12.5" for 1250 of precision 2. */
  readonly tokens: (units: number) => string;
  /** The same with its word, by the locale's plural of what is read: "12.5 tokens". */
  readonly tokenWords: (units: number, forms: PluralForms) => string;
  readonly percent: (share: number) => string;
  readonly money: (money: MoneyWire) => string;
  readonly currencyName: (currency: string) => string;
  readonly plural: (value: number, forms: PluralForms) => string;
  readonly and: (items: readonly string[]) => string;
  readonly or: (items: readonly string[]) => string;
  /** "3 January 2027": once per card. */
  readonly date: (at: Date) => string;
  /** "3 January", with its year when that could be misread. */
  readonly day: (at: Date) => string;
  readonly time: (at: Date) => string;
  readonly isToday: (at: Date) => boolean;
  /** "on 3 January 2027" or "today at 18:00". */
  readonly onDate: (at: Date) => string;
  /** "on 3 January" or "today at 18:00". */
  readonly onDay: (at: Date) => string;
  /** "until 3 January 2027" or "until 18:00 today". */
  readonly untilDate: (at: Date) => string;
  readonly untilDay: (at: Date) => string;
}

const RIGHT_TO_LEFT = /^(ar|fa|he|ur)\b/;

/** An amount keeps its own order inside a sentence that runs from right to left. */
function isolate(text: string, locale: string): string {
  return RIGHT_TO_LEFT.test(locale) ? `\u2068${text}\u2069` : text;
}

export function createFormat({ now, locale, timeZone, messages, precision = 0 }: FormatContext): Format {
  const date = (at: Date): string => formatDate(at, locale, timeZone);
  const day = (at: Date): string => (needsYear(at, now) ? date(at) : formatDay(at, locale, timeZone));
  const time = (at: Date): string => formatTime(at, locale, timeZone);
  const isToday = (at: Date): boolean => isSameDay(at, now, timeZone);
  const on = (at: Date, written: string): string => (isToday(at) ? messages.todayAt(time(at)) : messages.on(written));
  const until = (at: Date, written: string): string =>
    isToday(at) ? messages.untilToday(time(at)) : messages.until(written);
  const money = (amount: MoneyWire): string => isolate(formatMoney(amount, locale), locale);
  const number = (value: number): string => numberFormat(locale).format(value);
  const tokens = (units: number): string => formatTokens(units, precision, locale);
  return {
    number,
    tokens,
    tokenWords: (units, forms) =>
      (forms[tokenPlural(units, precision, locale)] ?? forms.other).replaceAll('#', tokens(units)),
    percent: (share) => numberFormat(locale, { style: 'percent' }).format(share),
    money,
    currencyName: (currency) => currencyName(currency, locale),
    plural: (value, forms) => (forms[pluralRules(locale).select(value)] ?? forms.other).replaceAll('#', number(value)),
    and: (items) => listFormat(locale, 'conjunction').format(items),
    or: (items) => listFormat(locale, 'disjunction').format(items),
    date,
    day,
    time,
    isToday,
    onDate: (at) => on(at, date(at)),
    onDay: (at) => on(at, day(at)),
    untilDate: (at) => until(at, date(at)),
    untilDay: (at) => until(at, day(at)),
  };
}
