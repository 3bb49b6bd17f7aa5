import type { MoneyWire } from '@farebox/core/contract';
import { numberFormat } from './intl-cache.js';

/**
 * How many decimals Stripe's minor unit has. Stripe counts these without decimals; UGX and ISK have none either, but Stripe
 * counts them in hundredths, like everything that is not listed here.
 */
const WITHOUT_DECIMALS = new Set([
  'BIF',
  'CLP',
  'DJF',
  'GNF',
  'JPY',
  'KMF',
  'KRW',
  'MGA',
  'PYG',
  'RWF',
  'VND',
  'VUV',
  'XAF',
  'XOF',
  'XPF',
]);
const WITH_THREE = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND']);

/** Decimals of Stripe's minor unit: 2 for USD, 0 for JPY, 3 for KWD. */
export function minorUnitDigits(currency: string): 0 | 2 | 3 {
  const code = currency.toUpperCase();
  if (WITHOUT_DECIMALS.has(code)) return 0;
  return WITH_THREE.has(code) ? 3 : 2;
}

/** Counted in hundredths by Stripe, and never anything but whole. */
const ALWAYS_WHOLE = new Set(['ISK', 'UGX']);

/**
 * Money in words of the locale. Cents are always shown, except for nothing at all (`$0`). The decimals are ours and not the
 * runtime's: a server and a browser may know a currency by different tables.
 */
export function formatMoney(money: MoneyWire, locale: string): string {
  const currency = money.currency.toUpperCase();
  const amount = money.unitAmount / 10 ** minorUnitDigits(currency);
  const whole = amount === 0 || (ALWAYS_WHOLE.has(currency) && Number.isInteger(amount));
  const digits = whole ? 0 : minorUnitDigits(currency);
  return numberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(amount);
}

/** A currency's name: "US dollars". Falls back to the code where the locale has none. */
export function currencyName(currency: string, locale: string): string {
  const code = currency.toUpperCase();
  const parts = numberFormat(locale, {
    style: 'currency',
    currency: code,
    currencyDisplay: 'name',
    maximumFractionDigits: 0,
  }).formatToParts(2);
  return parts.find((part) => part.type === 'currency')?.value ?? code;
}
