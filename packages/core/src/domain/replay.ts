import { readHold } from './holds.js';
import type { EntryKind, EntryRow } from './ledger-rows.js';
import type { StepDone, StepResult } from './step.js';
import type { WorkingAccount } from './working-account.js';

/** What an operation sets off under its own key; not part of its amount. */
const CONSEQUENCES: ReadonlySet<EntryKind> = new Set(['debtPaid', 'expire', 'forgive']);
const HELD: ReadonlySet<EntryKind> = new Set(['hold', 'release', 'holdExpired']);

/** The answer that an operation's entries tell: the first time and every time after. Without entries: null. */
export function readDone(entries: readonly EntryRow[]): StepDone | null {
  const last = entries.at(-1);
  const first = entries[0];
  if (!last || !first) return null;
  const own = first.kind === 'expire' ? entries : entries.filter((entry) => !CONSEQUENCES.has(entry.kind));
  const moved = own.reduce((sum, entry) => sum + (HELD.has(entry.kind) ? entry.held : entry.amount - entry.debt), 0);
  return {
    status: 'ok',
    available: last.availableAfter,
    seq: last.seq,
    amount: Math.abs(moved),
    at: first.at,
    ...(first.kind === 'hold' && first.until !== null ? { until: first.until } : {}),
  };
}

/** Has the key done something already? Null = it is free. */
export function readReplay(account: WorkingAccount, key: string, hash: string): StepResult | null {
  const entries = account.entriesUnder(key);
  const operation = entries.filter((entry) => entry.part >= 0 && entry.kind !== 'extend');
  const first = readDone(operation);
  const head = operation[0];
  if (!first || !head) return null;
  if (head.hash !== hash) return { status: 'conflict' };
  const hold = head.kind === 'hold' ? readHold(entries) : null;
  return {
    status: 'replay',
    first,
    kind: head.kind,
    reference: referenceOf(account, operation),
    ...(hold?.resolution ? { resolution: hold.resolution } : {}),
  };
}

export function referenceOf(account: WorkingAccount, entries: readonly EntryRow[]): string | null {
  for (const entry of entries) {
    const detail = account.detailOf(entry.seq);
    if (detail?.reference) return detail.reference;
  }
  return null;
}
