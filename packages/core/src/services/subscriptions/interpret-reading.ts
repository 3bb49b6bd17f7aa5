import { UnknownPriceError } from '../../errors/stripe.js';
import type { AccountId } from '../../domain/ledger-rows.js';
import { withPlanOfNow } from '../../plans/plan-change.js';
import type { PlanPeriod } from '../../plans/plan-schedule.js';
import type { Reading, SubscriptionRow } from '../../plans/subscription-row.js';
import type { SubscriptionFacts } from '../../stripe/read-subscription.js';
import type { BillingContext } from '../engine/billing-context.js';
import { meaningOfPrice } from './price-meaning.js';
import { readInvoices } from './read-invoices.js';
import { trialPeriod } from './trial-period.js';

export interface InterpretedReading extends Reading {
  readonly periods: readonly PlanPeriod[];
}

/**
 * What a reading means in our words. One unknown price among add-ons is no plan; none known is an error, never a default.
 * @throws UnknownPriceError
 */
export async function interpretReading(
  context: BillingContext,
  account: AccountId,
  facts: SubscriptionFacts,
  previous: SubscriptionRow | null,
): Promise<InterpretedReading> {
  for (const item of facts.items) {
    const meaning = await meaningOfPrice(context, item);
    if (!meaning) continue;
    const gateway = context.gateway('reading invoices');
    const { paid, unpaid } = await readInvoices(
      gateway.listInvoices(facts.id),
      facts,
      previous?.schedule?.from ?? null,
    );
    const periods: PlanPeriod[] = [];
    for (const { price, from, until } of paid) {
      const bought = price === item.price ? meaning : await meaningOfPrice(context, pricedBy(price));
      if (!bought) throw new UnknownPriceError(price, facts.id);
      periods.push({ plan: bought.plan, interval: bought.interval, from, until });
    }
    const trial = await trialPeriod(context, account, facts, meaning);
    if (trial && (previous?.schedule?.from ?? trial.from) <= trial.from) periods.unshift(trial);
    const isUnpaid = unpaid !== null;
    return {
      facts,
      item,
      meaning,
      unpaid,
      periods: withPlanOfNow({ facts, item, meaning, isUnpaid, periods, previous }),
    };
  }
  throw new UnknownPriceError(facts.items[0]?.price ?? 'none', facts.id);
}

/** An invoice's line names a price and nothing else of it: only one that was seen before has a meaning. */
const pricedBy = (price: string) => ({ price, amount: null, currency: null, interval: null, lookupKey: null });
