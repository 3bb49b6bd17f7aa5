import { UnknownPriceError } from '../../errors/stripe.js';
import type { AccountId, Instant } from '../../domain/ledger-rows.js';
import { type Billing, billedPeriods } from '../../plans/billed-periods.js';
import type { EntitlementFacts } from '../../plans/entitlement.js';
import type { PriceMeaning } from '../../plans/price-meaning.js';
import type { SubscriptionRow } from '../../plans/subscription-row.js';
import type { SubscriptionFacts } from '../../stripe/read-subscription.js';
import type { BillingContext } from '../engine/billing-context.js';
import { meaningOfPrice } from './price-meaning.js';
import { readInvoices } from './read-invoices.js';
import { trialPeriod } from './trial-period.js';

const DAY_MS = 86_400_000;

/**
 * Collects what an entitlement is judged by. One unknown price among add-ons is no plan; none known is an error, never a default.
 * @throws UnknownPriceError
 */
export async function interpretReading(
  context: BillingContext,
  account: AccountId,
  subscription: SubscriptionFacts,
  { previous, now }: { readonly previous: SubscriptionRow | null; readonly now: Instant },
): Promise<EntitlementFacts> {
  const written = previous?.schedule ?? null;
  for (const item of subscription.items) {
    const meaning = await meaningOfPrice(context, item);
    if (!meaning) continue;
    const listed = context.gateway('reading invoices').listInvoices(subscription.id);
    const invoices = await readInvoices(listed, subscription.id, written?.from ?? null);
    const prices = invoices.flatMap(({ lines }) => lines.map(({ price }) => price));
    const meanings = await meaningsOf(context, [...prices, subscription.upcoming?.price ?? null]);
    meanings.set(item.price, meaning);
    const meaningOf = (price: string): PriceMeaning | null => meanings.get(price) ?? null;
    const billing: Billing = { subscription, item, meaning, invoices, meaningOf };
    for (const { price } of billedPeriods(billing))
      if (meaningOf(price) === null) throw new UnknownPriceError(price, subscription.id);
    return {
      ...billing,
      trial: await trialPeriod(context, account, subscription, meaning),
      written,
      writtenEnd: previous?.endedAt ?? null,
      graceMs: context.policies.graceDays * DAY_MS,
      now,
    };
  }
  throw new UnknownPriceError(subscription.items[0]?.price ?? 'none', subscription.id);
}

/** An invoice's line names a price and nothing else of it: only one that was seen before has a meaning. */
async function meaningsOf(
  context: BillingContext,
  prices: readonly (string | null)[],
): Promise<Map<string, PriceMeaning>> {
  const meanings = new Map<string, PriceMeaning>();
  for (const price of new Set(prices)) {
    if (price === null) continue;
    const seen = { price, amount: null, currency: null, interval: null, lookupKey: null };
    const meaning = await meaningOfPrice(context, seen);
    if (meaning) meanings.set(price, meaning);
  }
  return meanings;
}
