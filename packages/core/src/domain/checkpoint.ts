import type { AccountId, EntryRow, GrantRow, Instant } from './ledger-rows.js';

/**
 * What an account's entries add up to at `seq`: everything up to there lies in the archive, and whoever folds the entries
 * may begin here. It changes what reading costs, never what the entries mean. No hold is pending across it.
 */
export interface CheckpointRow {
  readonly account: AccountId;
  /** The last archived entry. */
  readonly seq: number;
  /** That entry's time. */
  readonly at: Instant;
  readonly available: number;
  readonly debt: number;
  readonly open: OpenGrants;
}
export interface OpenGrants {
  /** What each grant still owned, by its id; a grant that is not here owned nothing any more. */
  readonly owned: { readonly [grant: string]: number };
  /** Grants that had not started. */
  readonly waiting: readonly number[];
}

const FIRST: Omit<CheckpointRow, 'account'> = {
  seq: 0,
  at: Number.MIN_SAFE_INTEGER,
  available: 0,
  debt: 0,
  open: { owned: {}, waiting: [] },
};

/** The fold of `entries`, which follow `before` without a gap and end where no hold is pending. `grants`: all of the account. */
export function checkpointAfter(
  account: AccountId,
  before: CheckpointRow | null,
  entries: readonly EntryRow[],
  grants: readonly GrantRow[],
): CheckpointRow {
  const from = before ?? { ...FIRST, account };
  const last = entries.at(-1);
  if (!last) return from;
  const owned = new Map(Object.entries(from.open.owned));
  const waiting = new Set(from.open.waiting);
  const byId = new Map(grants.map((grant) => [grant.id, grant]));
  let debt = from.debt;
  for (const entry of entries) {
    debt += entry.debt;
    if (entry.grant === null) continue;
    const grant = byId.get(entry.grant);
    if (grant && entry.seq === grant.id && grant.startsAt > entry.at) waiting.add(grant.id);
    if (grant && entry.at >= grant.startsAt) waiting.delete(grant.id);
    owned.set(String(entry.grant), (owned.get(String(entry.grant)) ?? 0) + entry.amount);
  }
  return {
    account,
    seq: last.seq,
    at: last.at,
    available: last.availableAfter,
    debt,
    open: {
      owned: Object.fromEntries([...owned].filter(([, amount]) => amount !== 0)),
      waiting: [...waiting].sort((a, b) => a - b),
    },
  };
}

/**
 * How many of `entries` (the oldest that are not archived, in order) may go: those before `before`, as long as no
 * operation is cut in two. `isAll`: no entry follows them.
 */
export function archivable(entries: readonly EntryRow[], before: Instant, isAll: boolean): number {
  const lastOf = new Map<string, number>();
  const ended = new Set<string>();
  entries.forEach((entry, index) => {
    lastOf.set(entry.key, index);
    if (entry.part < 0) ended.add(entry.key);
  });
  let count = entries.findIndex((entry) => entry.at >= before);
  if (count < 0) count = entries.length;
  // The last operation of a page may go on behind it.
  if (!isAll && count === entries.length) {
    const cut = entries.at(-1)?.key;
    while (count > 0 && entries[count - 1]?.key === cut) count -= 1;
  }
  for (let index = 0; index < count; index += 1) {
    const entry = entries[index] as EntryRow;
    const isWhole = (lastOf.get(entry.key) as number) < count && (entry.kind !== 'hold' || ended.has(entry.key));
    if (isWhole) continue;
    // An operation goes whole or stays whole, and what stays ends the archive there: look again at what is left before it.
    count = entries.findIndex((one) => one.key === entry.key);
    index = -1;
  }
  return count;
}
