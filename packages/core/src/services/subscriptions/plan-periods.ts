import type { AccountId } from '../../domain/ledger-rows.js';
import { subscriptions } from '../../storage/record-families.js';
import type { SubscriptionFacts, SubscriptionItemFacts } from '../../stripe/read-subscription.js';
import type { BillingContext } from '../engine/billing-context.js';
import type { PlanPeriod } from '../../plans/plan-schedule.js';
import type { PriceMeaning } from './price-meaning.js';
import type { SubscriptionRow } from '../../plans/subscription-row.js';

/** Free time before the first payment, where the plan gives tokens for it. */
export async function trialPeriod(
  context: BillingContext,
  account: AccountId,
  facts: SubscriptionFacts,
  meaning: PriceMeaning,
): Promise<PlanPeriod | null> {
  const { trialStart, trialEnd } = facts;
  if (trialStart === null || trialEnd === null || trialEnd <= trialStart) return null;
  if (context.catalog.plan(meaning.plan)?.trialTokens == null) return null;
  // Once per customer: whoever subscribes again to be tried again gets what a trial without tokens gives (P7).
  const others = await context.store.list(subscriptions, { account }, { limit: 200, cursor: null });
  const isEarlier = (row: SubscriptionRow): boolean =>
    row.startedAt < facts.startedAt || (row.startedAt === facts.startedAt && row.subscription < facts.id);
  if (others.rows.some(({ row }) => row.subscription !== facts.id && row.trialEnd !== null && isEarlier(row)))
    return null;
  return { plan: meaning.plan, interval: meaning.interval, start: trialStart, end: trialEnd, isTrial: true };
}

/**
 * Another plan within the period that is paid for (Stripe prorates the money): the period goes on as the new plan's, and the
 * plan's own policy says what that means for tokens. Not while money for it is outstanding (P16), and never back in time.
 */
export function withPlanOfNow(
  facts: SubscriptionFacts,
  item: SubscriptionItemFacts,
  meaning: PriceMeaning,
  isUnpaid: boolean,
  periods: readonly PlanPeriod[],
  previous: SubscriptionRow | null,
): readonly PlanPeriod[] {
  const last = periods.at(-1);
  if (!last || last.plan === meaning.plan || last.isTrial) return periods;
  // What was applied stays applied, whatever becomes of the subscription later.
  const isApplied = previous?.schedule?.from === last.start && previous.schedule.plan === meaning.plan;
  if (!isApplied && (facts.status !== 'active' || isUnpaid)) return periods;
  if (item.periodStart !== last.start || item.periodEnd !== last.end || meaning.interval !== last.interval)
    return periods;
  return [...periods.slice(0, -1), { ...last, plan: meaning.plan }];
}
