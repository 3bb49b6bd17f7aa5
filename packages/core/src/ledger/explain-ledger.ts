import { balanceOf, type LedgerBalance } from '../domain/balance.js';
import { type Hold, readHold } from '../domain/holds.js';
import type { AccountId, EntryRow, GrantRow, Instant, ScheduleRow } from '../domain/ledger-rows.js';
import { readLedger } from './verify-ledger.js';
import type { Store } from '../storage/contract.js';

/** Why a balance is what it is: every grant, hold and entry behind the numbers that a user sees. */
export interface LedgerExplanation {
  readonly balance: LedgerBalance;
  readonly schedules: readonly ScheduleRow[];
  /** Each grant with what its entries did to it, oldest first. */
  readonly grants: readonly {
    readonly grant: GrantRow;
    readonly spent: number;
    readonly held: number;
    readonly expired: number;
    readonly clawedBack: number;
    readonly paidDebt: number;
  }[];
  /** Holds that wait for their end. */
  readonly holds: readonly Hold[];
  /** All entries, oldest first; those of the running period are `entries.slice(periodFrom)`. */
  readonly entries: readonly EntryRow[];
  readonly periodFrom: number;
}

/** Reads everything of one account; never seen: null. Nothing is written. */
export async function explainLedger(
  store: Store<never>,
  account: AccountId,
  now?: Instant,
): Promise<LedgerExplanation | null> {
  const read = await readLedger(store, account, now);
  if (read === null) return null;
  const { dump } = read;
  const byGrant = new Map<number, EntryRow[]>();
  const byKey = new Map<string, EntryRow[]>();
  for (const entry of dump.entries) {
    if (entry.grant !== null) byGrant.set(entry.grant, [...(byGrant.get(entry.grant) ?? []), entry]);
    byKey.set(entry.key, [...(byKey.get(entry.key) ?? []), entry]);
  }
  const holds = [...byKey.values()].map(readHold).filter((hold) => hold !== null && hold.resolution === null);
  const start = dump.account.periodStart ?? Number.NEGATIVE_INFINITY;
  const first = dump.entries.findIndex((entry) => entry.at >= start);
  return {
    balance: balanceOf(dump.account, read.now),
    schedules: dump.schedules,
    grants: [...dump.grants].sort((a, b) => a.id - b.id).map((grant) => summarize(grant, byGrant.get(grant.id) ?? [])),
    holds: holds as readonly Hold[],
    entries: dump.entries,
    periodFrom: first < 0 ? dump.entries.length : first,
  };
}

function summarize(grant: GrantRow, rows: readonly EntryRow[]): LedgerExplanation['grants'][number] {
  const lost = (...kinds: readonly EntryRow['kind'][]): number =>
    rows.reduce((sum, entry) => (kinds.includes(entry.kind) ? sum - entry.amount : sum), 0);
  return {
    grant,
    spent:
      lost('spend', 'capture', 'overage', 'refund') +
      (rows.some((entry) => entry.kind === 'refund' && entry.seq === grant.id) ? grant.amount : 0),
    held: rows.reduce((sum, entry) => sum + entry.held, 0),
    expired: lost('expire'),
    clawedBack:
      lost('clawback') +
      lost('reinstate') +
      (rows.some((entry) => entry.kind === 'reinstate' && entry.seq === grant.id) ? grant.amount : 0),
    paidDebt: lost('debtPaid'),
  };
}
