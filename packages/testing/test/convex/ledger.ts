import {
  type AccountWrite,
  type CheckpointRow,
  type Family,
  type KeyValues,
  type ListOptions,
  needs,
  type Needs,
  planUnits,
  type Row,
  type Unit,
  type UnitResult,
} from '@farebox/core/store';
import { v } from 'convex/values';
import { mutation, query } from './_generated/server.js';
import { archive as moveToArchive, loadSlice, saveChanges } from './account.js';
import {
  collect,
  type Document,
  findByKey,
  findHolder,
  findRival,
  listPage,
  scanIndex,
  toFields,
  toVersioned,
  type Writer,
} from './rows.js';
import { families } from './schema.js';

/** Whatever travels is JSON text: Convex values know no `undefined` and not every key. */
const one = { input: v.string() };
const read = <T>(input: string): T => JSON.parse(input) as T;
const told = (value: unknown): string => JSON.stringify(value);
const familyOf = (name: string): Family => {
  const family = families.get(name);
  if (!family) throw new Error(`There is no table "${name}".`);
  return family;
};

/** Load, decide, save: the whole of a commit. A mutation that throws leaves nothing, so a lost guard may be found half-way. */
export const commit = mutation({
  args: one,
  handler: async ({ db }, { input }) => {
    const unit = read<Omit<Unit, 'writes'> & { readonly writes: readonly Wire[] }>(input);
    const now = unit.now ?? Date.now();
    const slice = await loadSlice(db, unit.account, needs(unit.steps), now);
    const writes = unit.writes.map(fromWire);
    const plan = planUnits(slice, [{ ...unit, writes }], now);
    const [result] = plan.results as readonly [UnitResult];
    if (!plan.isWorthSaving || plan.changes === null) return told(result);
    for (const [index, write] of (plan.isRefused ? [] : writes).entries())
      if (!(await canWrite(db, write)))
        return told({ status: 'refused', at: index, why: 'guardLost', account: slice.account, now: result.now });
    await saveChanges(db, plan.changes);
    for (const write of plan.isRefused ? [] : writes) await writeRow(db, write);
    return told(result);
  },
});
export interface Wire {
  readonly family: string;
  readonly row: Row;
  readonly ifVersion: string | null;
}
const fromWire = ({ family, row, ifVersion }: Wire): AccountWrite =>
  ifVersion === null
    ? { write: 'insertIfAbsent', family: familyOf(family), row }
    : { write: 'compareAndSet', family: familyOf(family), row, ifVersion };

async function canWrite(db: Writer, write: AccountWrite): Promise<boolean> {
  if (write.write === 'insertIfAbsent') return (await findHolder(db, write.family, write.row)) === null;
  const found = await findByKey(db, write.family, write.row);
  if (!found || String(found.rowVersion) !== write.ifVersion) return false;
  return (await findRival(db, write.family, write.row, found._id)) === null;
}
/** Answers the row's new version. */
async function writeRow(db: Writer, { family, row }: AccountWrite): Promise<string> {
  const found = await findByKey(db, family, row);
  const rowVersion = (found?.rowVersion ?? 0) + 1;
  const fields = { ...toFields(family, row), rowVersion };
  if (found) await db.replace(found._id as never, fields as never);
  else await db.insert(family.name, fields);
  return String(rowVersion);
}

export const load = query({
  args: one,
  handler: async ({ db }, { input }) => {
    const { account, wanted, override } = read<{ account: number; wanted: Needs; override: number | null }>(input);
    const now = override ?? Date.now();
    const slice = await loadSlice(db, account, wanted, now);
    return told({ slice, now, version: String(slice.account?.revision ?? 'absent') });
  },
});
export const find = query({
  args: one,
  handler: async ({ db }, { input }) => {
    const { family: name, key } = read<{ family: string; key: KeyValues }>(input);
    const found = await findByKey(db, familyOf(name), key);
    return told(found === null ? null : toVersioned(familyOf(name), found));
  },
});
export const list = query({
  args: one,
  handler: async ({ db }, { input }) => {
    const { family, prefix, options } = read<{ family: string; prefix: KeyValues; options: ListOptions }>(input);
    return told(await listPage(db, familyOf(family), prefix, options));
  },
});
export const insertIfAbsent = mutation({
  args: one,
  handler: async ({ db }, { input }) => {
    const { family: name, row } = read<{ family: string; row: Row }>(input);
    const family = familyOf(name);
    const existing = await findHolder(db, family, row);
    if (existing) return told({ inserted: false, existing: toVersioned(family, existing) });
    return told({ inserted: true, version: await writeRow(db, { write: 'insertIfAbsent', family, row }) });
  },
});
export const compareAndSet = mutation({
  args: one,
  handler: async ({ db }, { input }) => {
    const { family, row, ifVersion } = read<{ family: string; row: Row; ifVersion: string }>(input);
    const write: AccountWrite = { write: 'compareAndSet', family: familyOf(family), row, ifVersion };
    return told((await canWrite(db, write)) ? await writeRow(db, write) : null);
  },
});
export const remove = mutation({
  args: one,
  handler: async ({ db }, { input }) => {
    const { family, key, ifVersion } = read<{ family: string; key: KeyValues; ifVersion: string }>(input);
    const found = await findByKey(db, familyOf(family), key);
    if (!found || String(found.rowVersion) !== ifVersion) return told(false);
    await db.delete(found._id as never);
    return told(true);
  },
});
export const archive = mutation({
  args: one,
  handler: async ({ db }, { input }) => {
    const { checkpoint, after } = read<{ checkpoint: CheckpointRow; after: number }>(input);
    return told(await moveToArchive(db, checkpoint, after));
  },
});
export const claimWithLease = mutation({
  args: one,
  handler: async ({ db }, { input }) => {
    const claim = read<{ family: string; limit: number; leaseSeconds: number; now?: number }>(input);
    const family = familyOf(claim.family);
    const due = family.due;
    if (due === null) throw new Error(`Rows of "${family.name}" are never due.`);
    const now = claim.now ?? Date.now();
    // Null sorts before every number in an index of Convex.
    const ready = await collect(
      scanIndex(db, family.name, `by_${due}`, { eq: [], above: [due, Number.MIN_SAFE_INTEGER], upTo: [due, now] }),
      claim.limit,
    );
    const leased: Document[] = [];
    for (const document of ready) {
      const fields = { [due]: now + claim.leaseSeconds * 1000, rowVersion: document.rowVersion + 1 };
      await db.patch(document._id as never, fields as never);
      leased.push({ ...document, ...fields });
    }
    return told(leased.map((document) => toVersioned(family, document)));
  },
});
export const scan = query({
  args: one,
  handler: async ({ db }, { input }) => {
    const page = read<{ limit: number; cursor: string | null; dueBefore?: number }>(input);
    const from = page.cursor === null ? Number.MIN_SAFE_INTEGER : Number(page.cursor);
    const accounts: number[] = [];
    for await (const document of scanIndex(db, 'accounts', 'by_account', { eq: [], above: ['account', from] })) {
      const settleAt = document['settleAt'] as number | null;
      if (page.dueBefore !== undefined && (settleAt === null || settleAt > page.dueBefore)) continue;
      accounts.push(document['account'] as number);
      if (accounts.length > page.limit) break;
    }
    const found = accounts.slice(0, page.limit);
    return told({ accounts: found, cursor: accounts.length > page.limit ? String(found.at(-1)) : null });
  },
});
