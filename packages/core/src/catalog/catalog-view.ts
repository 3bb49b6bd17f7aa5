import type { CatalogWire } from '../contract/catalog.js';
import type { Policies } from './policies.js';
import type { ParsedCatalog, ParsedRefill } from './parsed-catalog.js';

/**
 * What a browser may know of the catalogue: names, prices, tokens. No Stripe id, no lookup key.
 * @param runs ids of the features that the server executes by `defineRun`
 */
export function catalogView(
  catalog: ParsedCatalog,
  runs: readonly string[],
  policies: Pick<Policies, 'confirmAbove' | 'lowBalance'>,
): CatalogWire {
  return {
    plans: catalog.plans.map(({ id, name, description, tokens, refill, prices, includes, contact, isDefault }) => ({
      id,
      name,
      description,
      tokens,
      ...(isMonthly(refill.every.unpaid) ? {} : { refillEvery: refill.every.unpaid ?? undefined }),
      prices: { month: prices.month && { ...prices.month }, year: prices.year && { ...prices.year } },
      includes: [...includes],
      contact,
      isDefault,
    })),
    features: catalog.features.map(({ id, name, description, charge, cost, levels, gated }) => ({
      id,
      name,
      description,
      charge,
      cost: charge === 'flag' ? null : cost,
      levels: { ...levels },
      gated,
      isRun: runs.includes(id),
    })),
    intervals: (['month', 'year'] as const).filter((interval) =>
      catalog.plans.some((plan) => plan.prices[interval] !== null),
    ),
    ...(catalog.precision === 0 ? {} : { precision: catalog.precision }),
    confirmAbove: policies.confirmAbove,
    lowBalance: [...policies.lowBalance],
  };
}

const isMonthly = (every: ParsedRefill['every']['unpaid']): boolean =>
  every === null || (every.unit === 'month' && every.count === 1);
