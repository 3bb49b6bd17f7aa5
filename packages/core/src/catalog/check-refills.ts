import type { CatalogData } from './catalog-schema.js';

type PlanData = CatalogData['plans'][string];
/** The shortest that a billing interval can be, in the units of a refill. */
const FITS = { month: { day: 28, week: 4, month: 1 }, year: { day: 365, week: 52, month: 12 } } as const;

/** How refills, trials and prices fit together. Whole sentences: what, why, how to mend. */
export function checkRefills(plans: CatalogData['plans']): string[] {
  return Object.entries(plans).flatMap(([id, plan]) => [...checkRefill(id, plan), ...checkPaidOnly(id, plan)]);
}

function checkRefill(id: string, plan: PlanData): string[] {
  const { refill } = plan;
  if (!refill) return [];
  const problems: string[] = [];
  const { policy = 'reset', every, rollover } = refill;
  if (plan.tokens === 'unlimited') return [`plans.${id}.refill: an unlimited plan has nothing to refill. Remove it.`];
  if (rollover && policy !== 'reset')
    problems.push(
      `plans.${id}.refill.rollover: with policy '${policy}' unspent tokens stay anyway, so nothing could roll over. Remove rollover, or use policy 'reset'.`,
    );
  for (const interval of ['month', 'year'] as const) {
    if (plan.prices?.[interval] === undefined) continue;
    if (every && (every.count ?? 1) > FITS[interval][every.unit])
      problems.push(
        `plans.${id}.refill.every: ${every.count ?? 1} ${every.unit}s are longer than the plan is paid for (a ${interval}), and each payment brings a refill. Use at most ${FITS[interval][every.unit]} ${every.unit}s, or sell the plan by the year only.`,
      );
    if (rollover && (rollover.intervals ?? 1) > 1 && refillEvery(plan, interval) === null)
      problems.push(
        `plans.${id}.refill.rollover.intervals: this release of Farebox does not run a rollover over several paid periods (prices.${interval}) yet. Leave intervals out.`,
      );
  }
  return problems;
}

function checkPaidOnly(id: string, plan: PlanData): string[] {
  if (plan.prices !== undefined) return [];
  return (['trial', 'change'] as const).flatMap((part) =>
    plan[part] === undefined
      ? []
      : [
          `plans.${id}.${part}: only a plan with prices is tried or changed to in Stripe. Remove it, or give it prices.`,
        ],
  );
}

/**
 * How often a plan that is billed by `interval` refills; null = once per payment. What is paid for a month ends when Stripe
 * says so, and a month counted by us could end a day before it.
 */
export function refillEvery(
  { refill }: { readonly refill?: PlanData['refill'] },
  interval: 'month' | 'year' | null,
): { readonly unit: 'day' | 'week' | 'month'; readonly count: number } | null {
  const every = { unit: refill?.every?.unit ?? 'month', count: refill?.every?.count ?? 1 } as const;
  if (interval === null || every.unit !== 'month') return every;
  return every.count === FITS[interval].month ? null : every;
}
