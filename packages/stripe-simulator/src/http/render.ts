import { downgrade } from '../eras/downgrade.js';
import type { ApiVersion } from '../eras/version.js';
import { includableOf } from '../resources/includable.js';
import { freshen } from '../resources/freshen.js';
import { referenced } from '../resources/references.js';
import type { Json, JsonObject } from '../state/stored.js';
import type { World } from '../world.js';
import { invalidRequest } from './stripe-error.js';

/**
 * Turns objects in their newest shape into an answer for one API version. Nothing here changes state.
 * `frozen` leaves copies as they are: an event shows the price of its day.
 */
export function render(
  world: World,
  value: unknown,
  version: ApiVersion,
  expand: readonly string[] = [],
  frozen = false,
): Json {
  const rendered = present(world, value, version, frozen);
  for (const path of expand) expandAt(world, rendered, path.split('.'), version, path);
  return rendered;
}

function present(world: World, value: unknown, version: ApiVersion, frozen: boolean): Json {
  if (Array.isArray(value)) return value.map((element) => present(world, element, version, frozen));
  if (value === null || typeof value !== 'object') return value as Json;
  const source = value as JsonObject;
  const kind = typeof source['object'] === 'string' ? source['object'] : undefined;
  const current = kind && !frozen ? freshen(world, kind, source) : source;
  // Entries, not assignments: a metadata key named __proto__ is data.
  const output: JsonObject = Object.fromEntries(
    Object.entries(current)
      .filter(([, child]) => child !== undefined)
      .map(([key, child]) => [key, present(world, child, version, frozen)]),
  );
  return kind
    ? downgrade(kind, output, { world, version, present: (inner) => present(world, inner, version, frozen) })
    : output;
}

const MAX_DEPTH = 4;

function expandAt(world: World, value: Json, steps: string[], version: ApiVersion, path: string): void {
  if (path.split('.').filter((step) => step !== 'data').length > MAX_DEPTH) {
    throw invalidRequest(`You cannot expand more than ${MAX_DEPTH} levels of a property. Property: ${path}`, {
      param: 'expand',
    });
  }
  if (Array.isArray(value)) {
    for (const element of value) expandAt(world, element, steps, version, path);
    return;
  }
  const [step, ...rest] = steps;
  if (step === undefined || value === null || typeof value !== 'object') return;
  if (!Object.hasOwn(value, step)) {
    const included = includableOf(world, value, step, version);
    if (included === undefined) {
      throw invalidRequest(`This property cannot be expanded (${path}).`, { param: 'expand' });
    }
    value[step] = present(world, included, version, false);
  }
  const child = value[step];
  if (typeof child === 'string') {
    const target = referenced(world, step, child);
    if (target === undefined) throw invalidRequest(`This property cannot be expanded (${path}).`, { param: 'expand' });
    if (target !== null) value[step] = present(world, target, version, false);
  } else if (Array.isArray(child)) {
    value[step] = child.map((element) => {
      const target = typeof element === 'string' ? referenced(world, step, element) : undefined;
      return target ? present(world, target, version, false) : element;
    });
  }
  expandAt(world, value[step], rest, version, path);
}
