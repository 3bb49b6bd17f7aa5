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

/** Money in words of the locale: cents always shown, except for nothing at all (`$0`). */
export function formatMoney(money: MoneyWire, locale: string): string {
  const currency = money.currency.toUpperCase();
  const amount = money.unitAmount / 10 ** minorUnitDigits(currency);
  return numberFormat(
    locale,
    amount === 0 ? { style: 'currency', currency, minimumFractionDigits: 0 } : { style: 'currency', currency },
  ).format(amount);
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
