import type { AccountRow, GrantRow, Instant } from './ledger-rows.js';
import { nextRefillAt, nextResetOf, unlimitedSchedule } from './refill-schedule.js';
import type { Changes } from './slice.js';
import type { WorkingAccount } from './working-account.js';

/** The rows to write, with all that the account row knows in advance. Null = nothing has changed. */
export function finish(account: WorkingAccount, raised: number): Changes | null {
  const { row, slice } = account;
  const isUntouched =
    raised === 0 &&
    account.newEntries.length === 0 &&
    account.touchedGrants.size === 0 &&
    account.touchedSchedules.size === 0 &&
    row.mainSlot === (slice.account?.mainSlot ?? null);
  if (isUntouched) return null;
  const main = row.mainSlot === null ? undefined : account.schedules.get(row.mainSlot);
  const head = headOf(account);
  const next: AccountRow = {
    ...row,
    revision: row.revision + Math.max(1, raised),
    unlimited: unlimitedSchedule(account.schedules.values(), account.now) !== null,
    resetAt: main ? nextResetOf(main) : null,
    sweptAt: account.now,
    settleAt: settleAt(account),
    head: head?.id ?? null,
    fastLeft: head ? Math.min(row.available, untilNextLevel(row)) : 0,
  };
  account.row = { ...next };
  return {
    account: next,
    schedules: [...account.touchedSchedules]
      .map((slot) => account.schedules.get(slot))
      .filter((schedule) => schedule !== undefined),
    grants: [...account.touchedGrants].map((id) => account.grant(id)),
    entries: [...account.newEntries],
    details: [...account.newDetails],
  };
}

/** The grant that may be spent from without asking: none while a rule needs to look at every use. */
function headOf(account: WorkingAccount): GrantRow | null {
  const { policy, debt, available, held } = account.row;
  if (debt > 0 || Object.keys(policy.memberCaps ?? {}).length > 0) return null;
  const { lowBalance = [], fired = [] } = policy;
  // A hold that comes back could lift the balance over a level it has not been told about: crossing it again must be seen.
  if (lowBalance.some((level) => !fired.includes(level) && level >= available && level < available + held)) return null;
  return account.burning()[0] ?? null;
}

/** How many tokens may go before the next low balance is crossed. */
function untilNextLevel({ policy, available }: AccountRow): number {
  const { lowBalance = [], fired = [] } = policy;
  return lowBalance.reduce(
    (least, level) => (level < available && !fired.includes(level) ? Math.min(least, available - level - 1) : least),
    Number.MAX_SAFE_INTEGER,
  );
}

/** The earliest instant at which anything changes by itself; earlier than true where a hold was not loaded, never later. */
function settleAt(account: WorkingAccount): Instant | null {
  const { slice, row, now } = account;
  const instants: (Instant | null)[] = [];
  for (const grant of account.grants.values()) {
    if (grant.remaining === 0) continue;
    instants.push(grant.expiresAt);
    if (account.waiting.has(grant.id)) instants.push(grant.startsAt);
  }
  for (const schedule of account.schedules.values()) {
    instants.push(nextRefillAt(schedule));
    if (schedule.keepUntil !== null && schedule.keepUntil > now) instants.push(schedule.keepUntil);
    if (schedule.from > now) instants.push(schedule.from);
  }
  for (const entry of account.newEntries) if (entry.until !== null && entry.until > now) instants.push(entry.until);
  instants.push(nextHoldAt(account));
  const known = instants.filter((instant) => instant !== null);
  return known.length === 0 || row.seq === 0 ? null : Math.min(...known);

  function nextHoldAt({ row: { held } }: WorkingAccount): Instant | null {
    const before = slice.account?.settleAt ?? null;
    // Not due yet: holds (and, in a slice of the first grants only, expiries) that were not loaded are no earlier than this.
    if (before !== null && before > now) return before;
    if (slice.nextHoldAt !== undefined)
      return slice.nextHoldAt !== null && slice.nextHoldAt > now ? slice.nextHoldAt : null;
    return held > 0 && slice.account !== null && slice.account.held > 0 ? now + 1 : null;
  }
}
