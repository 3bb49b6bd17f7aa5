import {
  accounts,
  archivedEntries,
  archivedEntryDetails,
  type Changes,
  type CheckpointRow,
  checkpoints,
  entries,
  entryDetails,
  type EntryRow,
  type Family,
  grants,
  type GrantRow,
  type Instant,
  type Needs,
  type Row,
  schedules,
  type Slice,
} from '@farebox/core/store';
import { collect, type Document, findByKey, type Reader, scanIndex, toFields, toRow, type Writer } from './rows.js';

type Found = Map<string, Document>;

/** What `needs` names of one account. A mutation reads one snapshot, so the slice is of one moment by itself. */
export async function loadSlice(db: Reader, account: number, needs: Needs, now: Instant): Promise<Slice> {
  const own = ['account', account] as const;
  const found = await findByKey(db, accounts, { account });
  if (!found) return { account: null, schedules: [], grants: [], entries: [], details: [], nextHoldAt: null };
  const row = toRow(accounts, found) as unknown as NonNullable<Slice['account']>;

  const entriesFound: Found = new Map();
  const add = async (target: Found, documents: AsyncIterable<Document>): Promise<void> => {
    for await (const document of documents) target.set(document._id, document);
  };
  const byKey = (key: string): AsyncIterable<Document> =>
    scanIndex(db, 'entries', 'by_account_key_part', { eq: [own, ['key', key]] });
  for (const table of [entries.name, archivedEntries.name]) {
    for (const key of needs.keys)
      await add(entriesFound, scanIndex(db, table, 'by_account_key_part', { eq: [own, ['key', key]] }));
    for (const of of [...needs.keys, ...needs.references])
      await add(entriesFound, scanIndex(db, table, 'by_account_of', { eq: [own, ['of', of]] }));
  }

  let nextHoldAt: Instant | null | undefined;
  if (row.settleAt !== null && row.settleAt <= now) {
    const until = (above: number, upTo?: number): AsyncIterable<Document> =>
      scanIndex(db, 'entries', 'by_account_until', {
        eq: [own],
        above: ['until', above],
        upTo: upTo === undefined ? undefined : ['until', upTo],
      });
    for await (const due of until(row.sweptAt ?? Number.MIN_SAFE_INTEGER, now))
      await add(entriesFound, byKey(due['key'] as string));
    nextHoldAt = null;
    for await (const pending of until(now)) {
      const parts = await collect(byKey(pending['key'] as string));
      if (parts.some((part) => part['part'] === -1)) continue;
      nextHoldAt = pending['until'] as Instant;
      break;
    }
  }
  const entryRows = [...entriesFound.values()]
    .map((document) => toRow(entries, document) as unknown as EntryRow)
    .sort((a, b) => a.seq - b.seq);

  const grantsFound: Found = new Map();
  await add(grantsFound, scanIndex(db, 'grants', 'by_account_remaining', { eq: [own], above: ['remaining', 0] }));
  for (const id of new Set(entryRows.map(({ grant }) => grant))) {
    const grant = id === null ? null : await findByKey(db, grants, { account, id });
    if (grant) grantsFound.set(grant._id, grant);
  }
  for (const reference of needs.references)
    await add(grantsFound, scanIndex(db, 'grants', 'by_account_reference', { eq: [own, ['reference', reference]] }));

  const details: Row[] = [];
  for (const { seq } of entryRows) {
    const detail =
      (await findByKey(db, entryDetails, { account, seq })) ??
      (await findByKey(db, archivedEntryDetails, { account, seq }));
    if (detail) details.push(toRow(entryDetails, detail));
  }
  const scheduleRows = await collect(scanIndex(db, 'schedules', 'by_account_slot', { eq: [own] }));
  return {
    account: row,
    schedules: scheduleRows.map((document) => toRow(schedules, document)) as unknown as Slice['schedules'],
    grants: [...grantsFound.values()].map((document) => toRow(grants, document) as unknown as GrantRow),
    entries: entryRows,
    details: details as unknown as Slice['details'],
    nextHoldAt,
  };
}

/** Inside the mutation that loaded: no version is compared here, Convex re-runs the whole mutation when its reads moved. */
export async function saveChanges(db: Writer, changes: Changes): Promise<void> {
  await put(db, accounts, changes.account as unknown as Row);
  for (const schedule of changes.schedules) await put(db, schedules, schedule as unknown as Row);
  for (const grant of changes.grants) await put(db, grants, grant as unknown as Row);
  for (const entry of changes.entries)
    await db.insert('entries', { ...toFields(entries, entry as unknown as Row), rowVersion: 0 });
  for (const detail of changes.details)
    await db.insert('entry_details', { ...toFields(entryDetails, detail as unknown as Row), rowVersion: 0 });
}

/** False = the account's checkpoint stands elsewhere. The mutation's own atomicity is the guard. */
export async function archive(db: Writer, checkpoint: CheckpointRow, after: number): Promise<boolean> {
  const { account, seq } = checkpoint;
  const before = await findByKey(db, checkpoints, { account });
  if (((before?.['seq'] ?? 0) as number) !== after) return false;
  await put(db, checkpoints, checkpoint as unknown as Row);
  for (const [from, to] of [
    [entries, archivedEntries],
    [entryDetails, archivedEntryDetails],
  ] as const) {
    const moving = scanIndex(db, from.name, 'by_account_seq', {
      eq: [['account', account]],
      above: ['seq', after],
      upTo: ['seq', seq],
    });
    for (const document of await collect(moving)) {
      await db.insert(to.name, { ...toFields(to, toRow(from, document)), rowVersion: document.rowVersion });
      await db.delete(document._id as never);
    }
  }
  return true;
}

async function put(db: Writer, family: Family, row: Row): Promise<void> {
  const found = await findByKey(db, family, row);
  const fields = { ...toFields(family, row), rowVersion: 0 };
  if (found) await db.replace(found._id as never, fields as never);
  else await db.insert(family.name, fields);
}
