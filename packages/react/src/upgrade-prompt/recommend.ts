import type { AccountWire, CatalogWire, DenialWire, MoneyWire, PlanWire } from '@farebox/core/contract';
import { currentPlan, planOf } from '../client/current-plan.js';
import type { Format } from '../format/format.js';
import type { Messages } from '../messages/messages.js';

/** A top-up as the prompt offers it. */
export interface TopUpView {
  readonly id: string;
  readonly tokens: number;
  readonly price: MoneyWire;
  /** When tokens bought now would lapse; null = never. */
  readonly usableUntil: string | null;
}

const MOST_GAINS = 4;

export interface Recommendation {
  readonly plan: PlanWire;
  readonly interval: 'month' | 'year' | undefined;
}

/**
 * The server's remedy when there is a denial. Without one: for a customer without a paid subscription, the cheapest plan with
 * more tokens than the current one.
 */
export function recommendedPlan(
  denial: DenialWire | undefined,
  catalog: CatalogWire,
  account?: AccountWire | undefined,
): Recommendation | null {
  for (const remedy of denial?.remedies ?? []) {
    if (remedy.kind !== 'plan') continue;
    const plan = planOf(catalog, remedy.plan);
    if (plan !== undefined) return { plan, interval: remedy.interval ?? undefined };
  }
  if (denial !== undefined || account === undefined || account.subscription.price !== null) return null;
  const current = currentPlan(catalog, account)?.tokens ?? 0;
  const more = catalog.plans.filter(
    (plan) => (plan.prices.month ?? plan.prices.year) !== null && (plan.tokens === null || plan.tokens > current),
  );
  const monthly = (plan: PlanWire): number => plan.prices.month?.unitAmount ?? (plan.prices.year?.unitAmount ?? 0) / 12;
  const cheapest = more.sort((one, other) => monthly(one) - monthly(other))[0];
  return cheapest === undefined ? null : { plan: cheapest, interval: undefined };
}

/** The server's remedy, or without a denial the smallest pack. */
export function recommendedTopUp(denial: DenialWire | undefined, topUps: readonly TopUpView[]): TopUpView | null {
  if (denial === undefined)
    return [...topUps].sort((one, other) => one.price.unitAmount - other.price.unitAmount)[0] ?? null;
  for (const remedy of denial.remedies) {
    if (remedy.kind === 'topUp') return topUps.find(({ id }) => id === remedy.topUp) ?? null;
  }
  return null;
}

/** What this plan gives more than the current one: from the catalogue, not from a copywriter. */
export function gainsOf(
  plan: PlanWire,
  account: AccountWire,
  catalog: CatalogWire,
  m: Messages,
  f: Format,
): readonly string[] {
  const current = currentPlan(catalog, account);
  const before = current === undefined ? account.balance.monthlyTokens : current.tokens;
  const tokens =
    plan.tokens === null
      ? [m.gainUnlimited]
      : before !== null && plan.tokens > before
        ? [
            before > 0 && plan.tokens < before * 4
              ? m.gainMore({ more: plan.tokens - before, total: plan.tokens }, f)
              : m.gainInstead({ tokens: plan.tokens, before }, f),
          ]
        : [];
  const had = new Set(current?.includes ?? []);
  const features = catalog.features
    .filter(({ id }) => plan.includes.includes(id) && !had.has(id))
    .map(({ name }) => name);
  return [...tokens, ...features].slice(0, MOST_GAINS);
}
