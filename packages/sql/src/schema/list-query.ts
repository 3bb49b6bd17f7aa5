import type { KeyValues, ListOptions, Page, Row, Versioned } from '@farebox/core/store';
import { type Codec, decodeVersioned, encodeValue } from './codec.js';
import type { Statement } from './statement.js';
import type { Table, TableColumn } from './table.js';

/** What differs between databases in a list. */
export interface ListDialect extends Codec {
  /** `column`: whose value it is, where the database needs to be told its form; null for a plain number. */
  placeholder(position: number, column: TableColumn | null): string;
  /** "One of many" with all of them in one value, so that the text is the same however many there are; null = not for this column. */
  oneOf?(
    position: number,
    column: TableColumn,
    values: readonly unknown[],
  ): { readonly text: string; readonly value: unknown } | null;
  /** True of every value: where the database is to walk by the order's index and must be led to it. */
  anyValue?(column: TableColumn): string;
}

/** Does a filter begin an index of its own behind the prefix? Then the rows are few and found by it; else the order is walked. */
function hasIndexedFilter({ family }: Table, prefix: KeyValues, { where = {}, range }: ListOptions): boolean {
  return [family.key, ...family.unique, ...family.indexes].some((index) => {
    const next = index.find((property) => !(property in prefix));
    return next !== undefined && (next in where || next === range?.column);
  });
}

/** Columns that place a row among those of one list: the order (descending), then what of the key the prefix leaves open. */
function placing(
  table: Table,
  prefix: KeyValues,
): { readonly order: TableColumn | null; readonly rest: readonly TableColumn[] } {
  const order = table.family.order === null ? null : table.column(table.family.order);
  const rest = table.key.filter((column) => !(column.property in prefix) && column.property !== order?.property);
  return { order, rest };
}

/** One page: `limit + 1` rows are asked for, so that the last page is known without another question. */
export function listStatement(table: Table, prefix: KeyValues, options: ListOptions, dialect: ListDialect): Statement {
  const values: unknown[] = [];
  const bind = (column: TableColumn, value: unknown): string => {
    values.push(encodeValue(table, column, value, dialect));
    return dialect.placeholder(values.length, column);
  };
  const conditions: string[] = [];
  for (const [property, value] of Object.entries(prefix)) {
    const column = table.column(property);
    conditions.push(`${column.sql} = ${bind(column, value)}`);
  }
  for (const [property, value] of Object.entries(options.where ?? {})) {
    const column = table.column(property);
    if (value === null) conditions.push(`${column.sql} is null`);
    else if (Array.isArray(value)) {
      const packed = dialect.oneOf?.(values.length + 1, column, value) ?? null;
      if (packed !== null) {
        values.push(packed.value);
        conditions.push(packed.text);
      } else
        conditions.push(
          value.length === 0
            ? '1 = 0'
            : `${column.sql} in (${value.map((one: unknown) => bind(column, one)).join(', ')})`,
        );
    } else conditions.push(`${column.sql} = ${bind(column, value)}`);
  }
  if (options.range) {
    const column = table.column(options.range.column);
    if (options.range.from !== undefined) conditions.push(`${column.sql} >= ${bind(column, options.range.from)}`);
    if (options.range.to !== undefined) conditions.push(`${column.sql} < ${bind(column, options.range.to)}`);
  }
  const { order, rest } = placing(table, prefix);
  if (
    order &&
    dialect.anyValue &&
    options.range?.column !== order.property &&
    !hasIndexedFilter(table, prefix, options)
  )
    conditions.push(dialect.anyValue(order));
  if (options.cursor !== null) {
    const after = readCursor(options.cursor, (order ? 1 : 0) + rest.length);
    // Values are bound in the order in which they are written: SQLite's placeholders have no numbers.
    const behind = (): string => afterKey(rest, after.slice(order ? 1 : 0), bind);
    if (order === null) conditions.push(rest.length > 0 ? behind() : '1 = 0');
    else {
      const lower = `${order.sql} < ${bind(order, after[0])}`;
      conditions.push(
        rest.length === 0 ? lower : `(${lower} or (${order.sql} = ${bind(order, after[0])} and ${behind()}))`,
      );
    }
  }
  const ordering = [...(order ? [`${order.sql} desc`] : []), ...rest.map((column) => column.sql)];
  values.push(options.limit + 1);
  const text = [
    `select ${table.selectList} from ${table.name}`,
    conditions.length > 0 ? `where ${conditions.join(' and ')}` : '',
    ordering.length > 0 ? `order by ${ordering.join(', ')}` : '',
    `limit ${dialect.placeholder(values.length, null)}`,
  ];
  return { text: text.filter(Boolean).join(' '), values };
}

/** Lexicographic "comes later" spelt out, since the values are bound in the order in which they are written. */
function afterKey(
  columns: readonly TableColumn[],
  values: readonly unknown[],
  bind: (column: TableColumn, value: unknown) => string,
): string {
  const alternatives = columns.map((column, index) => {
    const equal = columns.slice(0, index).map((before, i) => `${before.sql} = ${bind(before, values[i])}`);
    return [...equal, `${column.sql} > ${bind(column, values[index])}`].join(' and ');
  });
  return `(${alternatives.join(' or ')})`;
}

function readCursor(cursor: string, length: number): readonly unknown[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(cursor);
  } catch {
    parsed = null;
  }
  if (!Array.isArray(parsed) || parsed.length !== length) {
    throw new Error('The cursor is not one that this list handed out.');
  }
  return parsed;
}

/** What the list's statement answered, as a page. */
export function toPage<R>(
  table: Table,
  prefix: KeyValues,
  { limit }: ListOptions,
  found: readonly (readonly unknown[])[],
  codec: Codec,
): Page<R> {
  const rows = found.slice(0, limit).map((values): Versioned<R> => decodeVersioned<R>(table, values, codec));
  const last = rows.at(-1);
  return { rows, cursor: found.length > limit && last ? cursorOf(table, prefix, last.row as Row) : null };
}

/** Names the last row of a page; hand it back to get the next one. */
function cursorOf(table: Table, prefix: KeyValues, row: Row): string {
  const { order, rest } = placing(table, prefix);
  return JSON.stringify([...(order ? [row[order.property]] : []), ...rest.map((column) => row[column.property])]);
}
