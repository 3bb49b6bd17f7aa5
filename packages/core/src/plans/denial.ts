import type { ParsedCatalog, ParsedFeature, ParsedPlan } from '../catalog/parsed-catalog.js';
import type { AccountRow } from '../domain/ledger-rows.js';
import type { Denial, DenialReason, Remedy } from '../outcomes.js';
import type { PlanInForce } from './plan-in-force.js';

/**
 * Why not, how much is missing, and what would mend it: best first.
 * @param found what was left when it was declined; with `resetsAt` = under a member's cap. Default: what the account has.
 */
export function toDenial(
  catalog: ParsedCatalog,
  feature: ParsedFeature,
  required: number,
  account: AccountRow | null,
  inForce: PlanInForce,
  found?: { readonly left: number; readonly resetsAt?: Date | undefined },
): Denial {
  const isUnlimited = account?.unlimited ?? false;
  // Whoever is capped has what the cap leaves, however full the pool is.
  const remaining = found?.left ?? (isUnlimited ? required : Math.max(0, account?.available ?? 0));
  const memberCapResetsAt = found?.resetsAt?.getTime();
  const reason = reasonOf(feature, remaining, inForce, memberCapResetsAt);
  const resetDate = account?.resetAt == null ? null : new Date(account.resetAt);
  return {
    allowed: false,
    reason,
    feature: feature.id,
    required,
    remaining,
    shortfall: Math.max(0, required - remaining),
    resetDate,
    remedies: remediesOf(catalog, feature, required, reason, resetDate, inForce, memberCapResetsAt),
  };
}
function reasonOf(
  feature: ParsedFeature,
  remaining: number,
  inForce: PlanInForce,
  memberCapResetsAt: number | undefined,
): DenialReason {
  if (memberCapResetsAt !== undefined) return 'member_cap';
  if (inForce.because === 'past_due' || inForce.because === 'paused') return inForce.because;
  if (isOutsidePlan(feature, inForce)) return 'not_in_plan';
  return remaining === 0 ? 'no_tokens' : 'not_enough_tokens';
}
/** A gated feature is open only to plans that name it. */
export const isOutsidePlan = (feature: ParsedFeature, { plan }: PlanInForce): boolean =>
  feature.gated && !plan?.includes.includes(feature.id);

function remediesOf(
  catalog: ParsedCatalog,
  feature: ParsedFeature,
  required: number,
  reason: DenialReason,
  resetDate: Date | null,
  inForce: PlanInForce,
  memberCapResetsAt: number | undefined,
): Remedy[] {
  // Paying the open invoice, or going on with what is paused, mends it; no plan and no waiting does. Nor is a second plan sold
  // beside one that goes on.
  if (reason === 'past_due' || reason === 'paused' || inForce.because === 'uncovered') return [];
  if (memberCapResetsAt !== undefined) return [{ kind: 'wait', until: new Date(memberCapResetsAt) }];
  const opens = (plan: ParsedPlan): boolean =>
    (plan.tokens === null || plan.tokens >= required) && (!feature.gated || plan.includes.includes(feature.id));
  const better = catalog.plans.filter((plan) => plan.id !== inForce.plan?.id && !plan.isDefault && opens(plan));
  // A change between paid plans is not offered by this release, so a subscriber is not told to buy a second one.
  const bought = inForce.isPaid
    ? undefined
    : better.filter((plan) => plan.contact === null).toSorted((a, b) => monthlyPrice(a) - monthlyPrice(b))[0];
  const talked = better.find((plan) => plan.contact !== null);
  const refillCovers =
    reason !== 'not_in_plan' &&
    resetDate !== null &&
    inForce.plan !== null &&
    (inForce.plan.tokens === null || inForce.plan.tokens >= required);
  return [
    ...(bought ? [{ kind: 'plan', plan: bought.id, interval: bought.prices.month ? 'month' : 'year' } as const] : []),
    ...(refillCovers ? [{ kind: 'wait', until: resetDate } as const] : []),
    ...(!bought && talked ? [{ kind: 'plan', plan: talked.id, interval: null } as const] : []),
  ];
}
/** For comparing only: a yearly price by the month. */
function monthlyPrice({ prices }: ParsedPlan): number {
  return prices.month?.unitAmount ?? (prices.year ? prices.year.unitAmount / 12 : Number.POSITIVE_INFINITY);
}
