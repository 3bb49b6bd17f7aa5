import { lapse, payDebt, useByMember } from '../holds.js';
import type { EntryRow, GrantRow } from '../ledger-rows.js';
import { DEFAULT_PRIORITY } from '../ledger-rows.js';
import type { Command, Step, StepResult } from '../step.js';
import type { EntryChange, Place, WorkingAccount } from '../working-account.js';

type Of<D extends Command['do']> = Extract<Command, { readonly do: D }>;

/** What one entry used: tokens of a grant, or tokens that became debt. */
interface Use {
  readonly entry: EntryRow;
  readonly amount: number;
}
const USES: ReadonlySet<EntryRow['kind']> = new Set(['spend', 'capture', 'overage']);

/**
 * Gives used tokens back, the last used first, each to the grant it came from: never more than was used, and what belongs
 * to an expired grant ends at once unless goodwill was promised.
 */
export function refund(
  account: WorkingAccount,
  step: Step,
  command: Of<'refund'>,
  place: Place,
  hash: string,
): StepResult | null {
  const uses = usesOf(account, command.of);
  if (uses.length === 0) return { status: 'notFound' };
  const used = uses.reduce((sum, use) => sum + use.amount, 0);
  const before = account
    .entriesOf(command.of)
    .filter((entry) => entry.kind === 'refund')
    .reduce((sum, entry) => sum + entry.amount - entry.debt, 0);
  if (command.amount > used - before) return { status: 'exceeds', limit: used - before };
  let skip = before;
  let left = command.amount;
  const change: EntryChange = { step, hash, of: command.of };
  for (const use of uses) {
    const open = Math.max(0, use.amount - skip);
    skip = Math.max(0, skip - use.amount);
    const back = Math.min(open, left);
    if (back === 0) continue;
    left -= back;
    giveBack(account, use, back, command, step, place, change);
    useByMember(account, use.entry.member, -back, use.entry.at);
    // Use of an earlier period comes back as tokens of this one, else this period would count less than nothing as used.
    if (use.entry.at < (account.row.periodStart ?? Number.NEGATIVE_INFINITY)) account.row.additional += back;
  }
  for (const use of uses)
    if (use.entry.grant !== null) lapse(account, account.grant(use.entry.grant), place, account.now);
  payDebt(account, place, account.now);
  return null;
}

function usesOf(account: WorkingAccount, of: string): readonly Use[] {
  return account
    .entriesUnder(of)
    .filter((entry) => USES.has(entry.kind))
    .map((entry) => ({ entry, amount: entry.debt - entry.amount }))
    .filter((use) => use.amount > 0)
    .reverse();
}

function giveBack(
  account: WorkingAccount,
  use: Use,
  back: number,
  command: Of<'refund'>,
  step: Step,
  place: Place,
  change: EntryChange,
): void {
  const { grant: id } = use.entry;
  const isExpired = id !== null && (account.grant(id).expiresAt ?? Number.POSITIVE_INFINITY) <= account.now;
  if (id !== null && !(isExpired && command.goodwillUntil !== undefined)) {
    account.write('refund', place, { ...change, amount: back, grant: id });
    return;
  }
  const unpaid = id === null ? Math.min(account.row.debt, back) : 0;
  if (unpaid > 0) account.write('refund', place, { ...change, debt: -unpaid });
  if (back > unpaid)
    addReturned(
      account,
      'refund',
      place,
      back - unpaid,
      id === null ? null : (command.goodwillUntil ?? null),
      step,
      change,
    );
}

/** Tokens whose grant is gone come back as a grant of their own. */
function addReturned(
  account: WorkingAccount,
  kind: EntryRow['kind'],
  place: Place,
  amount: number,
  expiresAt: number | null,
  step: Step,
  change: EntryChange,
): GrantRow {
  return account.addGrant(
    kind,
    place,
    {
      key: place.part === 0 ? step.key : `${step.key}#${place.part}`,
      category: 'adjust',
      priority: DEFAULT_PRIORITY,
      startsAt: account.now,
      expiresAt,
      amount,
      slot: null,
      reference: null,
    },
    change,
  );
}

