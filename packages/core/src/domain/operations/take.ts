import { unlimitedKey } from '../business-keys.js';
import { windowEnd, windowStart } from '../calendar.js';
import { payDebt, useByMember } from '../holds.js';
import { UNLIMITED_PRIORITY, UNLIMITED_TOKENS } from '../ledger-rows.js';
import type { EntryKind, ScheduleRow } from '../ledger-rows.js';
import { refillExpiry, unlimitedSchedule } from '../refill-schedule.js';
import type { Step, StepResult } from '../step.js';
import type { EntryChange, Place, WorkingAccount } from '../working-account.js';

/** Why these tokens may not be used; null = they may. Makes room on unlimited plans. */
export function refusalOf(account: WorkingAccount, step: Step, amount: number, canOwe = false): StepResult | null {
  const { member } = step;
  const cap = member === undefined ? undefined : account.row.policy.memberCaps?.[member];
  if (cap) {
    const used = cap.windowStart === windowStart(cap.every, account.now) ? cap.used : 0;
    if (used + amount > cap.limit)
      return {
        status: 'memberCap',
        limit: cap.limit,
        used,
        required: amount,
        resetsAt: windowEnd(cap.every, account.now),
      };
  }
  const unlimited = account.row.available < amount ? unlimitedSchedule(account.schedules.values(), account.now) : null;
  if (unlimited) widen(account, unlimited, UNLIMITED_TOKENS);
  if (account.row.available < amount && !canOwe)
    return { status: 'insufficient', available: account.row.available, required: amount };
  return null;
}

/** An unlimited plan never declines: what nobody should ever use up is simply granted again. */
function widen(account: WorkingAccount, schedule: ScheduleRow, amount: number): void {
  const place: Place = { key: unlimitedKey(account.row.seq + 1), part: 0, by: 1 };
  const grant = account.addGrant('refill', place, {
    key: place.key,
    category: 'plan',
    priority: UNLIMITED_PRIORITY,
    startsAt: account.now,
    expiresAt: refillExpiry(schedule, schedule.lastK - 1),
    amount,
    slot: schedule.slot,
    reference: null,
  });
  account.own(grant, amount);
  payDebt(account, place, account.now);
}

/** Takes tokens in burn order, one entry per grant. Returns what was missing. */
export function take(
  account: WorkingAccount,
  kind: EntryKind,
  place: Place,
  amount: number,
  change: EntryChange,
): number {
  const isHold = kind === 'hold';
  let left = amount;
  for (const grant of account.burning()) {
    if (left === 0) break;
    const taken = Math.min(left, grant.remaining);
    left -= taken;
    account.write(kind, place, { ...change, amount: isHold ? 0 : -taken, held: isHold ? taken : 0, grant: grant.id });
  }
  return left;
}

/** Uses tokens beyond what is there: the rest is owed. */
export function takeOrOwe(
  account: WorkingAccount,
  kind: EntryKind,
  place: Place,
  amount: number,
  step: Step,
  change: EntryChange,
): void {
  const missing = take(account, kind, place, amount, change);
  if (missing > 0) account.write('overage', place, { ...change, debt: missing });
  useByMember(account, step.member, amount, account.now);
}
