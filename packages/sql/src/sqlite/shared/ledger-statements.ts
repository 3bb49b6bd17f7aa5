import type { Family } from '@farebox/core/store';
import { archiveMoves, type LedgerTables, ledgerTables } from '../../schema/ledger-tables.js';
import { ARCHIVE_READER } from '../../schema/migration.js';
import { columnNames, columnsBesideKey, type Table } from '../../schema/table.js';
import type { SqliteNames } from './dialect.js';

/**
 * The ledger's statements, written once per store. `?` in the order in which they are named. Local stores run the small
 * reads one by one; remote ones pack the same conditions into one statement.
 */
export interface LedgerStatements {
  readonly tables: LedgerTables;
  readonly names: SqliteNames;
  readonly account: string;
  readonly schedulesOf: string;
  /** Twice (live, archived): keys as JSON, account, keys and references as JSON, account, keys as JSON. */
  readonly entriesNamed: string;
  /** account, swept, now, account: every entry of a pending hold that is due. */
  readonly entriesDue: string;
  /** account, now. */
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
  readonly checkpointAt: string;
  readonly putCheckpoint: string;
  /** Each: account, after, up to. */
  readonly archive: readonly string[];
  readonly raiseOldestReader: string;
}

/** True of every entry `e`: names the last column of the key's index, so that SQLite prefers it without statistics. */
export const ANY_PART = 'e."part" >= -9007199254740991';

/** Where an insert's rows come from: one row of values, or a JSON array of rows (?1), however many they are. */
export const oneRow = (table: Table): string => `values (${table.columns.map(() => '?').join(', ')})`;
/** `where true` keeps "on conflict" from being read as a join. */
export const packedRows = (table: Table): string =>
  `select ${table.columns.map((_, index) => `value ->> ${index}`).join(', ')} from json_each(?1) where true`;

export const insertText = (table: Table, rows: (table: Table) => string): string =>
  `insert into ${table.name} (${columnNames(table)}) ${rows(table)}`;

/** `becomes`: what a column is set to where the row is there already. */
export const upsertText = (
  table: Table,
  rows: (table: Table) => string,
  becomes: (column: string) => string = (column) => `excluded.${column}`,
): string =>
  `${insertText(table, rows)} on conflict (${table.key.map((column) => column.sql).join(', ')}) do update set ${columnsBesideKey(
    table,
  )
    .map((column) => `${column.sql} = ${becomes(column.sql)}`)
    .join(', ')}`;

/**
 * When the next pending hold of `account` gives back after `now` (both are expressions); not later than that, for a
 * resolved hold may stand in for it.
 */
export const nextHoldAtText = ({ entries: e }: LedgerTables, account: string, now: string): string =>
  `select coalesce(min(until) filter (where pending), case when count(*) = 100 then max(until) end) from (
      select n."until" as until, not exists (select 1 from ${e.name} x where x."account" = n."account" and x."key" = n."key" and x."part" = -1) as pending
      from ${e.name} n where n."account" = ${account} and n."until" is not null and n."until" > ${now} order by n."until" limit 100)`;

export function ledgerStatements(tableOf: (family: Family) => Table, names: SqliteNames): LedgerStatements {
  const tables = ledgerTables(tableOf);
  const { accounts: a, schedules: s, grants: g, entries: e, details: d, checkpoints: c } = tables;
  const select = (table: Table, alias: string): string =>
    `select ${table.columns.map((column) => `${alias}.${column.sql}`).join(', ')} from ${table.name} ${alias}`;
  const own = (table: Table): string => table.columns.map((column) => `e.${column.sql}`).join(', ');
  return {
    tables,
    names,
    account: `${select(a, 'a')} where a."account" = ?`,
    schedulesOf: `${select(s, 's')} where s."account" = ?`,
    // "cross join" is SQLite's word for "in this order": without statistics it would walk the account's whole history by the
    // primary key rather than use a better index, so the other one is met in all of its columns.
    entriesNamed: [e, tables.archivedEntries]
      .map(
        ({
          name,
        }) => `select ${own(e)} from json_each(?) k cross join ${name} e where e."account" = ? and e."key" = k.value and ${ANY_PART}
      union all select ${own(e)} from json_each(?) k cross join ${name} e where e."account" = ? and e."of" = k.value and e."key" not in (select value from json_each(?))`,
      )
      .join('\n      union all '),
    entriesDue: `select ${own(e)} from (
      select distinct u."key" as "key" from ${e.name} u where u."account" = ? and u."until" is not null and u."until" > ? and u."until" <= ?) k
      cross join ${e.name} e where e."account" = ? and e."key" = k."key" and ${ANY_PART}`,
    nextHoldAt: nextHoldAtText(tables, '?', '?'),
    grantsLive: `${select(g, 'g')} where g."account" = ? and g."remaining" > 0`,
    grantsById: `${select(g, 'g')} where g."account" = ? and g."id" in (select value from json_each(?))`,
    grantsByReference: `${select(g, 'g')} where g."account" = ? and g."reference" in (select value from json_each(?))`,
    detailsOf: [d, tables.archivedDetails]
      .map((table) => `${select(table, 'd')} where d."account" = ? and d."seq" in (select value from json_each(?))`)
      .join(' union all '),
    putAccount: upsertText(a, oneRow),
    putSchedule: upsertText(s, oneRow),
    putGrant: upsertText(g, oneRow),
    addEntry: insertText(e, oneRow),
    addDetail: insertText(d, oneRow),
    checkpointAt: `select "seq" from ${c.name} where "account" = ?`,
    putCheckpoint: upsertText(c, oneRow),
    raiseOldestReader: `update ${names.schema} set oldest_reader = ${ARCHIVE_READER} where oldest_reader < ${ARCHIVE_READER}`,
    archive: archiveMoves(tables).flatMap(([from, to]) => {
      const moving = `from ${from.name} where "account" = ? and "seq" > ? and "seq" <= ?`;
      return [`insert into ${to.name} (${columnNames(to)}) select ${columnNames(from)} ${moving}`, `delete ${moving}`];
    }),
  };
}
