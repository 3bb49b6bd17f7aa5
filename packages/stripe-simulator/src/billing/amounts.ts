import type { Price } from '../state/tables.js';

/** What a quantity of a price costs, in minor units: per unit, in packages, or by tiers. */
export function amountOf(price: Price, quantity: number): number {
  const units = price.transform_quantity
    ? Math[price.transform_quantity.round === 'up' ? 'ceil' : 'floor'](quantity / price.transform_quantity.divide_by)
    : quantity;
  if (price.billing_scheme !== 'tiered') return roundMoney(Number(price.unit_amount_decimal ?? 0) * units);
  const tiers = price.tiers ?? [];
  if (price.tiers_mode === 'volume') {
    const tier = tiers.find((candidate) => candidate.up_to === null || units <= candidate.up_to) ?? tiers.at(-1);
    return tier ? roundMoney(Number(tier.unit_amount_decimal ?? 0) * units + Number(tier.flat_amount_decimal ?? 0)) : 0;
  }
  let from = 0;
  let total = 0;
  for (const tier of tiers) {
    const upTo = tier.up_to ?? Number.POSITIVE_INFINITY;
    const inTier = Math.min(units, upTo) - from;
    if (inTier <= 0 && from > 0) break;
    total += Number(tier.unit_amount_decimal ?? 0) * Math.max(inTier, 0) + Number(tier.flat_amount_decimal ?? 0);
    from = upTo;
  }
  return roundMoney(total);
}

/** Half away from zero, as Stripe rounds. */
export function roundMoney(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value) + 1e-9) || 0;
}

/** Splits a total over parts in proportion; the parts always add up to the total. */
export function split(total: number, parts: readonly number[]): number[] {
  const whole = parts.reduce((sum, part) => sum + part, 0);
  if (whole === 0) return parts.map(() => 0);
  let left = total;
  let weight = whole;
  return parts.map((part) => {
    const share = weight === 0 ? 0 : roundMoney((left * part) / weight);
    left -= share;
    weight -= part;
    return share;
  });
}

/** `$19.00`, for descriptions. */
export function formatMoney(amount: number, currency: string): string {
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency: currency.toUpperCase() });
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}
