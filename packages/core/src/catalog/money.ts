/** An amount of money as Stripe counts it. */
export interface Money {
  /** ISO 4217, lower case. */
  readonly currency: string;
  /** Minor units: cents for usd, whole yen for jpy. */
  readonly unitAmount: number;
}

// Stripe's own list, which is not ISO's: for these, `unit_amount` counts whole units.
const ZERO_DECIMAL = new Set([
  'bif',
  'clp',
  'djf',
  'gnf',
  'jpy',
  'kmf',
  'krw',
  'mga',
  'pyg',
  'rwf',
  'vnd',
  'vuv',
  'xaf',
  'xof',
  'xpf',
]);
const THREE_DECIMAL = new Set(['bhd', 'jod', 'kwd', 'omr', 'tnd']);

/** How many decimals Stripe's minor unit has in a currency: 2, 0 or 3. (isk and ugx are 2 there, whatever ISO says.) */
export function currencyExponent(currency: string): 0 | 2 | 3 {
  if (ZERO_DECIMAL.has(currency)) return 0;
  return THREE_DECIMAL.has(currency) ? 3 : 2;
}

/**
 * An amount in a currency's everyday unit: `money('usd', 19)` is nineteen dollars. Throws a RangeError when the amount has
 * more decimals than the currency, is negative or is no number: nothing is rounded silently.
 */
export function money(currency: string, amount: number): Money {
  const code = currency.toLowerCase();
  if (!/^[a-z]{3}$/.test(code)) throw new RangeError(`"${currency}" is no currency code: three letters, as in "usd".`);
  const exponent = currencyExponent(code);
  if (!Number.isFinite(amount) || amount < 0)
    throw new RangeError(`${String(amount)} is no price in ${code}: it must be a number from 0.`);
  const [whole = '0', decimals = ''] = plainDecimal(amount).split('.');
  if (decimals.length > exponent) {
    throw new RangeError(
      `${amount} ${code} has more decimals than ${code} has (${exponent}). A price is an exact amount: round it yourself.`,
    );
  }
  const unitAmount = Number(whole + decimals.padEnd(exponent, '0'));
  if (!Number.isSafeInteger(unitAmount)) throw new RangeError(`${amount} ${code} is too large.`);
  return { currency: code, unitAmount };
}
/** `usd(19)` is nineteen dollars; `usd(19.99)` nineteen dollars and 99 cents. */
export const usd = (dollars: number): Money => money('usd', dollars);
/** `eur(19)` is nineteen euros. */
export const eur = (euros: number): Money => money('eur', euros);
/** `jpy(1900)` is 1,900 yen: yen have no minor unit. */
export const jpy = (yen: number): Money => money('jpy', yen);

/** 1e-7 and 1e21 as digits. */
export function plainDecimal(value: number): string {
  const text = String(value);
  const at = text.indexOf('e');
  if (at < 0) return text;
  const exponent = Number(text.slice(at + 1));
  const [whole = '0', decimals = ''] = text.slice(0, at).split('.');
  const digits = whole + decimals;
  const point = whole.length + exponent;
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`;
  return point >= digits.length ? digits.padEnd(point, '0') : `${digits.slice(0, point)}.${digits.slice(point)}`;
}
