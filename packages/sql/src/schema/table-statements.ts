import type { Family } from '@farebox/core/store';
import { quote, toSnakeCase } from './naming.js';
import { type Table, type TableColumn, toTable, versionColumn } from './table.js';

/** What a dialect adds to the tables that families describe. */
export interface SchemaDialect {
  /** Type, collation and whether it may be null. */
  columnDefinition(table: Table, column: TableColumn): string;
  readonly versionType: string;
  /** Behind the closing bracket of `create table`. */
  tableOptions(table: Table): string;
  /** Columns that this dialect keeps beside the family's. */
  extraColumns(table: Table): readonly string[];
  /** Only rows with something to find are worth an index entry. */
  indexPredicate(columns: readonly { readonly sql: string; readonly nullable: boolean }[]): string;
  extraStatements(table: Table, name: (suffix: string) => string): readonly string[];
}

/**
 * What a row can never hold, whoever writes it: the database's last word behind `decide`. Columns as families name them.
 */
const checks: Readonly<Record<string, readonly string[]>> = {
  accounts: ['"available" >= 0', '"held" >= 0', '"debt" >= 0', '"fast_left" >= 0', '"seq" >= 0'],
  grants: ['"amount" >= 0', '"remaining" >= 0', '"remaining" <= "amount"'],
};

/** The statements that make one family's table, in the order in which they must run. `{p}` stands for schema or prefix. */
export function tableStatements(family: Family, dialect: SchemaDialect): readonly string[] {
  const bare = toSnakeCase(family.name);
  const table = toTable(family, (name) => `{p}${name}`);
  const columns = table.columns.map((column) => `${column.sql} ${dialect.columnDefinition(table, column)}`);
  const list = (properties: readonly string[]): string =>
    properties.map((property) => table.column(property).sql).join(', ');
  const lines = [
    ...columns,
    ...(table.versioned ? [`${versionColumn} ${dialect.versionType} not null default 1`] : []),
    ...dialect.extraColumns(table),
    `primary key (${list(family.key)})`,
    ...family.unique.map((unique) => `unique (${list(unique)})`),
    ...(checks[family.name] ?? []).map((check) => `check (${check})`),
  ];
  const index = (suffix: string): string => `{i}${bare}_${suffix}`;
  const statements = [`create table ${table.name} (\n  ${lines.join(',\n  ')}\n)${dialect.tableOptions(table)}`];
  for (const properties of family.indexes) {
    const found = properties.map((property) => table.column(property));
    const order = family.order !== null && !properties.includes(family.order) ? [table.column(family.order)] : [];
    statements.push(
      `create index ${index(
        `by_${
          properties
            .filter((p) => p !== 'account')
            .map(toSnakeCase)
            .join('_') || 'account'
        }`,
      )} on ${table.name} (${[...found, ...order].map((c) => c.sql).join(', ')})${dialect.indexPredicate(found)}`,
    );
  }
  const order = family.order === null ? null : table.column(family.order);
  if (order && !family.key.includes(order.property)) {
    const prefix = family.key[0] === 'account' ? `${quote('account')}, ` : '';
    statements.push(`create index ${index('in_order')} on ${table.name} (${prefix}${order.sql} desc)`);
  }
  if (family.due !== null) {
    const due = table.column(family.due);
    statements.push(`create index ${index('due')} on ${table.name} (${due.sql}) where ${due.sql} is not null`);
  }
  statements.push(...dialect.extraStatements(table, index));
  return statements;
}
