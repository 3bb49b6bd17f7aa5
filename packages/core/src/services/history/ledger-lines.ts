import type { EntryRow, Instant } from '../../domain/ledger-rows.js';
import type { LedgerLine } from '../../explanation.js';

const date = (instant: Instant | null): Date | null => (instant === null ? null : new Date(instant));

/** An entry as the host reads it: instants become dates, ids texts; the hash is nobody's business. */
export const toLedgerLine = ({ account: _account, hash: _hash, ...entry }: EntryRow): LedgerLine => ({
  ...entry,
  at: new Date(entry.at),
  grant: entry.grant === null ? null : String(entry.grant),
  until: date(entry.until),
});
