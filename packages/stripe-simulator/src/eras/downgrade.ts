import type { Json, JsonObject } from '../state/stored.js';
import type { World } from '../world.js';
import { acacia } from './acacia.js';
import { basil } from './basil.js';
import { clover } from './clover.js';
import { dahlia } from './dahlia.js';
import { endive } from './endive.js';
import { older } from './older.js';
import type { ApiVersion } from './version.js';

export interface Downgrade {
  world: World;
  version: ApiVersion;
  /** Renders another object for the same version. */
  present: (value: unknown) => Json;
}

/** How to undo one breaking change: for answers older than `since`, change the object of this kind. */
export interface Undo {
  /** First version that has the change. */
  since: string;
  kind: string;
  undo: (object: JsonObject, context: Downgrade) => void;
}

// Newest first: each step sees the shape that the step before it left.
const STEPS: readonly Undo[] = [...endive, ...dahlia, ...clover, ...basil, ...acacia, ...older];
const BY_KIND = new Map<string, Undo[]>();
for (const step of STEPS) BY_KIND.set(step.kind, [...(BY_KIND.get(step.kind) ?? []), step]);

/** Rewrites an object (its insides are rewritten already) into the shape of an older version. */
export function downgrade(kind: string, object: JsonObject, context: Downgrade): JsonObject {
  for (const step of BY_KIND.get(kind) ?? []) if (context.version.day < step.since) step.undo(object, context);
  return object;
}
