import { refillKeysOf } from './business-keys.js';
import type { CheckpointRow } from './checkpoint.js';
import { readHold } from './holds.js';
import type { AccountRow, EntryRow, GrantRow, Instant, ScheduleRow } from './ledger-rows.js';

/** Everything the ledger knows of one account, settled up to `now`. */
export interface LedgerDump {
  readonly account: AccountRow;
  readonly grants: readonly GrantRow[];
  readonly schedules: readonly ScheduleRow[];
  /** In order of `seq`: all of them, or those behind the checkpoint. */
  readonly entries: readonly EntryRow[];
  /** What the entries that are missing here add up to. */
  readonly checkpoint?: CheckpointRow | null | undefined;
}
export interface Violation {
  /** I1 to I12 of the reference; `used` = the balance's own identity. */
  readonly invariant: 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7' | 'I8' | 'I9' | 'I10' | 'I12' | 'used';
  readonly message: string;
}
type Report = (invariant: Violation['invariant'], message: string) => void;

const sum = <T>(rows: Iterable<T>, amount: (row: T) => number): number => {
  let total = 0;
  for (const row of rows) total += amount(row);
  return total;
};

/** Checks the invariants of one account from its rows alone. Pure and read-only; an empty list means that all hold. */
export function violationsOf(dump: LedgerDump, now: Instant): readonly Violation[] {
  const found: Violation[] = [];
  const report: Report = (invariant, message) => found.push({ invariant, message });
  checkOwnership(dump, report);
  checkGrants(dump, report);
  checkHolds(dump, report);
  checkEntries(dump, report);
  checkDebt(dump, now, report);
  checkUsed(dump, report);
  return found;
}

/** I12: every row belongs to this account. */
function checkOwnership({ account, grants, schedules, entries }: LedgerDump, report: Report): void {
  for (const row of [...grants, ...schedules, ...entries])
    if (row.account !== account.account)
      report('I12', `A row of account ${row.account} lies in account ${account.account}.`);
}

/** I1, I2, I4, I7: what grants say is what their entries add up to. */
function checkGrants({ account, grants, entries, checkpoint }: LedgerDump, report: Report): void {
  const byGrant = new Map<number, { owned: number; held: number; later: number }>();
  for (const grant of grants) {
    if (!checkpoint || grant.id > checkpoint.seq) continue;
    const owned = checkpoint.open.owned[grant.id] ?? 0;
    byGrant.set(grant.id, { owned, held: 0, later: owned - grant.amount });
  }
  for (const entry of entries) {
    if (entry.grant === null) continue;
    const totals = byGrant.get(entry.grant) ?? { owned: 0, held: 0, later: 0 };
    totals.owned += entry.amount;
    totals.held += entry.held;
    if (entry.seq !== entry.grant) totals.later += entry.amount;
    byGrant.set(entry.grant, totals);
  }
  const keys = new Set<string>();
  for (const grant of grants) {
    const { owned, held, later } = byGrant.get(grant.id) ?? { owned: 0, held: 0, later: 0 };
    if (grant.amount !== grant.remaining + held - later)
      report(
        'I1',
        `Grant ${grant.id}: amount ${grant.amount} is not remaining ${grant.remaining} + held ${held} - entries ${later}.`,
      );
    if (owned !== grant.remaining + held)
      report('I2', `Grant ${grant.id}: entries add up to ${owned}, the grant owns ${grant.remaining + held}.`);
    if (grant.remaining < 0 || held < 0 || grant.remaining + held > grant.amount)
      report('I4', `Grant ${grant.id}: remaining ${grant.remaining}, held ${held}, amount ${grant.amount}.`);
    if (keys.has(grant.key)) report('I7', `Two grants bear the key ${grant.key}.`);
    keys.add(grant.key);
    byGrant.delete(grant.id);
  }
  for (const id of byGrant.keys()) report('I1', `Entries name grant ${id}, which is not there.`);
  const owned = sum(entries, (entry) => entry.amount) + sum(Object.values(checkpoint?.open.owned ?? {}), (one) => one);
  const held = sum(entries, (entry) => entry.held);
  const debt = sum(entries, (entry) => entry.debt) + (checkpoint?.debt ?? 0);
  if (owned !== sum(grants, (grant) => grant.remaining) + account.held)
    report(
      'I2',
      `Entries add up to ${owned}; grants hold ${sum(grants, (grant) => grant.remaining)} and ${account.held} are held.`,
    );
  if (held !== account.held) report('I2', `Entries hold ${held}, the account says ${account.held}.`);
  if (debt !== account.debt) report('I2', `Entries owe ${debt}, the account says ${account.debt}.`);
  if (account.held < 0 || account.debt < 0 || account.available < 0)
    report('I4', `available ${account.available}, held ${account.held}, debt ${account.debt}.`);
}

/** I3 and I5: pending holds are what is held; each hold ends at most once and spends no more than it took. */
function checkHolds({ account, entries }: LedgerDump, report: Report): void {
  const byKey = new Map<string, EntryRow[]>();
  for (const entry of entries) byKey.set(entry.key, [...(byKey.get(entry.key) ?? []), entry]);
  let pending = 0;
  for (const [key, rows] of byKey) {
    const hold = readHold(rows);
    const ended = rows.filter((entry) => entry.part < 0);
    if (!hold) {
      if (ended.length > 0) report('I5', `${key} was resolved and never held.`);
      continue;
    }
    if (hold.resolution === null) pending += hold.amount;
    const given = -sum(ended, (entry) => entry.held);
    if (ended.length > 0 && given !== hold.amount)
      report('I5', `Hold ${key} took ${hold.amount} and gave back ${given}.`);
    const kinds = new Set(ended.filter((entry) => entry.held !== 0).map((entry) => entry.kind));
    if (kinds.size > 1) report('I5', `Hold ${key} was resolved as ${[...kinds].join(' and ')}.`);
    const captured = -sum(
      ended.filter((entry) => entry.kind === 'capture'),
      (entry) => entry.amount,
    );
    if (captured < 0 || captured > hold.amount)
      report('I5', `Hold ${key} took ${hold.amount} and captured ${captured}.`);
  }
  if (pending !== account.held) report('I3', `Pending holds add up to ${pending}, the account holds ${account.held}.`);
}

