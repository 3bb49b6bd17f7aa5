import type { Interval } from './catalog-input.js';
import type { Money } from './money.js';

/** One thing that Checkout can sell. */
export interface CatalogPrice {
  readonly plan: string;
  readonly planName: string;
  readonly productGroup: string;
  readonly interval: Interval;
  readonly money: Money;
  /** How Stripe's price is found: `farebox:{plan}:{interval}`. Moves to the new price when the amount changes. */
  readonly lookupKey: string;
}
/** From plan and interval to the price and back. A browser never names one of these. */
export interface PriceIndex {
  readonly all: readonly CatalogPrice[];
  of(plan: string, interval: Interval): CatalogPrice | null;
  byLookupKey(lookupKey: string): CatalogPrice | null;
}
export const lookupKeyOf = (plan: string, interval: Interval): string => `farebox:${plan}:${interval}`;

export function createPriceIndex(all: readonly CatalogPrice[]): PriceIndex {
  const byKey = new Map(all.map((price) => [price.lookupKey, price]));
  return {
    all,
    of: (plan, interval) => byKey.get(lookupKeyOf(plan, interval)) ?? null,
    byLookupKey: (lookupKey) => byKey.get(lookupKey) ?? null,
  };
}
