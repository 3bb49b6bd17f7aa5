import type { FeatureInput, PlanInput, TokensInput, TopUpInput } from './catalog-input.js';
import type { Catalog, Charges, Intervals } from './catalog-shape.js';
import { parseCatalog } from './parse-catalog.js';

/**
 * What is sold, once, as data: its ids become literal types everywhere, without `as const`. Checked and frozen when the
 * file loads; throws InvalidCatalogError with every finding as a sentence.
 */
export function defineCatalog<
  const F extends { readonly [feature: string]: FeatureInput },
  const P extends { readonly [plan: string]: PlanInput<keyof F & string> },
  const T extends { readonly [topUp: string]: TopUpInput } = {},
>(catalog: {
  readonly tokens?: TokensInput | undefined;
  readonly features: F;
  readonly plans: P;
  readonly topUps?: T | undefined;
}): Catalog<Charges<F>, Intervals<P>, keyof T & string> {
  const { features, plans, topUps = {}, ...unknown } = catalog;
  const frozen = deepFreeze(structuredClone({ features, plans, topUps, ...unknown })) as unknown as Catalog;
  parseCatalog(frozen);
  // The type parameters are worked out from the same literal that was just checked.
  return frozen as unknown as Catalog<Charges<F>, Intervals<P>, keyof T & string>;
}
function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) deepFreeze(inner);
  return Object.freeze(value);
}
