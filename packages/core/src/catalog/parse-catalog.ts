import type { z } from 'zod';
import { InvalidCatalogError } from '../errors/settings.js';
import type { Interval } from './catalog-input.js';
import { type CatalogData, catalogSchema, type FeatureData, isPrecision, sayIssue } from './catalog-schema.js';
import type { Catalog } from './catalog-shape.js';
import { amountsOf, checkCatalog } from './check-catalog.js';
import { refillEvery } from './check-refills.js';
import { costAtFactor } from './cost.js';
import type { Money } from './money.js';
import { MAIN_GROUP, type ParsedCatalog, type ParsedFeature, type ParsedPlan } from './parsed-catalog.js';
import { type CatalogPrice, createPriceIndex, lookupKeyOf } from './price-index.js';

// `createFarebox` may run per request: a catalogue is parsed once.
const parsed = new WeakMap<object, ParsedCatalog>();

/** Checks a catalogue and fills in what is left out. Throws InvalidCatalogError with every finding. */
export function parseCatalog(catalog: Catalog): ParsedCatalog {
  const known = parsed.get(catalog);
  if (known) return known;
  const precision = catalog.tokens?.precision;
  const checked = catalogSchema(isPrecision(precision) ? precision : 0).safeParse(catalog);
  if (!checked.success) throw new InvalidCatalogError(checked.error.issues.map(sentence));
  const problems = checkCatalog(checked.data);
  if (problems.length > 0) throw new InvalidCatalogError(problems);
  const result = toParsed(checked.data);
  parsed.set(catalog, result);
  return result;
}

function toParsed(data: CatalogData): ParsedCatalog {
  const plans = Object.entries(data.plans).map(([id, plan]) => toPlan(id, plan));
  const features = Object.entries(data.features).map(([id, feature]) => toFeature(id, feature));
  const planById = new Map(plans.map((plan) => [plan.id, plan]));
  const featureById = new Map(features.map((feature) => [feature.id, feature]));
  return Object.freeze({
    precision: data.tokens?.precision ?? 0,
    plans: Object.freeze(plans),
    features: Object.freeze(features),
    defaultPlan: plans.find((plan) => plan.isDefault) ?? null,
    prices: createPriceIndex(plans.flatMap(pricesOf)),
    plan: (id: string) => planById.get(id) ?? null,
    feature: (id: string) => featureById.get(id) ?? null,
  });
}
function toPlan(id: string, plan: CatalogData['plans'][string]): ParsedPlan {
  return Object.freeze({
    id,
    name: plan.name,
    description: plan.description ?? null,
    tokens: plan.tokens === 'unlimited' ? null : plan.tokens,
    refill: {
      policy: plan.refill?.policy ?? 'reset',
      rollover: plan.refill?.rollover
        ? { cap: plan.refill.rollover.cap, intervals: plan.refill.rollover.intervals ?? 1 }
        : null,
      every: { month: refillEvery(plan, 'month'), year: refillEvery(plan, 'year'), unpaid: refillEvery(plan, null) },
    },
    trialTokens: plan.trial?.tokens ?? null,
    change: { up: plan.change?.up ?? 'prorated-delta', down: plan.change?.down ?? 'keep' },
    prices: { month: moneyOf(plan, 'month'), year: moneyOf(plan, 'year') },
    includes: plan.includes ?? [],
    contact: plan.contact ?? null,
    isDefault: plan.prices === undefined && plan.contact === undefined,
    productGroup: MAIN_GROUP,
  });
}
function toFeature(id: string, feature: FeatureData): ParsedFeature {
  const cost = 'cost' in feature && typeof feature.cost === 'number' ? feature.cost : 0;
  const factors = 'complexity' in feature ? Object.entries(feature.complexity ?? {}) : [];
  const levels = factors.flatMap(([level, factor]) =>
    typeof factor === 'number' ? [[level, costAtFactor(cost, factor)] as const] : [],
  );
  return Object.freeze({
    id,
    name: feature.name,
    description: feature.description ?? null,
    charge: 'type' in feature ? 'flag' : levels.length > 0 ? 'levels' : 'flat',
    cost,
    // No prototype: a level called "constructor" must be unknown, not a function.
    levels: Object.freeze(Object.assign(Object.create(null) as Record<string, number>, Object.fromEntries(levels))),
    gated: 'gated' in feature && feature.gated === true,
  });
}
function moneyOf(plan: CatalogData['plans'][string], interval: Interval): Money | null {
  const price = plan.prices?.[interval];
  return price === undefined ? null : (amountsOf(price)[0] ?? null);
}
function pricesOf(plan: ParsedPlan): CatalogPrice[] {
  return (['month', 'year'] as const).flatMap((interval) => {
    const money = plan.prices[interval];
    return money === null
      ? []
      : [
          {
            plan: plan.id,
            planName: plan.name,
            productGroup: plan.productGroup,
            interval,
            money,
            lookupKey: lookupKeyOf(plan.id, interval),
          },
        ];
  });
}
/** "plans.starter.prices.month: must be …" */
function sentence(issue: z.core.$ZodIssue): string {
  const where = issue.path.join('.');
  return `${where === '' ? 'the catalogue' : where}: ${sayIssue(issue)}.`.replace(/\.\.$/, '.');
}
