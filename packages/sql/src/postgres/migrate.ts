import type { Family } from '@farebox/core/store';
import {
  ARCHIVE_READER,
  assertReadable,
  fillIn,
  latestVersion,
  type Migration,
  type SchemaRow,
} from '../schema/migration.js';
import { quote } from '../schema/naming.js';
import { tableStatements } from '../schema/table-statements.js';
import { postgresSchema } from './dialect.js';
import type { PostgresDriver, PostgresQueryable } from './driver.js';

export interface MigrateOptions {
  readonly schema: string;
  readonly migrations: readonly Migration[];
  readonly hostFamilies: readonly Family[];
  /** Gets what the app needs on the tables, where the app's role is not their owner. */
  readonly appRole?: string | undefined;
}

/** One of our own, so that it never meets an advisory lock of the host's. Not selected: Prisma cannot read `void`. */
const migrationLock = 'select 1 from pg_advisory_xact_lock(1179796034, hashtext($1))';

export async function schemaRow(database: PostgresQueryable, schema: string): Promise<SchemaRow | null> {
  const [exists] = await database.query('select to_regclass($1) is not null', [`${quote(schema)}."schema_version"`]);
  if (exists?.[0] !== true) return null;
  const [row] = await database.query(`select version, oldest_reader from ${quote(schema)}."schema_version"`, []);
  return row ? { version: Number(row[0]), oldestReader: Number(row[1]) } : null;
}

export const raiseOldestReader = (schema: string): string =>
  `update ${quote(schema)}."schema_version" set oldest_reader = ${ARCHIVE_READER} where oldest_reader < ${ARCHIVE_READER}`;

/** Starters that come at the same time wait for each other; whoever comes second finds the work done. */
export async function migratePostgres(driver: PostgresDriver, options: MigrateOptions): Promise<void> {
  await driver.transaction(async (tx) => {
    await tx.query(migrationLock, [options.schema]);
    const found = await schemaRow(tx, options.schema);
    if (found) assertReadable(found, options.migrations);
    for (const statement of migrationStatements(options, found?.version ?? 0)) await tx.query(statement, []);
  });
}

/** What `migrate()` would run on a database at `version` (0 = none), one statement each. */
export function migrationStatements(
  { schema, migrations, hostFamilies, appRole }: MigrateOptions,
  version: number,
): readonly string[] {
  const fill = (statement: string): string => fillIn(statement, `${quote(schema)}.`, '');
  const statements: string[] = [];
  if (version < latestVersion(migrations)) {
    if (version === 0) {
      statements.push(
        `create schema if not exists ${quote(schema)}`,
        fill(
          'create table if not exists {p}"schema_version" (id integer primary key check (id = 1), version integer not null, oldest_reader integer not null)',
        ),
      );
    }
    for (const migration of migrations) {
      if (migration.version <= version) continue;
      statements.push(
        ...migration.statements.map(fill),
        fill(
          `insert into {p}"schema_version" (id, version, oldest_reader) values (1, ${migration.version}, ${migration.oldestReader}) on conflict (id) do update set version = excluded.version, oldest_reader = greatest({p}"schema_version".oldest_reader, excluded.oldest_reader)`,
        ),
      );
    }
  }
  for (const family of hostFamilies) {
    statements.push(
      ...tableStatements(family, postgresSchema).map((statement) =>
        fill(statement).replace(/^create (table|index) /, 'create $1 if not exists '),
      ),
    );
  }
  if (appRole !== undefined) statements.push(...grantStatements(schema, appRole));
  return statements;
}

/** What the app's role needs: never to create or alter, and to delete who is erased from the identity map alone. Entries are append-only for it by right, not by habit: the archive is for the role that owns the tables. */
export function grantStatements(schema: string, role: string): readonly string[] {
  const s = quote(schema);
  return [
    `grant usage on schema ${s} to ${quote(role)}`,
    `grant select, insert, update on all tables in schema ${s} to ${quote(role)}`,
    `grant delete on ${s}."account_keys" to ${quote(role)}`,
    `revoke update on ${s}."entries" from ${quote(role)}`,
    `revoke insert, update on ${s}."archived_entries", ${s}."checkpoints", ${s}."schema_version" from ${quote(role)}`,
    `revoke insert on ${s}."archived_entry_details" from ${quote(role)}`,
  ];
}
