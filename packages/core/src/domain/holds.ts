import { isScheduled, expiryUnder } from './refill-schedule.js';
import type { EntryKind, EntryRow, GrantRow, Instant } from './ledger-rows.js';
import type { Resolution } from './step.js';
import type { Place, WorkingAccount, EntryChange } from './working-account.js';
import { windowStart } from './calendar.js';

/** A hold as its entries tell it. */
export interface Hold {
  readonly key: string;
  /** What it took, in burn order. */
  readonly parts: readonly EntryRow[];
  readonly amount: number;
  readonly takenAt: Instant;
  /** When it gives its tokens back by itself, extensions included. */
  readonly until: Instant;
  readonly extensions: number;
  readonly resolution: Resolution | null;
}

export function readHold(entries: readonly EntryRow[]): Hold | null {
  const parts = entries.filter((entry) => entry.kind === 'hold').sort((a, b) => a.part - b.part);
  const first = parts[0];
  if (!first) return null;
  const extensions = entries.filter((entry) => entry.kind === 'extend');
  return {
    key: first.key,
    parts,
    amount: parts.reduce((sum, part) => sum + part.held, 0),
    takenAt: first.at,
    until: Math.max(first.until ?? first.at, ...extensions.map((entry) => entry.until ?? 0)),
    extensions: extensions.length,
    resolution: readResolution(entries),
  };
}

function readResolution(entries: readonly EntryRow[]): Resolution | null {
  const resolving = entries.filter((entry) => entry.part < 0);
  const first = resolving.find((entry) => entry.part === -1);
  if (!first) return null;
  const as = first.kind === 'capture' ? 'captured' : first.kind === 'release' ? 'released' : 'expired';
  const charged = resolving.filter((entry) => entry.kind === 'capture' || entry.kind === 'overage');
  return { as, amount: charged.reduce((sum, entry) => sum - entry.amount + entry.debt, 0), at: first.at };
}

/**
 * Ends a hold once: the first `charge` of its tokens are spent in the order in which they were taken, the rest goes back
 * to its own grants; what of it has expired meanwhile ends at once, and a debt takes it before anybody else.
 */
export function resolveHold(
  account: WorkingAccount,
  hold: Hold,
  kind: EntryKind,
  charge: number,
  change: EntryChange = {},
): Place {
  const place: Place = { key: hold.key, part: -1, by: -1 };
  const at = account.isStepping ? account.now : (change.at ?? account.now);
  const { feature, member } = hold.parts[0] as EntryRow;
  let left = charge;
  for (const part of hold.parts) {
    const grant = account.grant(part.grant as number);
    const spent = Math.min(left, part.held);
    left -= spent;
    const schedule = grant.slot === null ? undefined : account.schedules.get(grant.slot);
    if (schedule && isScheduled(grant) && spent < part.held)
      account.setGrant({ ...grant, expiresAt: expiryUnder(schedule, grant, at) });
    account.write(kind, place, { feature, member, ...change, amount: 0 - spent, held: -part.held, grant: grant.id });
  }
  useByMember(account, member, charge - hold.amount, hold.takenAt, at);
  for (const part of hold.parts) lapse(account, account.grant(part.grant as number), place, at);
  payDebt(account, place, at);
  return place;
}

/** An expired grant with tokens left loses them. */
export function lapse(account: WorkingAccount, grant: GrantRow, place: Place, at: Instant): void {
  if (grant.remaining === 0 || grant.expiresAt === null || grant.expiresAt > at) return;
  account.own(grant, -grant.remaining);
  account.write('expire', place, { amount: -grant.remaining, grant: grant.id, at });
}

/** A debt is paid before anything can be spent. */
export function payDebt(account: WorkingAccount, place: Place, at: Instant): void {
  if (account.row.debt === 0) return;
  for (const grant of account.burning(at)) {
    if (account.row.debt === 0) return;
    const paid = Math.min(account.row.debt, grant.remaining);
    account.write('debtPaid', place, { amount: -paid, debt: -paid, grant: grant.id, at });
  }
}

/** Counts what a member used in the window of their cap; what comes back counts only in the window it was taken in. */
export function useByMember(
  account: WorkingAccount,
  member: string | null | undefined,
  amount: number,
  takenAt: Instant,
  at: Instant = account.now,
): void {
  if (amount === 0) return;
  const cap = member == null ? undefined : account.row.policy.memberCaps?.[member];
  if (member == null || !cap) return;
  const start = windowStart(cap.every, at);
  const used = cap.windowStart === start ? cap.used : 0;
  const counts = amount > 0 || takenAt >= start;
  const next = { ...cap, windowStart: start, used: counts ? Math.max(0, used + amount) : used };
  account.row.policy = { ...account.row.policy, memberCaps: { ...account.row.policy.memberCaps, [member]: next } };
}
