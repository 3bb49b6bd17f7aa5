import { expiryKey, refillKey, rolloverKey, startKey } from './business-keys.js';
import { addInterval, boundaryAt } from './calendar.js';
import { lapse, payDebt, readHold, resolveHold, type Hold } from './holds.js';
import type { GrantRow, Instant, ScheduleRow } from './ledger-rows.js';
import { DEFAULT_PRIORITY, UNLIMITED_PRIORITY, UNLIMITED_TOKENS } from './ledger-rows.js';
import {
  isScheduled,
  mainSchedule,
  expiryUnder,
  nextRefillAt,
  refillExpiry,
  refillPolicyOf,
  unboundedRefillAt,
} from './refill-schedule.js';
import type { Slice } from './slice.js';
import type { Place, WorkingAccount } from './working-account.js';

interface Due {
  readonly at: Instant;
  readonly rank: number;
  readonly run: () => void;
}

/**
 * Does everything that is due up to the account's `now`, in the order in which it fell due; at one instant: holds give
 * back, refills come, grants end, grants start, plans end. Settling often and settling late leave the same state.
 */
export function settle(account: WorkingAccount): void {
  if (account.isStepping || isAnythingDue(account.slice, account.now)) settleDue(account);
  // A grant that had nothing left when its time came starts without a word; what comes back to it later is there at once.
  for (const id of account.waiting) if (account.grant(id).startsAt <= account.now) account.waiting.delete(id);
}
/** The account's row knows the earliest instant at which anything could be. */
export function isAnythingDue({ account }: Pick<Slice, 'account'>, now: Instant): boolean {
  const settleAt = account?.settleAt ?? null;
  return settleAt !== null && settleAt <= now;
}
function settleDue(account: WorkingAccount): void {
  // A step makes no hold that is due already, so only the first settling looks for them.
  const holds = account.isStepping ? [] : dueHolds(account);
  for (let due = nextDue(account, holds); due; due = nextDue(account, holds)) due.run();
}

/** Holds among what was loaded whose end has come. */
function dueHolds(account: WorkingAccount): Hold[] {
  const holds: Hold[] = [];
  for (const key of account.loadedKeys()) {
    const hold = readHold(account.entriesUnder(key));
    if (hold && hold.resolution === null && hold.until <= account.now) holds.push(hold);
  }
  return holds.sort(
    (a, b) => a.until - b.until || a.takenAt - b.takenAt || (a.parts[0]?.seq ?? 0) - (b.parts[0]?.seq ?? 0),
  );
}

function nextDue(account: WorkingAccount, holds: Hold[]): Due | null {
  let due: Due | null = null;
  const offer = (at: Instant | null, rank: number, run: (at: Instant) => void): void => {
    if (at === null || at > account.now) return;
    if (due === null || at < due.at || (at === due.at && rank < due.rank)) due = { at, rank, run: () => run(at) };
  };
  const hold = holds[0];
  if (hold) offer(hold.until, 0, (at) => void (holds.shift(), resolveHold(account, hold, 'holdExpired', 0, { at })));
  for (const schedule of account.schedules.values())
    offer(nextRefillAt(schedule), 1, (at) => refill(account, schedule, at));
  for (const grant of account.grants.values()) {
    if (grant.remaining === 0) continue;
    offer(grant.expiresAt, 2, (at) => lapse(account, grant, expiryPlace(account, grant), at));
    if (account.waiting.has(grant.id)) offer(grant.startsAt, 3, (at) => start(account, grant, at));
  }
  const main = account.row.mainSlot === null ? undefined : account.schedules.get(account.row.mainSlot);
  if (main) offer(main.keepUntil, 4, (at) => refreshMain(account, at));
  return due;
}

const expiryPlace = (account: WorkingAccount, grant: GrantRow): Place => ({
  key: expiryKey(grant.id, account.row.seq + 1),
  part: 0,
  by: 1,
});

/** A grant dated into the future becomes spendable. */
function start(account: WorkingAccount, grant: GrantRow, at: Instant): void {
  account.waiting.delete(grant.id);
  const place: Place = { key: startKey(grant.id), part: 0, by: 1 };
  account.row.available += grant.remaining;
  account.own(grant, grant.remaining);
  account.write('start', place, { grant: grant.id, at });
  payDebt(account, place, at);
}

