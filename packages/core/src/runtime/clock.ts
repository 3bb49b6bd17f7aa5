import type { Instant } from '../domain/ledger-rows.js';

/**
 * The only place that asks the machine for the time. What decides about tokens is the time of the store, taken inside the
 * commit; tests, the demo and customers on a test clock override it.
 */
export interface Clock {
  /** For a unit's `now`: the override, or undefined = the store takes its own. Read once per unit, before the commit. */
  override(): Promise<Instant | undefined>;
  /** For stamps in records and for what is shown: the override, or the machine's time. Never decides about tokens. */
  now(): Promise<Instant>;
}

export function createClock(read: (() => Date | Promise<Date>) | undefined): Clock {
  async function override(): Promise<Instant | undefined> {
    if (!read) return undefined;
    const instant = (await read()).getTime();
    if (!Number.isSafeInteger(instant))
      throw new TypeError('The clock passed to createFarebox answered no valid Date.');
    return instant;
  }
  return { override, now: async () => (await override()) ?? Date.now() };
}
/** The machine's wall clock, for what must be real time whatever the engine's clock says: signatures, ids. */
export const wallClock = (): Instant => Date.now();