/** I6, I9, I10: one effect per key and part; nothing outside a grant's time; numbered, ordered, folded. */
function checkEntries({ account, grants, entries, checkpoint }: LedgerDump, report: Report): void {
  const parts = new Set<string>();
  const hashes = new Map<string, string>();
  const byId = new Map(grants.map((grant) => [grant.id, grant]));
  const waiting = new Set<number>(checkpoint?.open.waiting);
  // A plan that ends in the same millisecond as a use ends after it; that expiry is exclusive is for the tests of time to show.
  let [seq, available, at] = checkpoint
    ? [checkpoint.seq, checkpoint.available, checkpoint.at]
    : [0, 0, Number.NEGATIVE_INFINITY];
  for (const entry of entries) {
    const part = JSON.stringify([entry.key, entry.part]);
    if (parts.has(part)) report('I6', `Key ${entry.key} has part ${entry.part} twice.`);
    parts.add(part);
    if (entry.part >= 0 && entry.kind !== 'extend' && entry.hash !== '0') {
      if ((hashes.get(entry.key) ?? entry.hash) !== entry.hash) report('I6', `Key ${entry.key} has two inputs.`);
      hashes.set(entry.key, entry.hash);
    }
    seq += 1;
    if (entry.seq !== seq) report('I10', `Entry ${entry.seq} stands where ${seq} should.`);
    if (entry.at < at) report('I10', `Entry ${entry.seq} is dated before the one ahead of it.`);
    at = Math.max(at, entry.at);
    const grant = entry.grant === null ? undefined : byId.get(entry.grant);
    if (grant && entry.seq === grant.id && grant.startsAt > entry.at) waiting.add(grant.id);
    // A grant that had nothing left when its time came starts without an entry of its own.
    const starts = grant !== undefined && waiting.has(grant.id) && entry.at >= grant.startsAt;
    if (starts) {
      waiting.delete(grant.id);
      available += (checkpoint?.open.owned[grant.id] ?? 0) + grantFold(entries, grant, entry.seq);
    }
    if (entry.grant !== null && !waiting.has(entry.grant)) available += entry.amount - entry.held;
    if (entry.availableAfter !== available)
      report(
        'I10',
        `Entry ${entry.seq} says ${entry.availableAfter} were left; the entries before it say ${available}.`,
      );
    if (
      (entry.kind === 'spend' || entry.kind === 'hold') &&
      grant &&
      (entry.at < grant.startsAt || entry.at > (grant.expiresAt ?? Number.POSITIVE_INFINITY))
    ) {
      report('I9', `Entry ${entry.seq} took from grant ${grant.id} outside its time.`);
    }
  }
  if (account.seq !== seq) report('I10', `The account counts ${account.seq} entries and has ${seq}.`);
  if (account.available !== available)
    report('I10', `The account says ${account.available} are left, its entries say ${available}.`);
}
const grantFold = (entries: readonly EntryRow[], grant: GrantRow, upTo: number): number =>
  sum(entries, (entry) => (entry.seq < upTo && entry.grant === grant.id ? entry.amount - entry.held : 0));

/** I8: nobody spends while they owe. */
function checkDebt({ account, grants }: LedgerDump, now: Instant, report: Report): void {
  const live = grants.filter((grant) => grant.startsAt <= now && (grant.expiresAt === null || grant.expiresAt > now));
  const left = sum(live, (grant) => grant.remaining);
  if (account.debt > 0 && left > 0) report('I8', `${account.debt} are owed while ${left} can be spent.`);
  if (left !== account.available) report('I8', `Live grants hold ${left}, the account says ${account.available}.`);
  const dead = grants.filter((grant) => grant.expiresAt !== null && grant.expiresAt <= now && grant.remaining > 0);
  for (const grant of dead) report('I9', `Grant ${grant.id} is over and still holds ${grant.remaining}.`);
}

/** What the balance calls used is what was spent, net, since the refill that began the period. */
function checkUsed({ account, grants, entries, checkpoint }: LedgerDump, report: Report): void {
  const { mainSlot, periodStart } = account;
  if (mainSlot === null) return;
  const refills = refillKeysOf(mainSlot);
  const opening = entries.findLast((entry) => entry.kind === 'refill' && entry.key.startsWith(refills));
  if (!opening || grants.find((grant) => grant.id === opening.seq)?.startsAt !== periodStart) return;
  // Plans that came and went in the very millisecond of that refill began the period once more.
  const since = entries.slice(opening.seq - (checkpoint?.seq ?? 0));
  const changes = since.filter((entry) => entry.kind === 'schedule' && entry.at === periodStart);
  const isAmbiguous = changes.length > 1 || changes.some((entry) => entry.of !== mainSlot);
  if (isAmbiguous) return;
  const used = account.monthly + account.additional - account.held - account.available + account.debt;
  const usage = sum(since, (entry) =>
    entry.kind === 'spend' || entry.kind === 'capture' || entry.kind === 'overage' ? entry.debt - entry.amount : 0,
  );
  const back = sum(since, (entry) => (entry.kind === 'refund' ? entry.amount - entry.debt : 0));
  if (used > usage || used < usage - back)
    report(
      'used',
      `The balance says ${used} were used since ${periodStart}; entries say between ${usage - back} and ${usage}.`,
    );
}
