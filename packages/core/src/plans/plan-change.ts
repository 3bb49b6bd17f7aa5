import type { SubscriptionFacts, SubscriptionItemFacts } from '../stripe/read-subscription.js';
import type { PlanPeriod } from './plan-schedule.js';
import type { PriceMeaning } from './price-meaning.js';
import type { SubscriptionRow } from './subscription-row.js';

/**
 * Another plan within the period that is paid for (Stripe prorates the money): the period goes on as the new plan's, and the
 * plan's own policy says what that means for tokens. Not while money for it is outstanding (P16), and never back in time.
 */
export function withPlanOfNow({
  facts,
  item,
  meaning,
  isUnpaid,
  periods,
  previous,
}: {
  readonly facts: SubscriptionFacts;
  readonly item: SubscriptionItemFacts;
  readonly meaning: PriceMeaning;
  readonly isUnpaid: boolean;
  readonly periods: readonly PlanPeriod[];
  readonly previous: SubscriptionRow | null;
}): readonly PlanPeriod[] {
  const last = periods.at(-1);
  if (!last || last.plan === meaning.plan || last.isTrial) return periods;
  // What was applied stays applied, whatever becomes of the subscription later.
  const isApplied = previous?.schedule?.from === last.from && previous.schedule.plan === meaning.plan;
  if (!isApplied && (facts.status !== 'active' || isUnpaid)) return periods;
  if (item.periodStart !== last.from || item.periodEnd !== last.until || meaning.interval !== last.interval)
    return periods;
  return [...periods.slice(0, -1), { ...last, plan: meaning.plan }];
}
