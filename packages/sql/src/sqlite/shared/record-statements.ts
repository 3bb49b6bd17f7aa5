import type { AccountId, Instant, KeyValues, Row } from '@farebox/core/store';
import { encodeRow, encodeValue } from '../../schema/codec.js';
import type { Statement } from '../../schema/statement.js';
import {
  columnNames,
  dueColumn,
  isErasable,
  type Table,
  type TableColumn,
  versionColumn,
  writable,
} from '../../schema/table.js';
import { sqliteDialect } from './dialect.js';
import { oneRow } from './ledger-statements.js';

const equals = (columns: readonly TableColumn[]): string => columns.map((column) => `${column.sql} = ?`).join(' and ');
const keyOf = (table: Table, values: readonly unknown[]): unknown[] =>
  table.key.map((column) => values[table.columns.indexOf(column)]);
/** A version that is no number was never handed out: no row has it. */
const versionOf = (ifVersion: string): number => {
  const version = Number(ifVersion);
  return Number.isSafeInteger(version) ? version : -1;
};

export function findStatement(table: Table, key: KeyValues): Statement {
  return {
    text: `select ${table.selectList} from ${table.name} where ${equals(table.key)}`,
    values: table.key.map((column) => encodeValue(table, column, key[column.property], sqliteDialect)),
  };
}

/** Fails where a key is taken; `ifFree` does nothing instead. Answers the version when it has written. */
export function insertStatement(table: Table, row: Row, ifFree = false): Statement {
  return {
    text: `insert into ${writable(table).name} (${columnNames(table)}) ${oneRow(table)}${ifFree ? ' on conflict do nothing' : ''} returning ${versionColumn}`,
    values: encodeRow(table, row, sqliteDialect),
  };
}

/** Changes the row of that version; answers the new version, or nothing. Fails where another row has a unique key. */
export function updateStatement(table: Table, row: Row, ifVersion: string): Statement {
  const isBlanking = isErasable(table.family);
  const values = encodeRow(isBlanking ? table : writable(table), row, sqliteDialect);
  const key = keyOf(table, values);
  const sets = table.columns.map((column) => `${column.sql} = ?`).join(', ');
  if (isBlanking)
    return {
      text: `update ${table.name} set ${sets} where ${equals(table.key)} returning 0`,
      values: [...values, ...key],
    };
  return {
    text: `update ${table.name} set ${sets}, ${versionColumn} = ${versionColumn} + 1 where ${equals(table.key)} and ${versionColumn} = ? returning ${versionColumn}`,
    values: [...values, ...key, versionOf(ifVersion)],
  };
}

/** Removes the row of that version; answers something, or nothing. */
export function removeStatement(table: Table, key: KeyValues, ifVersion: string): Statement {
  const values = writable(table).key.map((column) => encodeValue(table, column, key[column.property], sqliteDialect));
  return {
    text: `delete from ${table.name} where ${equals(table.key)} and ${versionColumn} = ? returning 1`,
    values: [...values, versionOf(ifVersion)],
  };
}

/** One statement per key that a row must have for itself: whoever holds it. Keys with a null in them are nobody's. */
export function holderStatements(table: Table, row: Row): readonly Statement[] {
  return [table.family.key, ...table.family.unique].flatMap((properties) => {
    const columns = properties.map(table.column);
    const values = columns.map((column) => encodeValue(table, column, row[column.property], sqliteDialect));
    if (values.includes(null)) return [];
    return [{ text: `select ${table.selectList} from ${table.name} where ${equals(columns)}`, values }];
  });
}

/** One row if it still has the version. */
export function rowAtStatement(table: Table, row: Row, ifVersion: string): Statement {
  return {
    text: `select 1 from ${table.name} where ${equals(table.key)} and ${versionColumn} = ?`,
    values: [...keyOf(table, encodeRow(table, row, sqliteDialect)), versionOf(ifVersion)],
  };
}

/** The due rows as they are, and the step that leases the same ones: two statements of one transaction. */
export function claimStatements(
  table: Table,
  limit: number,
  now: Instant,
  until: Instant,
): readonly [Statement, Statement] {
  const due = dueColumn(writable(table)).sql;
  const key = table.key.map((column) => column.sql).join(', ');
  const ready = (select: string): string =>
    `select ${select} from ${table.name} where ${due} <= ? order by ${due}, ${key} limit ?`;
  return [
    { text: ready(table.selectList), values: [now, limit] },
    {
      text: `update ${table.name} set ${due} = ?, ${versionColumn} = ${versionColumn} + 1 where (${key}) in (${ready(key)})`,
      values: [until, now, limit],
    },
  ];
}

/** A row that the claim has read, as it stands once it is leased. */
export function leased<R>(
  table: Table,
  { row, version }: { readonly row: R; readonly version: string },
  until: Instant,
) {
  return { row: { ...row, [dueColumn(table).property]: until }, version: String(Number(version) + 1) };
}

/** One page of accounts in order of their numbers; `limit + 1` rows are asked for. */
export function scanStatement(
  accounts: Table,
  {
    limit,
    cursor,
    dueBefore,
  }: { readonly limit: number; readonly cursor: string | null; readonly dueBefore?: Instant | undefined },
): Statement {
  return {
    text: `select "account" from ${accounts.name} where "account" > ?${dueBefore === undefined ? '' : ' and "settle_at" <= ?'} order by "account" limit ?`,
    values: [
      cursor === null ? Number.MIN_SAFE_INTEGER : Number(cursor),
      ...(dueBefore === undefined ? [] : [dueBefore]),
      limit + 1,
    ],
  };
}

export function toAccountPage(
  limit: number,
  found: readonly (readonly unknown[])[],
): { readonly accounts: readonly AccountId[]; readonly cursor: string | null } {
  const accounts = found.slice(0, limit).map((row): AccountId => Number(row[0]));
  return { accounts, cursor: found.length > limit ? String(accounts.at(-1)) : null };
}