/**
 * Takes back what a refunded or disputed charge paid for. `total` is what of the charge is undone by now, in tokens, so
 * any order and number of notices ends in the same state; a smaller total (a dispute won) gives back.
 */
export function clawback(
  account: WorkingAccount,
  step: Step,
  command: Of<'clawback'>,
  place: Place,
  hash: string,
): StepResult | null {
  const grants = [...account.grants.values()].filter((grant) => grant.reference === command.reference);
  const earlier = account
    .entriesOf(command.reference)
    .filter((entry) => entry.kind === 'clawback' || entry.kind === 'reinstate');
  if (grants.length === 0) return { status: 'notFound' };
  const granted = grants.reduce((sum, grant) => sum + grant.amount, 0);
  const already = earlier.reduce((sum, entry) => sum + entry.debt - entry.amount, 0);
  const delta = Math.min(command.total, granted) - already;
  const change: EntryChange = { step, hash, of: command.reference };
  if (delta === 0) account.write('clawback', place, change);
  else if (delta > 0) takeBack(account, grants, delta, command.shortfall ?? 'debt', place, change);
  else reinstate(account, grants, earlier, -delta, step, command.reference, place, change);
  payDebt(account, place, account.now);
  return null;
}

function takeBack(
  account: WorkingAccount,
  grants: readonly GrantRow[],
  amount: number,
  shortfall: 'debt' | 'forgive',
  place: Place,
  change: EntryChange,
): void {
  let left = amount;
  for (const grant of grants) {
    const taken = Math.min(left, grant.remaining);
    if (taken === 0) continue;
    left -= taken;
    account.own(grant, -taken);
    account.write('clawback', place, { ...change, amount: -taken, grant: grant.id });
  }
  if (left === 0) return;
  account.write('clawback', place, { ...change, debt: left });
  account.row.additional -= left;
  if (shortfall === 'debt') return;
  account.write('forgive', place, { ...change, debt: -left });
  account.row.additional += left;
}

/** Undoes claw-backs, the last first: what was owed for them, then the tokens that were taken. */
function reinstate(
  account: WorkingAccount,
  grants: readonly GrantRow[],
  earlier: readonly EntryRow[],
  amount: number,
  step: Step,
  reference: string,
  place: Place,
  change: EntryChange,
): void {
  const owed = earlier.reduce((sum, entry) => sum + entry.debt, 0);
  // Debt that other grants have paid meanwhile was given back as tokens: those entries count as undone debt as well.
  const returned = earlier
    .filter(
      (entry) =>
        entry.kind === 'reinstate' && entry.grant !== null && !grants.some((grant) => grant.id === entry.grant),
    )
    .reduce((sum, entry) => sum + entry.amount, 0);
  const forgiven = -account
    .entriesOf(reference)
    .filter((entry) => entry.kind === 'forgive')
    .reduce((sum, entry) => sum + entry.debt, 0);
  let left = amount;
  const unforgiven = Math.min(left, forgiven);
  if (unforgiven > 0) {
    account.write('forgive', place, { ...change, debt: unforgiven });
    account.write('reinstate', place, { ...change, debt: -unforgiven });
    left -= unforgiven;
  }
  const shortfall = Math.min(left, owed - returned - forgiven);
  if (shortfall > 0) {
    const unpaid = Math.min(shortfall, account.row.debt);
    if (unpaid > 0) account.write('reinstate', place, { ...change, debt: -unpaid });
    if (shortfall > unpaid) addReturned(account, 'reinstate', place, shortfall - unpaid, null, step, change);
    account.row.additional += shortfall;
    left -= shortfall;
  }
  for (const grant of grants) {
    const taken = -earlier.filter((entry) => entry.grant === grant.id).reduce((sum, entry) => sum + entry.amount, 0);
    const back = Math.min(left, taken);
    if (back === 0) continue;
    left -= back;
    account.write('reinstate', place, { ...change, amount: back, grant: grant.id });
    account.own(grant, back);
  }
  for (const grant of grants) lapse(account, account.grant(grant.id), place, account.now);
}
