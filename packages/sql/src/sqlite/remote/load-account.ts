import type { AccountId, AccountRow, Instant, Needs, Slice } from '@farebox/core/store';
import { CLOCK, type SqliteNames } from '../shared/dialect.js';
import { ANY_PART, nextHoldAtText } from '../shared/ledger-statements.js';
import type { Statement } from '../../schema/statement.js';
import type { LedgerTables } from '../../schema/ledger-tables.js';
import { decodeRow } from '../../schema/codec.js';
import type { Table } from '../../schema/table.js';
import type { RemoteConnection } from './connection.js';
import { remoteDialect } from './dialect.js';

/** The version of an account that nobody has written yet. */
export const ABSENT = 'absent';

/**
 * Everything that `needs` can name, in one statement: one round trip and one moment, also where reads cannot share a
 * transaction. ?1 account, ?2 the override of the time or null, ?3 keys, ?4 keys and references, ?5 references (JSON).
 */
export function loadText(tables: LedgerTables, names: SqliteNames): string {
  const { accounts, schedules, grants, entries, details, archivedEntries, archivedDetails } = tables;
  const packed = (table: Table, alias: string): string =>
    `json_array(${table.columns.map((column) => `${alias}.${column.sql}`).join(', ')})`;
  const rowsOf = (table: Table, from: string, column: string): string =>
    `(select json_group_array(${packed(table, 'x')}) from ${from} w cross join ${table.name} x where x."account" = ?1 and x."${column}" = w."${column}")`;
  const [e, g] = [entries.name, grants.name];
  const everywhere = (select: (table: string) => string): string =>
    [e, archivedEntries.name].map(select).join('\n      union ');
  // "cross join" is SQLite's word for "in this order". Without statistics it would rather walk the account's whole history
  // by the primary key than use a better index, so the one is named and the other met in all of its columns.
  return `with
    clock("now") as materialized (select cast(coalesce(?2, ${CLOCK}) as integer)),
    due("key") as materialized (
      select u."key" from ${accounts.name} a cross join clock cross join ${e} u
      where a."account" = ?1 and a."settle_at" <= clock."now" and u."account" = ?1
        and u."until" is not null and u."until" > coalesce(a."swept_at", -9007199254740991) and u."until" <= clock."now"),
    named("seq") as materialized (
      ${everywhere((table) => `select e."seq" from json_each(?3) k cross join ${table} e where e."account" = ?1 and e."key" = k.value and ${ANY_PART}`)}
      union ${everywhere((table) => `select e."seq" from json_each(?4) k cross join ${table} e where e."account" = ?1 and e."of" = k.value`)}
      union select e."seq" from due d cross join ${e} e where e."account" = ?1 and e."key" = d."key" and ${ANY_PART}),
    wanted("id") as materialized (
      select g."id" from ${g} g indexed by ${names.index('grants_live')} where g."account" = ?1 and g."remaining" > 0
      union ${everywhere((table) => `select e."grant" from named n cross join ${table} e where e."account" = ?1 and e."seq" = n."seq" and e."grant" is not null`)}
      union select g."id" from json_each(?5) k cross join ${g} g where g."account" = ?1 and g."reference" = k.value)
    select (select "now" from clock) as "now",
      (select ${packed(accounts, 'x')} from ${accounts.name} x where x."account" = ?1) as "account",
      (select json_group_array(${packed(schedules, 'x')}) from ${schedules.name} x where x."account" = ?1) as "schedules",
      ${rowsOf(grants, 'wanted', 'id')} as "grants",
      ${rowsOf(entries, 'named', 'seq')} as "entries",
      ${rowsOf(details, 'named', 'seq')} as "details",
      (select 1 from ${accounts.name} a, clock where a."account" = ?1 and a."settle_at" <= clock."now") as "is_due",
      (${nextHoldAtText(tables, '?1', '(select "now" from clock)')}) as "next_hold_at",
      ${rowsOf(archivedEntries, 'named', 'seq')} as "archived_entries",
      ${rowsOf(archivedDetails, 'named', 'seq')} as "archived_details"`;
}

export async function loadAccount(
  connection: RemoteConnection,
  tables: LedgerTables,
  text: string,
  account: AccountId,
  needs: Needs,
  override: Instant | undefined,
): Promise<{ readonly slice: Slice; readonly version: string; readonly now: Instant }> {
  const statement: Statement = {
    text,
    values: [
      account,
      override ?? null,
      JSON.stringify(needs.keys),
      JSON.stringify([...needs.keys, ...needs.references]),
      JSON.stringify(needs.references),
    ],
  };
  const [found] = await connection.query(statement);
  if (!found) throw new Error('The database answered a load with no row.');
  const [now, row, schedules, grants, entries, details, isDue, nextHoldAt, oldEntries, oldDetails] = found;
  const unpack = <R>(table: Table, rows: unknown): R[] =>
    (JSON.parse(rows as string) as readonly unknown[][]).map((values) => decodeRow<R>(table, values, remoteDialect));
  const accountRow =
    row === null ? null : decodeRow<AccountRow>(tables.accounts, JSON.parse(row as string) as unknown[], remoteDialect);
  const slice: Slice = {
    account: accountRow,
    schedules: unpack(tables.schedules, schedules),
    grants: unpack(tables.grants, grants),
    entries: [entries, oldEntries]
      .flatMap((rows) => unpack<Slice['entries'][number]>(tables.entries, rows))
      .sort((a, b) => a.seq - b.seq),
    details: [details, oldDetails].flatMap((rows) => unpack<Slice['details'][number]>(tables.details, rows)),
    ...(isDue === null ? {} : { nextHoldAt: nextHoldAt === null ? null : Number(nextHoldAt) }),
  };
  return { slice, version: accountRow === null ? ABSENT : String(accountRow.revision), now: Number(now) };
}
