import type { AccountWire, CatalogWire, PlanWire } from '@farebox/core/contract';

/** The plan whose rules hold now; undefined while one of the two is not known, or when the catalogue has it no longer. */
export const currentPlan = (catalog: CatalogWire | undefined, account: AccountWire | undefined): PlanWire | undefined =>
  account && planOf(catalog, account.subscription.plan);

export const planOf = (catalog: CatalogWire | undefined, plan: string): PlanWire | undefined =>
  catalog?.plans.find(({ id }) => id === plan);

/** The feature as people know it; its id while the catalogue is not known. */
export const featureName = (catalog: CatalogWire | undefined, feature: string): string =>
  catalog?.features.find(({ id }) => id === feature)?.name ?? feature;
