import type { Family } from '@farebox/core/store';
import { assertReadable, fillIn, type Migration, type SchemaRow } from '../migrations/migration.js';
import { sqliteSchema } from '../sqlite/dialect.js';
import { tableStatements } from '../tables/schema-text.js';
import { type GuardedConnection, isGuardViolation, isUniqueViolation, type Statement } from './connection.js';

async function schemaRow(connection: GuardedConnection, prefix: string): Promise<SchemaRow | null> {
  const tables = await connection.query(`select 1 as "found" from sqlite_master where type = 'table' and name = ?`, [
    `${prefix}schema`,
  ]);
  if (tables.length === 0) return null;
  const [row] = await connection.query(`select version, oldest_reader from "${prefix}schema"`, []);
  return row ? { version: Number(row[0]), oldestReader: Number(row[1]) } : null;
}

/**
 * Brings the tables to this package's version, one batch each step. Of several starters one gets through; the others are
 * refused by the schema row, see that it has moved, and go on from there.
 */
export async function migrateGuarded(
  connection: GuardedConnection,
  prefix: string,
  migrations: readonly Migration[],
  hostFamilies: readonly Family[],
): Promise<void> {
  for (;;) {
    const found = await schemaRow(connection, prefix);
    if (found) assertReadable(found, migrations);
    const from = found?.version ?? 0;
    const next = migrations.find(({ version }) => version > from);
    if (!next) break;
    try {
      await connection.batch(migrationBatch(prefix, next, from));
    } catch (error) {
      if (!isGuardViolation(error) && !isUniqueViolation(error)) throw error;
      if (((await schemaRow(connection, prefix))?.version ?? 0) === from) throw error;
    }
  }
  const own = hostStatements(prefix, hostFamilies);
  if (own.length > 0) await connection.batch(own);
}

function migrationBatch(prefix: string, { version, oldestReader, statements }: Migration, from: number): Statement[] {
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

function hostStatements(prefix: string, families: readonly Family[]): Statement[] {
  return families.flatMap((family) =>
    tableStatements(family, sqliteSchema).map((statement) => ({
      text: fillIn(statement, prefix, prefix).replace(/^create (table|index) /, 'create $1 if not exists '),
      values: [],
    })),
  );
}

/** The same as text, for a tool that keeps its own list of migrations (Wrangler's folder, a psql-like shell). */
export function migrationText(
  prefix: string,
  migrations: readonly Migration[],
  hostFamilies: readonly Family[],
  from: number,
): string {
  const statements = migrations
    .filter(({ version }) => version > from)
    .flatMap((migration, index, steps) =>
      migrationBatch(prefix, migration, index === 0 ? from : (steps[index - 1]?.version ?? from)),
    );
  return [...statements, ...hostStatements(prefix, hostFamilies)]
    .map(
      ({ text, values }) => `${values.reduce<string>((filled, value) => filled.replace('?', String(value)), text)};\n`,
    )
    .join('\n');
}
