import type { Family } from '@farebox/core/store';
import { fillIn, type Migration } from '../../schema/migration.js';
import type { Statement } from '../../schema/statement.js';
import { tableStatements } from '../../schema/table-statements.js';
import { sqliteSchema } from './dialect.js';

export const schemaTableExists = (prefix: string): Statement => ({
  text: `select 1 as "found" from sqlite_master where type = 'table' and name = ?`,
  values: [`${prefix}schema`],
});
export const schemaVersion = (prefix: string): Statement => ({
  text: `select version, oldest_reader from "${prefix}schema"`,
  values: [],
});

/**
 * One step of the schema, from the version that was found (0 = no tables). It fails where another starter was faster: the
 * schema row is there already, or its version becomes null.
 */
export function migrationStatements(
  prefix: string,
  { version, oldestReader, statements }: Migration,
  from: number,
): readonly Statement[] {
  const moved: Statement =
    from === 0
      ? {
          text: `insert into "${prefix}schema" (id, version, oldest_reader) values (1, ?, ?)`,
          values: [version, oldestReader],
        }
      : {
          text: `update "${prefix}schema" set version = case when version = ? then ? end, oldest_reader = max(oldest_reader, ?) where id = 1`,
          values: [from, version, oldestReader],
        };
  return [
    {
      text: `create table if not exists "${prefix}schema" (id integer primary key check (id = 1), version integer not null, oldest_reader integer not null) strict`,
      values: [],
    },
    moved,
    ...statements.map((statement) => ({ text: fillIn(statement, prefix, prefix), values: [] })),
  ];
}

/** The tables of the host's own families, where they are not there yet. */
export function hostTableStatements(prefix: string, families: readonly Family[]): readonly Statement[] {
  return families.flatMap((family) =>
    tableStatements(family, sqliteSchema).map((statement) => ({
      text: fillIn(statement, prefix, prefix).replace(/^create (table|index) /, 'create $1 if not exists '),
      values: [],
    })),
  );
}
