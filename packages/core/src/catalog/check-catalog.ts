import type { CatalogData, FeatureData, PriceData } from './catalog-schema.js';
import { checkRefills } from './check-refills.js';
import { costAtFactor } from './cost.js';

const ID = /^[a-z][a-z0-9_]{0,62}$/;
const INTERVALS = ['month', 'year'] as const;

/** What zod cannot see: how the parts fit together, and what this release does not run. Whole sentences: what, why, how to mend. */
export function checkCatalog(catalog: CatalogData): string[] {
  return [
    ...checkIds(catalog),
    ...checkPlans(catalog),
    ...checkRefills(catalog.plans),
    ...checkFeatures(catalog),
    ...checkRunnable(catalog),
  ];
}

function checkIds(catalog: CatalogData): string[] {
  const problems: string[] = [];
  for (const part of ['features', 'plans', 'topUps'] as const) {
    for (const id of Object.keys(catalog[part] ?? {})) {
      if (!ID.test(id))
        problems.push(
          `${part}.${id}: an id is stored for ever and must be plain: small letters, digits and _, at most 63, beginning with a letter.`,
        );
    }
  }
  return problems;
}

function checkPlans({ plans, features }: CatalogData): string[] {
  const problems: string[] = [];
  const defaults = Object.entries(plans).filter(([, plan]) => plan.prices === undefined && plan.contact === undefined);
  if (defaults.length > 1) {
    problems.push(
      `plans: ${defaults.map(([id]) => `"${id}"`).join(' and ')} have neither prices nor contact, and only one plan may be what a new customer is on. Give the others prices, or contact.`,
    );
  }
  for (const [id, plan] of Object.entries(plans)) {
    if (plan.prices !== undefined && plan.contact !== undefined) {
      problems.push(
        `plans.${id}: it has prices and contact, but a plan is sold either by Checkout or by talking. Remove one of the two.`,
      );
    }
    if (plan.prices !== undefined && INTERVALS.every((interval) => plan.prices?.[interval] === undefined)) {
      problems.push(
        `plans.${id}.prices: it is empty, so nobody could buy the plan. Write prices: { month: usd(19) }, or leave prices out for the plan that new customers are on.`,
      );
    }
    for (const interval of INTERVALS) {
      const price = plan.prices?.[interval];
      if (price !== undefined && amountsOf(price).some((money) => money.unitAmount === 0)) {
        problems.push(
          `plans.${id}.prices.${interval}: it is 0, and a free plan has no price at all. Leave prices out.`,
        );
      }
    }
    for (const included of plan.includes ?? []) {
      const feature = features[included];
      if (feature === undefined)
        problems.push(`plans.${id}.includes: there is no feature "${included}". Add it to features, or mend its name.`);
      else if (!('type' in feature) && feature.gated !== true) {
        problems.push(
          `plans.${id}.includes: "${included}" costs tokens and is open to every plan, so including it changes nothing. Give it gated: true, or remove it from includes.`,
        );
      }
    }
  }
  return problems;
}

function checkFeatures({ features, plans }: CatalogData): string[] {
  const problems: string[] = [];
  const included = new Set(Object.values(plans).flatMap((plan) => plan.includes ?? []));
  for (const [id, feature] of Object.entries(features)) {
    if (isGated(feature) && !included.has(id))
      problems.push(
        `features.${id}: it is gated, but no plan includes it, so nobody could run it. Name it in the includes of a plan.`,
      );
    if (!isFlat(feature)) continue;
    const levels = Object.entries(feature.complexity ?? {}).filter(([level]) => level !== 'fromDuration');
    if (feature.complexity !== undefined && levels.length === 0)
      problems.push(
        `features.${id}.complexity: it names no level. Write complexity: { low: 0.7, high: 1.5 }, or leave it out.`,
      );
    for (const [level, factor] of levels) {
      if (!ID.test(level))
        problems.push(
          `features.${id}.complexity.${level}: a level is stored with every spend and must be plain: small letters, digits and _.`,
        );
      if (typeof factor !== 'number')
        problems.push(`features.${id}.complexity.${level}: must be a factor above 0, as in 0.7.`);
      else if (!countable(feature.cost, factor))
        problems.push(
          `features.${id}.complexity.${level}: ${feature.cost} x ${factor} is more tokens than can be counted.`,
        );
    }
  }
  return problems;
}

/** Typed from the first version, run by a later one: refused by name, never ignored. */
function checkRunnable(catalog: CatalogData): string[] {
  const problems: string[] = [];
  const not = (where: string, what: string, instead: string) =>
    problems.push(`${where}: this release of Farebox does not run ${what} yet. ${instead}`);
  for (const [id, feature] of Object.entries(catalog.features)) {
    if ('cost' in feature && typeof feature.cost === 'object')
      not(`features.${id}.cost`, 'metered costs (per)', 'Give it a flat cost, or a cost with complexity levels.');
    if ('complexity' in feature && feature.complexity?.['fromDuration'] !== undefined)
      not(
        `features.${id}.complexity.fromDuration`,
        'levels from the measured time',
        'Remove it, and report the level from the run.',
      );
  }
  for (const [id, plan] of Object.entries(catalog.plans)) {
    for (const interval of INTERVALS) {
      const price = plan.prices?.[interval];
      if (price === undefined) continue;
      const where = `plans.${id}.prices.${interval}`;
      if (Array.isArray(price) || ('amount' in price && Array.isArray(price.amount)))
        not(where, 'prices in several currencies', 'Keep one amount.');
      if (!('amount' in price)) continue;
      if (price.per !== undefined) not(`${where}.per`, 'prices per seat', 'Leave per out.');
      if (price.taxBehavior !== undefined)
        not(
          `${where}.taxBehavior`,
          'a tax behaviour per price',
          "Leave it out: Stripe's default for your account holds.",
        );
      if (price.stripe !== undefined)
        not(
          `${where}.stripe`,
          'the adoption of prices that exist already',
          'Leave it out: prices.push makes the price.',
        );
    }
  }
  for (const id of Object.keys(catalog.topUps ?? {})) not(`topUps.${id}`, 'top-ups', 'Remove it.');
  return problems;
}

const isFlat = (feature: FeatureData): feature is Extract<FeatureData, { cost: number }> =>
  'cost' in feature && typeof feature.cost === 'number';
const isGated = (feature: FeatureData): boolean => 'gated' in feature && feature.gated === true;
export function amountsOf(price: PriceData): readonly { readonly currency: string; readonly unitAmount: number }[] {
  const amount = 'amount' in price ? price.amount : price;
  return Array.isArray(amount) ? amount : [amount];
}
function countable(cost: number, factor: number): boolean {
  try {
    costAtFactor(cost, factor);
    return true;
  } catch {
    return false;
  }
}
