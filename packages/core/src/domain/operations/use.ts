import { payDebt, readHold, resolveHold, useByMember, type Hold } from '../holds.js';
import { inputHash } from '../input-hash.js';
import type { EntryRow } from '../ledger-rows.js';
import { readDone, referenceOf } from '../replay.js';
import type { Command, Step, StepDone, StepResult } from '../step.js';
import type { Place, WorkingAccount } from '../working-account.js';
import { refusalOf, take, takeOrOwe } from './take.js';

type Of<D extends Command['do']> = Extract<Command, { readonly do: D }>;

export function spend(
  account: WorkingAccount,
  step: Step,
  command: Of<'spend'>,
  place: Place,
  hash: string,
): StepResult | null {
  // What may be owed is for work that is done: a member's cap counts it and cannot undo it.
  const mayOwe = command.overage === 'debt';
  const refusal = refusalOf(account, mayOwe ? { ...step, member: undefined } : step, command.amount, mayOwe);
  if (refusal) return refusal;
  takeOrOwe(account, 'spend', place, command.amount, step, { step, hash });
  return null;
}

export function hold(
  account: WorkingAccount,
  step: Step,
  command: Of<'hold'>,
  place: Place,
  hash: string,
): StepResult | null {
  const refusal = refusalOf(account, step, command.amount);
  if (refusal) return refusal;
  take(account, 'hold', place, command.amount, {
    step,
    hash,
    until: account.now + Math.round(command.ttlSeconds * 1000),
  });
  useByMember(account, step.member, command.amount, account.now);
  return null;
}

/** Capture, release, extend: the hold's key is theirs, and a hold ends once. */
export function endHold(
  account: WorkingAccount,
  step: Step,
  command: Of<'capture' | 'release' | 'extend'>,
): StepResult {
  const entries = account.entriesUnder(command.hold);
  const found = readHold(entries);
  if (!found) return { status: 'notFound' };
  if (found.resolution !== null) return answerResolved(account, entries, found, step);
  if (command.do === 'extend') return extend(account, found, command.ttlSeconds);
  const before = account.newEntries.length;
  const hash = inputHash(step);
  const uncharged = command.do === 'capture' ? capture(account, found, step, command, hash) : 0;
  if (command.do === 'release') resolveHold(account, found, 'release', 0, { step, hash });
  const written = account.newEntries.slice(before);
  account.describe(written[0] as EntryRow, step);
  return { ...(readDone(written) as StepDone), ...(uncharged > 0 ? { uncharged } : {}) };
}

/** Full capture of what was held; what the work cost beyond it is policy. Returns what stays uncharged. */
function capture(account: WorkingAccount, found: Hold, step: Step, command: Of<'capture'>, hash: string): number {
  const { amount = found.amount } = command;
  const excess = Math.max(0, amount - found.amount);
  const place = resolveHold(account, found, 'capture', amount - excess, { step, hash });
  if (excess === 0) return 0;
  const policy = command.overage ?? 'cap';
  const member = step.member ?? found.parts[0]?.member ?? undefined;
  const user: Step = { ...step, member, feature: step.feature ?? found.parts[0]?.feature ?? undefined };
  if (policy === 'cap' || (policy === 'deny' && refusalOf(account, user, excess) !== null)) return excess;
  if (policy === 'debt') refusalOf(account, { ...user, member: undefined }, excess, true);
  takeOrOwe(account, 'overage', place, excess, user, { step: user, hash });
  return 0;
}

function extend(account: WorkingAccount, found: Hold, ttlSeconds: number): StepResult {
  const until = Math.max(found.until, account.now + Math.round(ttlSeconds * 1000));
  const place: Place = { key: found.key, part: found.parts.length + found.extensions, by: 1 };
  const { feature, member } = found.parts[0] as EntryRow;
  const entry = account.write('extend', place, { until, feature, member });
  return { status: 'ok', available: account.row.available, seq: entry.seq, amount: found.amount, at: entry.at, until };
}

function answerResolved(account: WorkingAccount, entries: readonly EntryRow[], found: Hold, step: Step): StepResult {
  const resolution = found.resolution as NonNullable<Hold['resolution']>;
  const operation = entries.filter((entry) => entry.part < 0);
  const head = operation[0] as EntryRow;
  if (resolution.as !== 'expired' && head.hash === inputHash(step)) {
    const first = readDone(operation) as StepDone;
    const asked = step.command.do === 'capture' ? (step.command.amount ?? resolution.amount) : 0;
    const uncharged = Math.max(0, asked - resolution.amount);
    return {
      status: 'replay',
      first: uncharged > 0 ? { ...first, uncharged } : first,
      kind: head.kind,
      reference: referenceOf(account, entries),
      resolution,
    };
  }
  if (resolution.as === 'expired' && step.command.do !== 'release') return { status: 'holdExpired' };
  return { status: 'alreadyResolved', as: resolution.as, amount: resolution.amount };
}

export function grant(
  account: WorkingAccount,
  step: Step,
  command: Of<'grant'>,
  place: Place,
  hash: string,
): StepResult | null {
  const {
    amount,
    category = 'promo',
    priority = 50,
    startsAt = account.now,
    expiresAt = null,
    reference = null,
    slot = null,
  } = command;
  const room = account.room();
  if (amount > room) return { status: 'exceeds', limit: room };
  const made = account.addGrant(
    'grant',
    place,
    { key: step.key, category, priority, startsAt, expiresAt, amount, slot, reference },
    { step, hash, ...(reference === null ? {} : { of: reference }) },
  );
  account.own(made, amount);
  payDebt(account, place, account.now);
  return null;
}