/** One refill: what the policy does to the tokens before it, then the grant, then the balance's period. */
function refill(account: WorkingAccount, schedule: ScheduleRow, at: Instant): void {
  const k = schedule.nextK;
  const policy = refillPolicyOf(schedule);
  const place: Place = { key: refillKey(schedule, k), part: 0, by: 1 };
  const left = [...account.grants.values()].filter(
    (grant) => grant.slot === schedule.slot && grant.category === 'plan' && grant.remaining > 0,
  );
  const leftover = left.reduce((sum, grant) => sum + grant.remaining, 0);
  const next = account.setSchedule({
    ...schedule,
    nextK: k + 1,
    lastFrom: schedule.from,
    lastK: k + 1,
    peak: schedule.amount ?? UNLIMITED_TOKENS,
  });
  // A refill that comes late (a webhook's delay) ends the old tokens now: what was spent from them meanwhile was theirs.
  const endsAt = account.isStepping ? account.now : at;
  if (policy === 'reset') {
    for (const grant of left) {
      account.setGrant({ ...grant, expiresAt: grant.expiresAt === null ? endsAt : Math.min(grant.expiresAt, endsAt) });
      lapse(account, account.grant(grant.id), expiryPlace(account, grant), endsAt);
    }
    rollOver(account, schedule, left, k, at);
  } else {
    for (const grant of left)
      if (isScheduled(grant)) account.setGrant({ ...grant, expiresAt: expiryUnder(next, grant, endsAt) });
  }
  const amount =
    policy === 'topUpTo' ? Math.max(0, (schedule.amount ?? 0) - leftover) : (schedule.amount ?? UNLIMITED_TOKENS);
  if (amount === 0) account.write('refill', place, { at });
  else {
    const { slot } = schedule;
    account.addGrant(
      'refill',
      place,
      {
        key: place.key,
        category: 'plan',
        priority: schedule.amount === null ? UNLIMITED_PRIORITY : DEFAULT_PRIORITY,
        startsAt: at,
        expiresAt: refillExpiry(next, k),
        amount,
        slot,
        reference: null,
      },
      { at },
    );
    payDebt(account, place, at);
  }
  account.row.additional += amount;
  const isMain = mainSchedule(account.schedules.values(), at)?.slot === schedule.slot;
  if (isMain) beginPeriod(account, schedule.slot, at, amount);
}

/** What resets may move on: so many tokens, for so many intervals. */
function rollOver(
  account: WorkingAccount,
  schedule: ScheduleRow,
  ended: readonly GrantRow[],
  k: number,
  at: Instant,
): void {
  if (schedule.rollover === null || schedule.amount === null) return;
  // Tokens of an unlimited plan are no tokens that anybody saved.
  const saved = ended.reduce((sum, grant) => sum + (grant.amount === UNLIMITED_TOKENS ? 0 : grant.remaining), 0);
  const amount = Math.min(saved, schedule.rollover.cap);
  if (amount === 0) return;
  const place: Place = { key: rolloverKey(schedule, k), part: 0, by: 1 };
  // A period of one refill has no next one of its own: what rolled over ends with what is paid, before the renewal's refill.
  const { intervals = 1, every } = schedule.rollover;
  const expiresAt =
    unboundedRefillAt(schedule, k + intervals) ??
    (every
      ? addInterval(schedule.anchor, every, boundaryAt(schedule.anchor, every, schedule.from) + intervals)
      : null) ??
    schedule.until ??
    schedule.keepUntil;
  account.addGrant(
    'rollover',
    place,
    {
      key: place.key,
      category: 'rollover',
      priority: DEFAULT_PRIORITY,
      startsAt: at,
      expiresAt,
      amount,
      slot: null,
      reference: null,
    },
    { at },
  );
  account.row.additional += amount;
}

/** From here on the balance counts anew: `monthly` was granted, everything else was owned before. */
export function beginPeriod(account: WorkingAccount, slot: string | null, at: Instant, monthly: number): void {
  const { row } = account;
  row.mainSlot = slot;
  row.periodStart = at;
  row.monthly = monthly;
  row.additional = row.held + row.available - row.debt - monthly;
  if (row.policy.fired !== undefined) row.policy = { ...row.policy, fired: [] };
}

/** A plan ended or began: another slot's refills may define the period now. */
export function refreshMain(account: WorkingAccount, at: Instant): void {
  const slot = mainSchedule(account.schedules.values(), at)?.slot ?? null;
  if (slot === account.row.mainSlot) return;
  const own = account.burning(at).filter((grant) => grant.category === 'plan' && grant.slot === slot && slot !== null);
  beginPeriod(
    account,
    slot,
    at,
    own.reduce((sum, grant) => sum + grant.remaining, 0),
  );
}
