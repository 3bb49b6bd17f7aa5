import type { AccountId } from '../../domain/ledger-rows.js';
import { subscriptions } from '../../storage/record-families.js';
import type { SubscriptionFacts } from '../../stripe/read-subscription.js';
import type { BillingContext } from '../engine/billing-context.js';
import type { PlanPeriod } from '../../plans/plan-schedule.js';
import type { PriceMeaning } from '../../plans/price-meaning.js';
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
  return { plan: meaning.plan, interval: meaning.interval, from: trialStart, until: trialEnd, isTrial: true };
}
