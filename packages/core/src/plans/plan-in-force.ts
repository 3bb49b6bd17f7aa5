import type { ParsedCatalog, ParsedPlan } from '../catalog/parsed-catalog.js';
import type { AccountRow, Instant, ScheduleRow } from '../domain/ledger-rows.js';
import { FREE_SLOT, isInForce } from '../domain/refill-schedule.js';

/** Which plan's rules hold for an account now, from its refill schedules alone. */
export interface PlanInForce {
  /** Null = none, or one that left the catalogue. */
  readonly plan: ParsedPlan | null;
  /** Bought, and in force: also during the grace after an unpaid renewal. */
  readonly isPaid: boolean;
  /** The paid plan whose tokens ran out with their grace because no renewal was paid, and that nothing has replaced. */
  readonly lapsed: ParsedPlan | null;
}

export function planInForce(
  catalog: ParsedCatalog,
  account: AccountRow | null,
  schedules: readonly ScheduleRow[],
  now: Instant,
): PlanInForce {
  const inForce = schedules.filter((schedule) => isInForce(schedule, now));
  const paid = inForce.filter(({ slot }) => slot !== FREE_SLOT);
  const main = paid.find(({ slot }) => slot === account?.mainSlot) ?? newest(paid) ?? newest(inForce);
  if (main) return { plan: catalog.plan(main.plan), isPaid: main.slot !== FREE_SLOT, lapsed: null };
  // Grace lies between `until` and `keepUntil`; a plan that was cancelled has none and lapses into the default plan.
  const unpaid = newest(
    schedules.filter(
      ({ slot, until, keepUntil }) =>
        slot !== FREE_SLOT && until !== null && keepUntil !== null && until < keepUntil && keepUntil <= now,
    ),
  );
  return { plan: null, isPaid: false, lapsed: unpaid ? catalog.plan(unpaid.plan) : null };
}
const newest = (schedules: readonly ScheduleRow[]): ScheduleRow | undefined =>
  schedules.toSorted((a, b) => b.from - a.from)[0];
