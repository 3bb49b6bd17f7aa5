import { isScheduledKey } from './business-keys.js';
import { addInterval, boundaryAt, SLACK } from './calendar.js';
import type { GrantRow, Instant, ScheduleRow } from './ledger-rows.js';

/** The slot of the plan without a subscription. */
export const FREE_SLOT = 'free';

/** When refill `k` of the schedule falls due; null = it has none (any more). Refill 0 is the start of what is paid. */
export function refillAt(schedule: ScheduleRow, k: number): Instant | null {
  const at = unboundedRefillAt(schedule, k);
  if (at === null || schedule.until === null) return at;
  // A boundary where the next paid period begins is that period's: Stripe's seconds must not make it fall due in both.
  const isNextPeriods = schedule.every?.spans === true && at > schedule.from && schedule.until - SLACK <= at;
  return isNextPeriods || at >= schedule.until ? null : at;
}

const nextRefills = new WeakMap<ScheduleRow, Instant | null>();
/** When the schedule's next refill falls due; null = it has none. Kept by row: it is asked for at every use of tokens. */
export function nextRefillAt(schedule: ScheduleRow): Instant | null {
  const known = nextRefills.get(schedule);
  if (known !== undefined) return known;
  const at = refillAt(schedule, schedule.nextK);
  nextRefills.set(schedule, at);
  return at;
}

/** Does the paid period begin between two refills of an interval that spans several of them? */
function isMidInterval({ anchor, from, every }: ScheduleRow): boolean {
  return every?.spans === true && addInterval(anchor, every, boundaryAt(anchor, every, from)) < from - SLACK;
}

/** The same without regard to what is paid: where the next interval would begin. */
export function unboundedRefillAt(schedule: ScheduleRow, k: number): Instant | null {
  const { anchor, from, every } = schedule;
  if (every !== null && isMidInterval(schedule))
    return addInterval(anchor, every, boundaryAt(anchor, every, from) + k + 1);
  if (k === 0) return from;
  return every === null ? null : addInterval(anchor, every, boundaryAt(anchor, every, from) + k);
}

/** Unlimited plans start over with every refill, whatever their policy. */
export const refillPolicyOf = (schedule: ScheduleRow): ScheduleRow['policy'] =>
  schedule.amount === null ? 'reset' : schedule.policy;

/** When tokens of refill `k` end: at the next refill where plans reset, else with what is paid (and its grace). */
export function refillExpiry(schedule: ScheduleRow, k: number): Instant | null {
  const next = refillPolicyOf(schedule) === 'reset' ? refillAt(schedule, k + 1) : null;
  return next ?? schedule.keepUntil;
}

/** Index of the latest refill, counted in the current period; -1 = an earlier one's that goes on. Null = there is none. */
export function lastRefillIndex(schedule: ScheduleRow): number | null {
  if (schedule.lastFrom === schedule.from && schedule.lastK > 0) return schedule.lastK - 1;
  return schedule.lastFrom !== null && isMidInterval(schedule) ? -1 : null;
}
/** The schedule's latest refill; null = the current period has had none. */
export function lastRefillAt(schedule: ScheduleRow): Instant | null {
  const index = lastRefillIndex(schedule);
  return index === null ? null : unboundedRefillAt(schedule, index);
}

/** Grants that a schedule made itself; those granted by hand keep the date they were given. */
export const isScheduled = (grant: GrantRow): boolean =>
  grant.slot !== null && grant.category === 'plan' && isScheduledKey(grant.key);

/**
 * What a scheduled grant's expiry has to be now that the schedule says what it says. Never moved to before `now`: what was
 * spent from it meanwhile was spent in its time.
 */
export function expiryUnder(schedule: ScheduleRow, grant: GrantRow, now: Instant): Instant | null {
  const wanted = wantedExpiry(schedule, grant);
  if (wanted === null || wanted >= now) return wanted;
  return grant.expiresAt === null ? now : Math.min(grant.expiresAt, now);
}
function wantedExpiry(schedule: ScheduleRow, grant: GrantRow): Instant | null {
  const index = lastRefillIndex(schedule);
  const last = lastRefillAt(schedule);
  if (index === null || last === null) return grant.expiresAt;
  if (grant.startsAt >= last || refillPolicyOf(schedule) !== 'reset') return refillExpiry(schedule, index);
  return grant.expiresAt === null ? last : Math.min(grant.expiresAt, last);
}

/** Is the plan in force (its grace included)? */
export const isInForce = (schedule: ScheduleRow, at: Instant): boolean =>
  schedule.from <= at && (schedule.keepUntil === null || at < schedule.keepUntil);

/** A plan without limit in force, its tokens granted; null = every plan has one. */
export function unlimitedSchedule(schedules: Iterable<ScheduleRow>, at: Instant): ScheduleRow | null {
  for (const schedule of schedules)
    if (schedule.amount === null && schedule.lastFrom === schedule.from && isInForce(schedule, at)) return schedule;
  return null;
}

/** Which plan's refills define the balance's period: no limit before any limit, paid before free, the larger, the slot's name. */
export function mainSchedule(schedules: Iterable<ScheduleRow>, at: Instant): ScheduleRow | null {
  let main: ScheduleRow | null = null;
  for (const schedule of schedules)
    if (isInForce(schedule, at) && (main === null || compareMain(schedule, main) < 0)) main = schedule;
  return main;
}
function compareMain(a: ScheduleRow, b: ScheduleRow): number {
  return (
    Number(a.amount !== null) - Number(b.amount !== null) ||
    Number(a.slot === FREE_SLOT) - Number(b.slot === FREE_SLOT) ||
    (b.amount ?? 0) - (a.amount ?? 0) ||
    (a.slot < b.slot ? -1 : 1)
  );
}

/** The next refill, also one that waits for a renewal to be paid; null = none is expected. */
export function nextResetOf(schedule: ScheduleRow): Instant | null {
  const next = nextRefillAt(schedule);
  if (next !== null) return next;
  const isRenewing = schedule.until !== null && (schedule.keepUntil === null || schedule.keepUntil > schedule.until);
  if (!isRenewing) return null;
  if (schedule.every?.spans !== true) return schedule.until;
  return Math.max(schedule.until ?? 0, unboundedRefillAt(schedule, schedule.nextK) ?? 0);
}
