import {
  archivedEntries,
  archivedEntryDetails,
  entries,
  entryDetails,
  type EntryDetailRow,
  type EntryRow,
  type Family,
  type GrantRow,
  grants,
  type LedgerDump,
  type ScheduleRow,
  schedules,
  type Store,
} from '@farebox/core/store';

/** Every row of one family of one account, page by page, in the order of `list`. */
export async function listAll<R>(store: Store, family: Family<R>, account: number, limit = 500): Promise<readonly R[]> {
  const rows: R[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof store.list<Family<R>>>> = await store.list(
      family,
      { account },
      { limit, cursor },
    );
    rows.push(...page.rows.map((versioned) => versioned.row as R));
    cursor = page.cursor;
  } while (cursor !== null);
  return rows;
}

/** Everything of one account's ledger, settled up to `now` (what is due is written first). Never seen: null. */
export async function dumpLedger(
  store: Store,
  account: number,
  now: number,
): Promise<(LedgerDump & { readonly details: readonly EntryDetailRow[] }) | null> {
  const settling = await store.commit({ account, steps: [], now });
  if (settling.account === null || settling.account.seq === 0) return null;
  const { slice } = await store.read(account, undefined, now);
  if (slice.account === null) return null;
  return {
    account: slice.account,
    grants: [...(await listAll<GrantRow>(store, grants, account))].sort((a, b) => a.id - b.id),
    schedules: [...(await listAll<ScheduleRow>(store, schedules, account))].sort((a, b) => (a.slot < b.slot ? -1 : 1)),
    entries: inOrder<EntryRow>(await listAll(store, archivedEntries, account), await listAll(store, entries, account)),
    details: inOrder<EntryDetailRow>(
      await listAll(store, archivedEntryDetails, account),
      await listAll(store, entryDetails, account),
    ),
  };
}

const inOrder = <R extends { readonly seq: number }>(...rows: readonly (readonly R[])[]): readonly R[] =>
  rows.flat().sort((a, b) => a.seq - b.seq);

/** What two stores (or one store on its fast and its general path) must agree on: all but the bookkeeping of speed. */
export function comparable(dump: LedgerDump & { readonly details: readonly EntryDetailRow[] }): unknown {
  const {
    fastLeft: _fastLeft,
    head: _head,
    settleAt: _settleAt,
    sweptAt: _sweptAt,
    revision: _revision,
    ...account
  } = dump.account;
  return { ...dump, account };
}
