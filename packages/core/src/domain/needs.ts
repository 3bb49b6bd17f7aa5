import type { Needs } from './slice.js';
import type { Step } from './step.js';

/** The key under which a step's entries stand: its own, or its hold's. */
export const keyOfStep = (step: Step): string => ('hold' in step.command ? step.command.hold : step.key);

/** What of the account must be loaded so that `decide` can answer these steps. */
export function needs(steps: readonly Step[]): Needs {
  const keys = new Set<string>();
  const references = new Set<string>();
  for (const step of steps) {
    keys.add(keyOfStep(step));
    if (step.command.do === 'refund') keys.add(step.command.of);
    // A grant that an operation gave back beside others bears its key and a number; it must be found when nothing of it is left.
    if (step.command.do === 'expire')
      for (const key of [step.command.grant, step.command.grant.replace(/#\d+$/, '')]) keys.add(key);
    if (step.command.do === 'clawback') references.add(step.command.reference);
  }
  return { keys: [...keys], references: [...references] };
}
