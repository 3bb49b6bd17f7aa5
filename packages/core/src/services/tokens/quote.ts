import type { Customer } from '../../customer.js';
import type { Denial, Quote } from '../../outcomes.js';
import type { QuoteOptions } from '../../farebox.js';
import { unitNow } from '../engine/checked-options.js';
import type { EngineContext } from '../engine/context.js';
import { isOutsidePlan, toDenial } from '../../plans/denial.js';
import { capOf } from './member-caps.js';
import { readFigures } from './read-account.js';
import { planInForceOf } from '../accounts/plan-in-force-of.js';
import { costOf, paidFeature } from './cost-of.js';

/** What it would cost now, and whether it would be allowed. Decided by the same numbers as the hold; holds nothing. */
export async function quote(
  context: EngineContext,
  customer: Customer,
  featureId: string,
  usage?: object,
  options: QuoteOptions = {},
): Promise<Quote | Denial> {
  return context.telemetry.span('farebox.tokens.quote', { feature: featureId }, async () => {
    const feature = paidFeature(context.catalog, featureId);
    const cost = costOf(feature, usage);
    const account = await context.accounts.open(customer);
    const state = await readFigures(context, account, await unitNow(context, options.now));
    const inForce = await planInForceOf(context, account, state);
    const isUnlimited = state.account?.unlimited ?? false;
    const remaining = Math.max(0, state.account?.available ?? 0);
    if (isOutsidePlan(feature, inForce) || (!isUnlimited && remaining < cost)) {
      return toDenial(context.catalog, feature, cost, state.account, inForce);
    }
    const cap = options.member === undefined ? null : capOf(state.account, options.member, state.now);
    if (cap && cap.left < cost) return toDenial(context.catalog, feature, cost, state.account, inForce, cap);
    return {
      allowed: true,
      feature: feature.id,
      cost,
      maximum: cost,
      remaining: isUnlimited ? null : remaining,
      remainingAfter: isUnlimited ? null : remaining - cost,
      needsConfirmation: cost > context.policies.confirmAbove,
    };
  });
}
