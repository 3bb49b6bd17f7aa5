import type { JsonObject } from '../state/stored.js';
import { acacia } from './acacia.js';
import { basil } from './basil.js';
import { clover } from './clover.js';
import { dahlia } from './dahlia.js';
import { endive } from './endive.js';
import { older } from './older.js';
import type { Downgrade, Undo } from './undo.js';

// Newest first: each step sees the shape that the step before it left.
const STEPS: readonly Undo[] = [...endive, ...dahlia, ...clover, ...basil, ...acacia, ...older];
const BY_KIND = new Map<string, Undo[]>();
for (const step of STEPS) BY_KIND.set(step.kind, [...(BY_KIND.get(step.kind) ?? []), step]);

/** Rewrites an object (its insides are rewritten already) into the shape of an older version. */
export function downgrade(kind: string, object: JsonObject, context: Downgrade): JsonObject {
  for (const step of BY_KIND.get(kind) ?? []) if (context.version.day < step.since) step.undo(object, context);
  return object;
}
