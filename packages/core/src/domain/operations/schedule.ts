import { expiryKey, upgradeKey } from '../business-keys.js';
import { lapse, payDebt } from '../holds.js';
import type { GrantRow, ScheduleRow } from '../ledger-rows.js';
import { DEFAULT_PRIORITY, UNLIMITED_PRIORITY, UNLIMITED_TOKENS } from '../ledger-rows.js';
import {
  expiryUnder,
  isScheduled,
  lastRefillAt,
  lastRefillIndex,
  refillExpiry,
  unboundedRefillAt,
} from '../refill-schedule.js';
import { refreshMain, settle } from '../settle.js';
import type { Command, ScheduleCommand, Step, StepResult } from '../step.js';
import type { Place, WorkingAccount } from '../working-account.js';

/**
 * A plan starts, renews or changes its dates. A period that the slot has left behind changes nothing (late news of it), and
 * a period that has refilled goes on counting where it stood: no refill is granted twice.
 */
export function schedule(
  account: WorkingAccount,
  step: Step,
  command: ScheduleCommand,
  place: Place,
  hash: string,
): StepResult | null {
  const before = account.schedules.get(command.slot);
  const from = command.from ?? account.now;
  // Within an interval that spans several paid periods not every one of them refills and could tell that it has come.
  const isBehind = before?.every?.spans === true && from < before.from && before.from <= account.now;
  if (!isBehind && (before?.lastFrom == null || from >= before.lastFrom)) {
    const until = command.until ?? null;
    const keepUntil = command.keepUntil === undefined ? until : command.keepUntil;
    const after = account.setSchedule({
      account: account.row.account,
      slot: command.slot,
      plan: command.plan,
      amount: command.amount,
      every: command.every,
      anchor: command.anchor ?? from,
      from,
      // Tokens are never kept for less long than refills come.
      until: until !== null && keepUntil !== null ? Math.min(until, keepUntil) : until,
      keepUntil,
      policy: command.policy ?? 'reset',
      rollover: command.rollover ?? null,
      nextK: before?.lastFrom === from ? before.lastK : 0,
      peak: before?.peak ?? 0,
      lastFrom: before?.lastFrom ?? null,
      lastK: before?.lastK ?? 0,
    });
    redate(account, after);
    if (before && lastRefillIndex(after) !== null && before.amount !== command.amount)
      changePlan(account, before, after, command, step);
    settle(account);
    refreshMain(account, account.now);
  }
  account.write('schedule', place, { step, hash, of: command.slot });
  return null;
}

/** The plan ends, now or at an instant to come: no refill from then on, and its tokens end with it. */
export function endSchedule(
  account: WorkingAccount,
  step: Step,
  command: Extract<Command, { readonly do: 'endSchedule' }>,
  place: Place,
  hash: string,
): StepResult | null {
  const before = account.schedules.get(command.slot);
  if (!before) return { status: 'notFound' };
  const at = Math.max(command.at ?? account.now, before.from);
  const ends = { until: Math.min(before.until ?? at, at), keepUntil: Math.min(before.keepUntil ?? at, at) };
  redate(account, account.setSchedule({ ...before, ...ends }));
  settle(account);
  refreshMain(account, account.now);
  account.write('schedule', place, { step, hash, of: command.slot });
  return null;
}

const planGrants = (account: WorkingAccount, slot: string): readonly GrantRow[] =>
  [...account.grants.values()].filter(
    (grant) => grant.slot === slot && grant.category === 'plan' && grant.remaining > 0,
  );

/** The slot's live grants end when its schedule now says. */
function redate(account: WorkingAccount, schedule: ScheduleRow): void {
  for (const grant of planGrants(account, schedule.slot)) {
    const expiresAt = isScheduled(grant) ? expiryUnder(schedule, grant, account.now) : grant.expiresAt;
    if (expiresAt !== grant.expiresAt) account.setGrant({ ...grant, expiresAt });
  }
}

/**
 * Another amount within an interval that has refilled. `peak` remembers the most that the interval was entitled to, so
 * that flipping between plans adds up to the dearest of them and never to their sum.
 */
