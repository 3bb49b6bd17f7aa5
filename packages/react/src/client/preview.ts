import type { AccountWire, CatalogWire, DenialWire } from '@farebox/core/contract';
import type { GuardOptions, Preview } from '../types.js';

/** What a run would cost, from what the browser knows. It explains; the server decides. Unknown is never "no". */
export function previewOf(
  catalog: CatalogWire | undefined,
  account: AccountWire | undefined,
  feature: string,
  usage: { readonly complexity?: string | undefined } | undefined,
  options: GuardOptions = {},
): Preview {
  const known = catalog?.features.find((one) => one.id === feature);
  if (!catalog || !account || !known || known.cost === null) return { allowed: undefined };
  const cost = usage?.complexity === undefined ? known.cost : (known.levels[usage.complexity] ?? known.cost);
  const { remainingTokens, resetDate, unlimited } = account.balance;
  if (unlimited || remainingTokens === null)
    return { allowed: true, cost, after: null, needsConfirmation: asks(cost, catalog, options) };
  if (remainingTokens >= cost)
    return { allowed: true, cost, after: remainingTokens - cost, needsConfirmation: asks(cost, catalog, options) };
  // Someone whose payment failed is told that, by the server, not "no tokens" by us.
  if (account.subscription.pastDue) return { allowed: undefined };
  return {
    allowed: false,
    feature,
    reason: remainingTokens === 0 ? 'no_tokens' : 'not_enough_tokens',
    required: cost,
    remaining: remainingTokens,
    shortfall: cost - remainingTokens,
    resetDate,
    remedies: remediesFor(catalog, account, cost),
  };
}

export function asks(cost: number, catalog: CatalogWire | undefined, { confirmAbove }: GuardOptions): boolean {
  if (confirmAbove === 'never') return false;
  if (confirmAbove === 'always') return true;
  return cost > (confirmAbove ?? catalog?.confirmAbove ?? 10);
}

/** The cheapest plan above the current one whose monthly tokens cover the run. */
function remediesFor(catalog: CatalogWire, account: AccountWire, required: number): DenialWire['remedies'] {
  const current = catalog.plans.find((plan) => plan.id === account.subscription.plan);
  const plan = catalog.plans
    .filter(
      (one) =>
        one.prices.month !== null &&
        one.id !== current?.id &&
        (one.tokens === null || one.tokens >= required) &&
        (one.tokens === null || (current?.tokens ?? 0) < one.tokens),
    )
    .sort((a, b) => (a.prices.month?.unitAmount ?? 0) - (b.prices.month?.unitAmount ?? 0))[0];
  return plan ? [{ kind: 'plan', plan: plan.id, interval: 'month' }] : [];
}
