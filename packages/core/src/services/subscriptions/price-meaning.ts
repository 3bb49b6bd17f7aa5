import { priceHistory } from '../../storage/record-families.js';
import type { BillingInterval } from '../../storage/record-families.js';
import type { PriceMeaning } from '../../plans/price-meaning.js';
import type { BillingContext } from '../engine/billing-context.js';

/** What Stripe says of a price on an item of a subscription. */
export interface SeenPrice {
  readonly price: string;
  readonly amount: number | null;
  readonly currency: string | null;
  readonly interval: BillingInterval | null;
  readonly lookupKey: string | null;
}

/** Remembers for ever what a price means. The first meaning wins: neither catalogue nor dashboard relabels a buyer (S18). */
export async function rememberPrice(
  context: BillingContext,
  price: string,
  meaning: PriceMeaning,
  lookupKey: string | null,
): Promise<void> {
  await context.store.insertIfAbsent(priceHistory, {
    mode: context.mode,
    price,
    ...meaning,
    lookupKey,
    seenAt: await context.clock.now(),
  });
}

/**
 * The plan behind a price, or null: unknown stays unknown, never a default plan (P10). A price we never saw is believed only
 * when it carries the lookup key of the catalogue's price and costs exactly that.
 */
export async function meaningOfPrice(context: BillingContext, seen: SeenPrice): Promise<PriceMeaning | null> {
  const known = await context.store.find(priceHistory, { mode: context.mode, price: seen.price });
  if (known) return context.catalog.plan(known.row.plan) === null ? null : known.row;
  const sold = seen.lookupKey === null ? null : context.catalog.prices.byLookupKey(seen.lookupKey);
  if (
    !sold ||
    sold.interval !== seen.interval ||
    sold.money.unitAmount !== seen.amount ||
    sold.money.currency !== seen.currency
  )
    return null;
  const meaning = {
    plan: sold.plan,
    productGroup: sold.productGroup,
    interval: sold.interval,
    amount: sold.money.unitAmount,
    currency: sold.money.currency,
  };
  await rememberPrice(context, seen.price, meaning, seen.lookupKey);
  return meaning;
}
