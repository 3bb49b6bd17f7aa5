import type { RefillInterval } from '../domain/ledger-rows.js';
import type { CatalogData } from './catalog-schema.js';

type PlanData = CatalogData['plans'][string];
/** The shortest that a billing interval can be, in the units of a refill. */
const FITS = { month: { day: 28, week: 4, month: 1 }, year: { day: 365, week: 52, month: 12 } } as const;

/** How refills, trials and prices fit together. Whole sentences: what, why, how to mend. */
export function checkRefills(plans: CatalogData['plans']): string[] {
  return [
    ...Object.entries(plans).flatMap(([id, plan]) => [...checkRefill(id, plan), ...checkPaidOnly(id, plan)]),
    ...checkSpans(plans),
  ];
}

function checkRefill(id: string, plan: PlanData): string[] {
  const { refill } = plan;
  if (!refill) return [];
  const problems: string[] = [];
  const { policy = 'reset', rollover } = refill;
  if (plan.tokens === 'unlimited') return [`plans.${id}.refill: an unlimited plan has nothing to refill. Remove it.`];
  if (rollover && policy !== 'reset')
    problems.push(
      `plans.${id}.refill.rollover: with policy '${policy}' unspent tokens stay anyway, so nothing could roll over. Remove rollover, or use policy 'reset'.`,
    );
  return problems;
}

/**
 * An interval that spans several payments goes on when its plan is exchanged for another: how much of it is left is the same
 * question for both only if both refill alike.
 */
function checkSpans(plans: CatalogData['plans']): string[] {
  return (['month', 'year'] as const).flatMap((interval) => {
    const sold = Object.entries(plans).filter(
      ([, plan]) => plan.prices?.[interval] !== undefined && plan.tokens !== 'unlimited',
    );
    const spanning = sold.find(([, plan]) => refillEvery(plan, interval)?.spans);
    if (!spanning) return [];
    const [id, { refill }] = spanning;
    const { unit, count = 1 } = refill?.every ?? { unit: 'month' };
    const alike = JSON.stringify(refillEvery(spanning[1], interval));
    return sold
      .filter(([, plan]) => JSON.stringify(refillEvery(plan, interval)) !== alike)
      .map(
        ([other]) =>
          `plans.${other}.refill.every: "${id}" refills every ${count} ${unit}s, longer than it is paid for (a ${interval}), so a change between the two within that time has to be reckoned in one interval. Let both refill alike, or sell one of them by another interval.`,
      );
  });
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
 * says so, and a month counted by us could end a day before it. Longer than what is paid for: it spans several payments.
 */
export function refillEvery(
  { refill }: { readonly refill?: PlanData['refill'] },
  interval: 'month' | 'year' | null,
): RefillInterval | null {
  const every = { unit: refill?.every?.unit ?? 'month', count: refill?.every?.count ?? 1 } as const;
  if (interval === null) return every;
  const fits = FITS[interval][every.unit];
  if (every.count > fits) return { ...every, spans: true };
  return every.unit === 'month' && every.count === fits ? null : every;
}
