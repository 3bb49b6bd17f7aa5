import type { Row, Versioned } from '@farebox/core/store';
import type { Table, TableColumn } from './table.js';

/** How one database writes and reads the values that families speak of. */
export interface Codec {
  encode(column: TableColumn, value: unknown): unknown;
  decode(column: TableColumn, value: unknown): unknown;
}

/** One value, checked against its column, so that a malformed row is a sentence and not a database's error. */
export function encodeValue(table: Table, column: TableColumn, value: unknown, codec: Codec): unknown {
  if (value === null || value === undefined) {
    if (column.nullable) return null;
    throw new Error(`A row of "${table.family.name}" lacks "${column.property}", which cannot be null.`);
  }
  if ((column.type === 'integer' || column.type === 'instant') && !Number.isSafeInteger(value)) {
    throw new Error(`"${column.property}" of "${table.family.name}" is ${String(value)}; it must be a safe integer.`);
  }
  if (column.type === 'text' && typeof value !== 'string') {
    throw new Error(`"${column.property}" of "${table.family.name}" is a ${typeof value}; it must be a string.`);
  }
  return codec.encode(column, value);
}

export function encodeRow(table: Table, row: Row, codec: Codec): unknown[] {
  return table.columns.map((column) => encodeValue(table, column, row[column.property], codec));
}

/** `values` are in the order of the table's columns; what follows them is not looked at. */
export function decodeRow<R>(table: Table, values: readonly unknown[], codec: Codec): R {
  const row: Record<string, unknown> = {};
  for (let index = 0; index < table.columns.length; index++) {
    const column = table.columns[index] as TableColumn;
    const value = values[index];
    row[column.property] = value === null || value === undefined ? null : codec.decode(column, value);
  }
  return row as R;
}

/** A row read by the table's select list: the version stands behind the columns. */
export function decodeVersioned<R>(table: Table, values: readonly unknown[], codec: Codec): Versioned<R> {
  return { row: decodeRow<R>(table, values, codec), version: String(values[table.columns.length]) };
}
