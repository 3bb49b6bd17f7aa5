import type { Family, KeyValues, Row } from '@farebox/core/store';
import { encodeRow, encodeValue } from '../tables/codec.js';
import { isErasable, type Table, type TableColumn, versionColumn } from '../tables/table.js';
import type { Statement } from './connection.js';
import { guardedDialect } from './dialect.js';

const equals = (columns: readonly TableColumn[]): string => columns.map((column) => `${column.sql} = ?`).join(' and ');

export function writable(table: Table): Table {
  if (!table.versioned) throw new Error(`"${table.family.name}" belongs to the ledger: only a unit's steps write it.`);
  return table;
}

/** Fails where a key is taken; `ifFree` does nothing instead. Answers the version when it has written. */
export function insertStatement(table: Table, row: Row, ifFree = false): Statement {
  return {
    text: `insert into ${writable(table).name} (${table.columns.map((column) => column.sql).join(', ')}) values (${table.columns.map(() => '?').join(', ')})${ifFree ? ' on conflict do nothing' : ''} returning ${versionColumn}`,
    values: encodeRow(table, row, guardedDialect),
  };
}

/** Changes the row of that version; answers the new version, or nothing. Fails where another row has a unique key. */
export function updateStatement(table: Table, row: Row, ifVersion: string): Statement {
  const isBlanking = isErasable(table.family);
  const values = encodeRow(isBlanking ? table : writable(table), row, guardedDialect);
  const key = table.key.map((column) => values[table.columns.indexOf(column)]);
  const version = Number(ifVersion);
  if (isBlanking)
    return {
      text: `update ${table.name} set ${table.columns.map((column) => `${column.sql} = ?`).join(', ')} where ${equals(table.key)} returning 0`,
      values: [...values, ...key],
    };
  return {
    text: `update ${table.name} set ${table.columns.map((column) => `${column.sql} = ?`).join(', ')}, ${versionColumn} = ${versionColumn} + 1 where ${equals(table.key)} and ${versionColumn} = ? returning ${versionColumn}`,
    values: [...values, ...key, Number.isSafeInteger(version) ? version : -1],
  };
}

/** Removes the row of that version; answers something, or nothing. */
export function removeStatement(table: Table, key: KeyValues, ifVersion: string): Statement {
  const values = writable(table).key.map((column) => encodeValue(table, column, key[column.property], guardedDialect));
  const version = Number(ifVersion);
  return {
    text: `delete from ${table.name} where ${equals(table.key)} and ${versionColumn} = ? returning 1`,
    values: [...values, Number.isSafeInteger(version) ? version : -1],
  };
}

/** One statement per key that a row must have for itself: whoever holds it. Keys with a null in them are nobody's. */
export function holderStatements(table: Table, row: Row): readonly Statement[] {
  return [table.family.key, ...table.family.unique].flatMap((properties) => {
    const columns = properties.map(table.column);
    const values = columns.map((column) => encodeValue(table, column, row[column.property], guardedDialect));
    if (values.includes(null)) return [];
    return [{ text: `select ${table.selectList} from ${table.name} where ${equals(columns)}`, values }];
  });
}

/** The due rows as they are, and the step that leases the same ones: two statements of one batch. */
export function claimStatements(
  table: Table,
  limit: number,
  now: number,
  until: number,
): readonly [Statement, Statement] {
  const due = dueOf(writable(table).family, table);
  const key = table.key.map((column) => column.sql).join(', ');
  const ready = (select: string): string =>
    `select ${select} from ${table.name} where ${due.sql} <= ? order by ${due.sql}, ${key} limit ?`;
  return [
    { text: ready(table.selectList), values: [now, limit] },
    {
      text: `update ${table.name} set ${due.sql} = ?, ${versionColumn} = ${versionColumn} + 1 where (${key}) in (${ready(key)})`,
      values: [until, now, limit],
    },
  ];
}

export function dueOf(family: Family, table: Table): TableColumn {
  if (family.due === null) throw new Error(`Rows of "${family.name}" are never due: the family names no due column.`);
  return table.column(family.due);
}
