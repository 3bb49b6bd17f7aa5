import { toSnakeCase } from '../../schema/naming.js';
import type { ListDialect } from '../../schema/list-query.js';
import type { SchemaDialect } from '../../schema/table-statements.js';

export const sqliteDialect: ListDialect = {
  placeholder: () => '?',
  encode(column, value) {
    if (column.type === 'json') return JSON.stringify(value);
    if (column.type === 'boolean') return value ? 1 : 0;
    return value;
  },
  decode(column, value) {
    if (column.type === 'json') return JSON.parse(value as string) as unknown;
    if (column.type === 'boolean') return value === 1;
    return value;
  },
};

const belongsToAccount = (key: readonly string[]): boolean => key[0] === 'account';

export const sqliteSchema: SchemaDialect = {
  columnDefinition: (_, column) =>
    `${column.type === 'text' || column.type === 'json' ? 'text' : 'integer'}${column.nullable ? '' : ' not null'}`,
  versionType: 'integer',
  // An account's rows lie beside each other on disk, in the order of their key, without a second tree.
  tableOptions: (table) => (belongsToAccount(table.family.key) ? ' strict, without rowid' : ' strict'),
  extraColumns: () => [],
  indexPredicate: (columns) => {
    const nullable = columns.filter((column) => column.nullable);
    return nullable.length > 0 ? ` where ${nullable.map((column) => `${column.sql} is not null`).join(' and ')}` : '';
  },
  extraStatements(table, index) {
    if (table.family.name === 'grants')
      return [`create index ${index('live')} on ${table.name} ("account") where "remaining" > 0`];
    if (table.family.name === 'entries')
      return [`create index ${index('until')} on ${table.name} ("account", "until") where "until" is not null`];
    return [];
  },
};

export interface SqliteNames {
  /** Quoted. */
  table(family: string): string;
  /** Quoted: an index that a statement insists on. */
  index(name: string): string;
  /** Quoted: the table that tells who may read. */
  readonly schema: string;
}

export const sqliteNames = (prefix: string): SqliteNames => ({
  table: (family) => `"${prefix}${toSnakeCase(family)}"`,
  index: (name) => `"${prefix}${name}"`,
  schema: `"${prefix}schema"`,
});

/** SQLite's clock in milliseconds, as an expression. */
export const CLOCK = `cast(unixepoch('subsec') * 1000 as integer)`;
