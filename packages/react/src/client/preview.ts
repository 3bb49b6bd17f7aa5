import type { AccountWire, CatalogWire, DenialWire } from '@farebox/core/contract';
import type { GuardOptions, Preview } from '../types.js';
import { currentPlan } from './current-plan.js';

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
  // Whether the plan has a gated feature is the server's to say: at most the plan's own list lets us go on.
  const plan = currentPlan(catalog, account);
  if (known.gated && !plan?.includes.includes(feature)) return { allowed: undefined };
  const cost = usage?.complexity === undefined ? known.cost : (known.levels[usage.complexity] ?? known.cost);
  const needsConfirmation = asks(cost, cost > catalog.confirmAbove, options);
  const { remainingTokens, resetDate, unlimited } = account.balance;
  if (unlimited || remainingTokens === null) return { allowed: true, cost, after: null, needsConfirmation };
  if (remainingTokens >= cost) return { allowed: true, cost, after: remainingTokens - cost, needsConfirmation };
  // Someone whose payment failed is told that, by the server, not "no tokens" by us.
  if (account.subscription.pastDue) return { allowed: undefined };
  // What may be sold to somebody who pays already is not known here: an offer that the server refuses is worse than none (R9).
  if (account.subscription.price !== null) return { allowed: undefined };
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

/** Is it asked before the run? The host's own limit, else what the server says. */
export function asks(cost: number, serverSays: boolean, { confirmAbove }: GuardOptions): boolean {
  if (confirmAbove === 'never') return false;
  if (confirmAbove === 'always') return true;
  return confirmAbove === undefined ? serverSays : cost > confirmAbove;
}

/** The cheapest plan above the current one whose monthly tokens cover the run. */
function remediesFor(catalog: CatalogWire, account: AccountWire, required: number): DenialWire['remedies'] {
  const current = currentPlan(catalog, account);
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
