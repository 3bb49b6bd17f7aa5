import { payDebt } from '../holds.js';
import { DEFAULT_PRIORITY, UNLIMITED_PRIORITY } from '../ledger-rows.js';
import type { EntryKind, GrantCategory } from '../ledger-rows.js';
import type { Command, Step, StepResult } from '../step.js';
import type { EntryChange, Place, WorkingAccount } from '../working-account.js';
import { refusalOf } from './take.js';

type Of<D extends Command['do']> = Extract<Command, { readonly do: D }>;

/** A correction by a person, with a reason: tokens given, or tokens taken that were never used. */
export function adjust(
  account: WorkingAccount,
  step: Step,
  command: Of<'adjust'>,
  place: Place,
  hash: string,
): StepResult | null {
  const change: EntryChange = { step, hash };
  if (command.amount > 0)
    return bring(account, 'adjust', 'adjust', command.amount, command.expiresAt ?? null, step, place, change);
  return drain(account, 'adjust', -command.amount, step, place, change);
}

/**
 * Ends one grant now. From here on it belongs to no schedule, which would date it anew: tokens of it that a hold or a refund
 * gives back end at once. The grant behind an unlimited plan is nobody's to end.
 */
export function expire(
  account: WorkingAccount,
  step: Step,
  command: Of<'expire'>,
  place: Place,
  hash: string,
): StepResult | null {
  const grant = [...account.grants.values()].find(({ key }) => key === command.grant);
  if (!grant || grant.priority === UNLIMITED_PRIORITY) return { status: 'notFound' };
  account.own(grant, -grant.remaining);
  account.write('expire', place, { step, hash, amount: 0 - grant.remaining, grant: grant.id });
  const expiresAt = Math.min(grant.expiresAt ?? account.now, account.now);
  account.setGrant({ ...account.grant(grant.id), expiresAt, slot: null });
  return null;
}

/** First half of a transfer: the tokens leave this account. */
export function transferOut(
  account: WorkingAccount,
  step: Step,
  command: Of<'transferOut'>,
  place: Place,
  hash: string,
): StepResult | null {
  return drain(account, 'transferOut', command.amount, step, place, { step, hash, of: `account:${command.to}` });
}

/** Second half of a transfer: they arrive, once, however often it is resumed. */
export function transferIn(
  account: WorkingAccount,
  step: Step,
  command: Of<'transferIn'>,
  place: Place,
  hash: string,
): StepResult | null {
  return bring(account, 'transferIn', 'adjust', command.amount, command.expiresAt ?? null, step, place, {
    step,
    hash,
    of: `account:${command.from}`,
  });
}

function bring(
  account: WorkingAccount,
  kind: EntryKind,
  category: GrantCategory,
  amount: number,
  expiresAt: number | null,
  step: Step,
  place: Place,
  change: EntryChange,
): StepResult | null {
  const room = account.room();
  if (amount > room) return { status: 'exceeds', limit: room };
  const made = account.addGrant(
    kind,
    place,
    {
      key: step.key,
      category,
      priority: DEFAULT_PRIORITY,
      startsAt: account.now,
      expiresAt,
      amount,
      slot: null,
      reference: null,
    },
    change,
  );
  account.own(made, amount);
  payDebt(account, place, account.now);
  return null;
}

function drain(
  account: WorkingAccount,
  kind: EntryKind,
  amount: number,
  step: Step,
  place: Place,
  change: EntryChange,
): StepResult | null {
  const refusal = refusalOf(account, { ...step, member: undefined }, amount);
  if (refusal) return refusal;
  let left = amount;
  for (const grant of account.burning()) {
    const taken = Math.min(left, grant.remaining);
    if (taken === 0) break;
    left -= taken;
    account.own(grant, -taken);
    account.write(kind, place, { ...change, amount: -taken, grant: grant.id });
  }
  return null;
}
