import { toArrayLiteral } from './array-literal.js';
import { toSnakeCase } from '../schema/naming.js';
import type { ListDialect } from '../schema/list-query.js';
import type { SchemaDialect } from '../schema/table-statements.js';
import type { ColumnType, Family } from '@farebox/core/store';
import type { TableColumn } from '../schema/table.js';

/** Values travel as text or numbers and come back as each driver likes (bigint as string, number or bigint). */
export const postgresDialect: ListDialect = {
  placeholder(position, column) {
    if (column?.type === 'instant') return `to_timestamp($${position}::bigint / 1000.0)`;
    if (column?.type === 'json') return `$${position}::text::jsonb`;
    return column === null ? `$${position}::int` : `$${position}`;
  },
  oneOf(position, { sql, type }, values) {
    if (type !== 'text' && type !== 'integer') return null;
    const list = `$${position}::${type === 'text' ? 'text[]' : 'bigint[]'}`;
    return { text: `${sql} = any(${list})`, value: toArrayLiteral(values) };
  },
  // A range that the planner knows nothing of counts as few rows: it takes the order's index, and a limit ends the reading.
  anyValue: ({ sql, type }) =>
    type === 'instant'
      ? `${sql} between '-infinity' and 'infinity'`
      : `${sql} between ${Number.MIN_SAFE_INTEGER} and ${Number.MAX_SAFE_INTEGER}`,
  encode(column, value) {
    return column.type === 'json' ? JSON.stringify(value) : value;
  },
  decode(column, value) {
    if (column.type === 'integer' || column.type === 'instant') return Number(value);
    if (column.type === 'json') return JSON.parse(value as string) as unknown;
    return value;
  },
};

/** The expression under which a column is read: instants as milliseconds, JSON as text (drivers differ in parsing it). */
export function readAs(expression: string, type: ColumnType): string {
  if (type === 'instant') return `(extract(epoch from ${expression}) * 1000)::bigint`;
  return type === 'json' ? `${expression}::text` : expression;
}
/** How a column is read in this schema; what is left of a head is in its account's row. */
export const readColumnIn =
  (schema: string) =>
  (column: TableColumn, family: Family): string =>
    isHeadFigure(family, column)
      ? overlaid(postgresTableName(schema)('accounts'), '"grants"')
      : readAs(column.sql, column.type);

const isHeadFigure = (family: Family, column: { readonly property: string }): boolean =>
  family.name === 'grants' && column.property === 'remaining';
const overlaid = (accounts: string, grants: string): string =>
  `coalesce(${grants}."remaining", (select a."head_left" from ${accounts} a where a."account" = ${grants}."account"))`;

const types: Readonly<Record<ColumnType, string>> = {
  text: 'text collate "C"',
  json: 'jsonb',
  integer: 'bigint',
  instant: 'timestamptz(3)',
  boolean: 'boolean',
};

export const postgresSchema: SchemaDialect = {
  columnDefinition(table, column) {
    // NULL exactly for the head: its figure lives in the account's row, and nobody can read a stale one here.
    const head = isHeadFigure(table.family, column);
    return `${types[column.type]}${column.nullable || head ? '' : ' not null'}`;
  },
  versionType: 'bigint',
  // Room on the page, and no index on a column that every spend writes: such an update touches no index.
  tableOptions: (table) =>
    table.family.name === 'accounts' ? ' with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05)' : '',
  extraColumns: (table) =>
    table.family.name === 'accounts' ? ['"head_left" bigint not null default 0 check ("head_left" >= 0)'] : [],
  indexPredicate: (columns) => {
    const nullable = columns.filter((column) => column.nullable);
    return nullable.length > 0 ? ` where ${nullable.map((column) => `${column.sql} is not null`).join(' and ')}` : '';
  },
  extraStatements(table, index) {
    if (table.family.name === 'grants')
      return [
        // For the host's own queries: the grants with what is really left of each.
        `create view {p}grants_now as select ${table.columns.map((column) => (column.property === 'remaining' ? `${overlaid('{p}accounts', 'g')} as "remaining"` : `g.${column.sql}`)).join(', ')} from {p}grants g`,

        `create index ${index('live')} on ${table.name} ("account", "priority", "expires_at", ("category" = 'paid'), "starts_at", "id") where "remaining" is distinct from 0`,
      ];
    if (table.family.name === 'entries')
      return [`create index ${index('until')} on ${table.name} ("account", "until") where "until" is not null`];
    return [];
  },
};

export const postgresTableName =
  (schema: string) =>
  (table: string): string =>
    `"${schema}"."${toSnakeCase(table)}"`;
