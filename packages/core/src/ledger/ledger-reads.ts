import type { CheckpointRow } from '../domain/checkpoint.js';
import type { AccountId, EntryRow } from '../domain/ledger-rows.js';
import type { Family, RowOf } from '../storage/family.js';
import {
  archivedEntries,
  archivedEntryDetails,
  checkpoints,
  entries,
  entryDetails,
} from '../storage/ledger-families.js';
import type { ListOptions, Store } from '../storage/contract.js';

const PAGE = 1000;
type Where = ListOptions['where'];

/** Every row of a family of one account that matches, page by page, in the order of `list`. */
export async function listEvery<F extends Family>(
  store: Store<never>,
  family: F,
  account: AccountId,
  where?: Where,
): Promise<RowOf<F>[]> {
  const rows: RowOf<F>[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof store.list<F>>> = await store.list(
      family,
      { account },
      { limit: PAGE, cursor, where },
    );
    for (const { row } of page.rows) rows.push(row);
    cursor = page.cursor;
  } while (cursor !== null);
  return rows;
}

export async function checkpointOf(store: Store<never>, account: AccountId): Promise<CheckpointRow | null> {
  return (await store.find(checkpoints, { account }))?.row ?? null;
}

/** Entries that match, the archived ones as well, in order of `seq`. */
export async function everyEntry(store: Store<never>, account: AccountId, where?: Where): Promise<readonly EntryRow[]> {
  return once([
    // The live ones first: what moves in between is then found twice, never missed.
    ...(await listEvery(store, entries, account, where)),
    ...(await listEvery(store, archivedEntries, account, where)),
  ]);
}
/** The same of what lies beside them. */
export async function everyDetail(
  store: Store<never>,
  account: AccountId,
  where?: Where,
): Promise<readonly RowOf<typeof entryDetails>[]> {
  return once([
    ...(await listEvery(store, entryDetails, account, where)),
    ...(await listEvery(store, archivedEntryDetails, account, where)),
  ]);
}

const once = <R extends { readonly seq: number }>(rows: readonly R[]): readonly R[] =>
  [...new Map(rows.map((row) => [row.seq, row])).values()].sort((a, b) => a.seq - b.seq);
