import type { ParsedCatalog, ParsedFeature } from '../../catalog/parsed-catalog.js';
import { InvalidUsage } from '../../errors/invalid-usage.js';
import { UnknownFeature } from '../../errors/unknown-feature.js';

/** The paid feature with this id. Throws UnknownFeature, also for a flag: it costs nothing and cannot be run. */
export function paidFeature(catalog: ParsedCatalog, id: string): ParsedFeature {
  const feature = catalog.feature(id);
  if (feature && feature.charge !== 'flag') return feature;
  throw new UnknownFeature(
    id,
    catalog.features.filter(({ charge }) => charge !== 'flag').map((known) => known.id),
  );
}

/** What a usage costs, in tokens. Throws InvalidUsage for a level the feature does not have: never a silent factor 1. */
export function costOf(feature: ParsedFeature, usage: object | undefined): number {
  const { complexity, units } = (usage ?? {}) as { readonly complexity?: unknown; readonly units?: unknown };
  if (units !== undefined) throw new InvalidUsage(feature.id, 'it is not metered, so it has no units');
  if (complexity === undefined) return feature.cost;
  if (feature.charge !== 'levels') throw new InvalidUsage(feature.id, 'it has one flat cost, so it has no complexity');
  const cost = typeof complexity === 'string' ? feature.levels[complexity] : undefined;
  if (cost === undefined)
    throw new InvalidUsage(
      feature.id,
      `there is no level "${String(complexity)}"; its levels are ${Object.keys(feature.levels).join(', ')}`,
    );
  return cost;
}