function changePlan(
  account: WorkingAccount,
  before: ScheduleRow,
  after: ScheduleRow,
  command: ScheduleCommand,
  step: Step,
): void {
  const policy = command.change ?? 'keep';
  if (before.amount === null || after.amount === null) return crossUnlimited(account, after, step);
  const startedAt = lastRefillAt(after) ?? after.from;
  if (policy === 'keep') return;
  const left = planGrants(account, after.slot);
  const leftover = left.reduce((sum, grant) => sum + grant.remaining, 0);
  const peak = Math.max(before.peak, after.amount);
  account.setSchedule({ ...after, peak });
  if (policy === 'cap') return shrink(account, left, Math.max(0, leftover - after.amount));
  if (policy === 'prorated-delta') {
    const delta = prorate(peak - before.peak, account.now, startedAt, intervalEnd(after));
    return give(account, after, delta, upgradeKey(after.slot, startedAt, after.plan));
  }
  const used = Math.max(0, before.peak - leftover);
  const wanted = Math.max(0, after.amount - used);
  // From here the interval counts from what was used: plans without more of it cannot be farmed by going up again.
  account.setSchedule({ ...after, peak: Math.max(after.amount, used) });
  shrink(account, left, Math.max(0, leftover - wanted));
  give(
    account,
    after,
    Math.max(0, wanted - leftover),
    upgradeKey(after.slot, startedAt, after.plan, account.row.seq + 1),
  );
}

/** Where the running interval ends: the next refill, or the end of what is paid. */
function intervalEnd(schedule: ScheduleRow): number | null {
  const next = unboundedRefillAt(schedule, (lastRefillIndex(schedule) ?? -1) + 1);
  // What spans several payments was granted for all of it when it began, and so is what is added to it.
  const isRenewing = schedule.until !== null && (schedule.keepUntil ?? Number.POSITIVE_INFINITY) > schedule.until;
  if (schedule.every?.spans === true && isRenewing) return next;
  return next === null ? schedule.until : schedule.until === null ? next : Math.min(next, schedule.until);
}

/** The share of `amount` for what is left of the interval, rounded up: the customer has paid for it. */
export function prorate(amount: number, at: number, from: number, to: number | null): number {
  if (to === null || at <= from) return amount;
  if (at >= to) return 0;
  const [share, whole] = [BigInt(to - at), BigInt(to - from)];
  return Number((BigInt(amount) * share + whole - 1n) / whole);
}

function give(account: WorkingAccount, schedule: ScheduleRow, amount: number, key: string): void {
  if (amount === 0) return;
  const isUnlimited = schedule.amount === null;
  const grant = account.addGrant(
    'grant',
    { key, part: 0, by: 1 },
    {
      key,
      category: 'plan',
      priority: isUnlimited ? UNLIMITED_PRIORITY : DEFAULT_PRIORITY,
      startsAt: account.now,
      expiresAt: refillExpiry(schedule, lastRefillIndex(schedule) ?? schedule.lastK - 1),
      amount,
      slot: schedule.slot,
      reference: null,
    },
  );
  account.own(grant, amount);
  payDebt(account, { key, part: 1, by: 1 }, account.now);
}

/** Takes so many of the plan's tokens away, the last to burn first. */
function shrink(account: WorkingAccount, grants: readonly GrantRow[], amount: number): void {
  let left = amount;
  for (const grant of [...grants].reverse()) {
    const taken = Math.min(left, grant.remaining);
    if (taken === 0) continue;
    left -= taken;
    account.own(grant, -taken);
    account.write(
      'expire',
      { key: expiryKey(grant.id, account.row.seq + 1), part: 0, by: 1 },
      { amount: -taken, grant: grant.id },
    );
  }
}

/** To or from a plan without limit: its tokens are none that could be carried over, so the interval starts with the new plan's. */
function crossUnlimited(account: WorkingAccount, after: ScheduleRow, step: Step): void {
  for (const grant of planGrants(account, after.slot)) {
    account.setGrant({ ...grant, expiresAt: account.now });
    lapse(
      account,
      account.grant(grant.id),
      { key: expiryKey(grant.id, account.row.seq + 1), part: 0, by: 1 },
      account.now,
    );
  }
  const amount = after.amount ?? UNLIMITED_TOKENS;
  give(
    account,
    account.setSchedule({ ...after, peak: amount }),
    amount,
    upgradeKey(after.slot, account.now, after.plan, step.key),
  );
}
