import {
  accounts,
  archivedEntries,
  archivedEntryDetails,
  checkpoints,
  entries,
  entryDetails,
  type Family,
  grants,
  schedules,
} from '@farebox/core/store';
import { ARCHIVE_READER } from '../migrations/migration.js';
import type { Table } from '../tables/table.js';

/** The ledger's statements, written once per store. `?` in the order in which they are named. */
export interface LedgerStatements {
  readonly accounts: Table;
  readonly schedules: Table;
  readonly grants: Table;
  readonly entries: Table;
  readonly details: Table;
  readonly archivedEntries: Table;
  readonly archivedDetails: Table;
  readonly checkpoints: Table;
  readonly account: string;
  readonly schedulesOf: string;
  /** Twice (live, archived): keys as JSON, account, keys and references as JSON, account, keys as JSON. */
  readonly entriesNamed: string;
  /** account, swept, now, account: every entry of a pending hold that is due. */
  readonly entriesDue: string;
  /** account, now: when the next pending hold gives back; not later than that, for a resolved hold may stand in for it. */
  readonly nextHoldAt: string;
  readonly grantsLive: string;
  readonly grantsById: string;
  readonly grantsByReference: string;
  /** Twice (live, archived): account, numbers of entries as JSON. */
  readonly detailsOf: string;
  readonly putAccount: string;
  readonly putSchedule: string;
  readonly putGrant: string;
  readonly addEntry: string;
  readonly addDetail: string;
  readonly raiseRevision: string;
  readonly checkpointAt: string;
  readonly putCheckpoint: string;
  /** Each: account, after, up to. */
  readonly archive: readonly string[];
  readonly raiseOldestReader: string;
}

/** `schema`: the table that tells who may read. */
export function ledgerStatements(tableOf: (family: Family) => Table, schema: string): LedgerStatements {
  const a = tableOf(accounts);
  const s = tableOf(schedules);
  const g = tableOf(grants);
  const e = tableOf(entries);
  const d = tableOf(entryDetails);
  const ae = tableOf(archivedEntries);
  const ad = tableOf(archivedEntryDetails);
  const c = tableOf(checkpoints);
  const names = (table: Table): string => table.columns.map((column) => column.sql).join(', ');
  const select = (table: Table, alias: string): string =>
    `select ${table.columns.map((column) => `${alias}.${column.sql}`).join(', ')} from ${table.name} ${alias}`;
  const own = (table: Table): string => table.columns.map((column) => `e.${column.sql}`).join(', ');
  const anyPart = 'e."part" >= -9007199254740991';
  const insert = (table: Table): string =>
    `insert into ${table.name} (${names(table)}) values (${table.columns.map(() => '?').join(', ')})`;
  const upsert = (table: Table): string => {
    const rest = table.columns.filter((column) => !table.key.includes(column));
    return `${insert(table)} on conflict (${table.key.map((column) => column.sql).join(', ')}) do update set ${rest.map((column) => `${column.sql} = excluded.${column.sql}`).join(', ')}`;
  };
  return {
    accounts: a,
    schedules: s,
    grants: g,
    entries: e,
    details: d,
    archivedEntries: ae,
    archivedDetails: ad,
    checkpoints: c,
    account: `${select(a, 'a')} where a."account" = ?`,
    schedulesOf: `${select(s, 's')} where s."account" = ?`,
    // "cross join" is SQLite's word for "in this order": without statistics it would walk the account's whole history by the
    // primary key rather than use a better index, so the other one is met in all of its columns.
    entriesNamed: [e, ae]
      .map(
        ({
          name,
        }) => `select ${own(e)} from json_each(?) k cross join ${name} e where e."account" = ? and e."key" = k.value and ${anyPart}
      union all select ${own(e)} from json_each(?) k cross join ${name} e where e."account" = ? and e."of" = k.value and e."key" not in (select value from json_each(?))`,
      )
      .join('\n      union all '),
    entriesDue: `select ${own(e)} from (
      select distinct u."key" as "key" from ${e.name} u where u."account" = ? and u."until" is not null and u."until" > ? and u."until" <= ?) k
      cross join ${e.name} e where e."account" = ? and e."key" = k."key" and ${anyPart}`,
    nextHoldAt: `select coalesce(min(until) filter (where pending), case when count(*) = 100 then max(until) end) from (
      select n."until" as until, not exists (select 1 from ${e.name} x where x."account" = n."account" and x."key" = n."key" and x."part" = -1) as pending
      from ${e.name} n where n."account" = ? and n."until" is not null and n."until" > ? order by n."until" limit 100)`,
    grantsLive: `${select(g, 'g')} where g."account" = ? and g."remaining" > 0`,
    grantsById: `${select(g, 'g')} where g."account" = ? and g."id" in (select value from json_each(?))`,
    grantsByReference: `${select(g, 'g')} where g."account" = ? and g."reference" in (select value from json_each(?))`,
    detailsOf: [d, ad]
      .map((table) => `${select(table, 'd')} where d."account" = ? and d."seq" in (select value from json_each(?))`)
      .join(' union all '),
    putAccount: upsert(a),
    putSchedule: upsert(s),
    putGrant: upsert(g),
    addEntry: insert(e),
    addDetail: insert(d),
    raiseRevision: `update ${a.name} set "revision" = "revision" + 1 where "account" = ?`,
    checkpointAt: `select "seq" from ${c.name} where "account" = ?`,
    putCheckpoint: upsert(c),
    raiseOldestReader: `update ${schema} set oldest_reader = ${ARCHIVE_READER} where oldest_reader < ${ARCHIVE_READER}`,
    archive: (
      [
        [e, ae],
        [d, ad],
      ] as const
    ).flatMap(([from, to]) => {
      const moving = `from ${from.name} where "account" = ? and "seq" > ? and "seq" <= ?`;
      return [`insert into ${to.name} (${names(to)}) select ${names(from)} ${moving}`, `delete ${moving}`];
    }),
  };
}
