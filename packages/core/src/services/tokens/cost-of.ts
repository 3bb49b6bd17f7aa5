import type { ParsedCatalog, ParsedFeature } from '../../catalog/parsed-catalog.js';
import { InvalidUsageError, UnknownFeatureError } from '../../errors/calls.js';

/** The paid feature with this id. Throws UnknownFeatureError, also for a flag: it costs nothing and cannot be run. */
export function paidFeature(catalog: ParsedCatalog, id: string): ParsedFeature {
  const feature = catalog.feature(id);
  if (feature && feature.charge !== 'flag') return feature;
  throw new UnknownFeatureError(
    id,
    catalog.features.filter(({ charge }) => charge !== 'flag').map((known) => known.id),
  );
}

/** What a usage costs, in tokens. Throws InvalidUsageError for a level the feature does not have: never a silent factor 1. */
export function costOf(feature: ParsedFeature, usage: object | undefined): number {
  const { complexity, units } = (usage ?? {}) as { readonly complexity?: unknown; readonly units?: unknown };
  if (units !== undefined) throw new InvalidUsageError(feature.id, 'it is not metered, so it has no units');
  if (complexity === undefined) return feature.cost;
  if (feature.charge !== 'levels')
    throw new InvalidUsageError(feature.id, 'it has one flat cost, so it has no complexity');
  const cost = typeof complexity === 'string' ? feature.levels[complexity] : undefined;
  if (cost === undefined)
    throw new InvalidUsageError(
      feature.id,
      `there is no level "${String(complexity)}"; its levels are ${Object.keys(feature.levels).join(', ')}`,
    );
  return cost;
}
