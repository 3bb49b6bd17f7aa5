import type { ParsedCatalog, ParsedPlan } from '../catalog/parsed-catalog.js';
import type { AccountRow, Instant, ScheduleRow } from '../domain/ledger-rows.js';
import { FREE_SLOT, isInForce } from '../domain/refill-schedule.js';

/** Which plan's rules hold for an account now, from its refill schedules alone. */
export interface PlanInForce {
  /** Null = none, or one that left the catalogue. */
  readonly plan: ParsedPlan | null;
  /** Bought, and in force: also during the grace after an unpaid renewal. */
  readonly isPaid: boolean;
  /** The paid plan whose tokens ran out, and that nothing has replaced. */
  readonly lapsed: ParsedPlan | null;
  /** Why it lapsed, by the subscription's row; absent or null = it goes on no more, or nobody has looked. */
  readonly because?: Lapse | null | undefined;
}
/**
 * What Stripe said of a subscription that goes on though its tokens ran out. `uncovered`: nothing that explains it; a payment
 * that we have not heard of yet.
 */
export type Lapse = 'past_due' | 'paused' | 'uncovered';

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
  const last = newest(
    schedules.filter(({ slot, keepUntil }) => slot !== FREE_SLOT && keepUntil !== null && keepUntil <= now),
  );
  return { plan: null, isPaid: false, lapsed: last ? catalog.plan(last.plan) : null };
}
const newest = (schedules: readonly ScheduleRow[]): ScheduleRow | undefined =>
  schedules.toSorted((a, b) => b.from - a.from)[0];
