import type { Family } from '@farebox/core/store';
import { assertReadable, fillIn, latestVersion, type Migration, type SchemaRow } from '../migrations/migration.js';
import { tableStatements } from '../tables/schema-text.js';
import { sqliteSchema } from './dialect.js';
import type { SqliteDriver } from './driver.js';

function schemaRow(driver: SqliteDriver, prefix: string): SchemaRow | null {
  const exists = driver.get(`select 1 from sqlite_master where type = 'table' and name = ?`, [`${prefix}schema`]);
  if (!exists) return null;
  const row = driver.get(`select version, oldest_reader from "${prefix}schema"`, []);
  return row ? { version: row[0] as number, oldestReader: row[1] as number } : null;
}

/**
 * Brings the tables to this package's version. One process does it, the others wait for its transaction; a process of an
 * older release keeps running as long as no migration raised `oldest_reader` above it.
 */
export function migrateSqlite(
  driver: SqliteDriver,
  prefix: string,
  migrations: readonly Migration[],
  hostFamilies: readonly Family[],
): void {
  const before = schemaRow(driver, prefix);
  if (before) assertReadable(before, migrations);
  const fill = (statement: string): string => fillIn(statement, prefix, prefix);
  if ((before?.version ?? 0) < latestVersion(migrations)) {
    driver.transaction(() => {
      driver.exec(
        `create table if not exists "${prefix}schema" (id integer primary key check (id = 1), version integer not null, oldest_reader integer not null) strict`,
      );
      const found = schemaRow(driver, prefix);
      for (const migration of migrations) {
        if (migration.version <= (found?.version ?? 0)) continue;
        for (const statement of migration.statements) driver.exec(fill(statement));
        driver.run(
          `insert into "${prefix}schema" (id, version, oldest_reader) values (1, ?, ?) on conflict (id) do update set version = excluded.version, oldest_reader = max("${prefix}schema".oldest_reader, excluded.oldest_reader)`,
          [migration.version, migration.oldestReader],
        );
      }
    });
  }
  if (hostFamilies.length > 0) {
    driver.transaction(() => {
      for (const family of hostFamilies) {
        for (const statement of tableStatements(family, sqliteSchema)) {
          driver.exec(fill(statement).replace(/^create (table|index) /, 'create $1 if not exists '));
        }
      }
    });
  }
}
