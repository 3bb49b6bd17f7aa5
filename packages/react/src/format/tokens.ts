import { numberFormat, pluralRules } from './intl-cache.js';

/**
 * Whole units as the decimal that they stand for, digit by digit: 1250 of precision 2 is "12.50". Never divided, for a
 * quotient of floating points may be another number.
 */
function toDecimal(units: number, precision: number): `${number}` {
  const digits = String(Math.abs(units)).padStart(precision + 1, '0');
  const cut = digits.length - precision;
  return `${units < 0 ? '-' : ''}${digits.slice(0, cut)}.${digits.slice(cut)}` as `${number}`;
}

/** An amount of tokens in words of the locale, with as many places as it needs: "12.5", in German "12,5". */
export function formatTokens(units: number, precision: number, locale: string): string {
  // What is no whole number of units (a share of a strip) has no exact decimal; it is written as it is.
  if (precision === 0 || !Number.isSafeInteger(units)) return numberFormat(locale).format(units / 10 ** precision);
  return numberFormat(locale, { maximumFractionDigits: precision }).format(toDecimal(units, precision));
}

/** The plural category of the number as it is read: 100 units of precision 2 are one token. */
export function tokenPlural(units: number, precision: number, locale: string): Intl.LDMLPluralRule {
  return pluralRules(locale, { maximumFractionDigits: Math.max(3, precision) }).select(units / 10 ** precision);
}
