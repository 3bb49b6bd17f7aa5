import type { Family } from '@farebox/core/store';
import { assertReadable, latestVersion, type Migration, type SchemaRow } from '../../schema/migration.js';
import type { Statement } from '../../schema/statement.js';
import {
  hostTableStatements,
  migrationStatements,
  schemaTableExists,
  schemaVersion,
} from '../shared/migration-statements.js';
import type { SqliteDriver } from './driver.js';

function schemaRow(driver: SqliteDriver, prefix: string): SchemaRow | null {
  const exists = schemaTableExists(prefix);
  if (!driver.get(exists.text, exists.values)) return null;
  const { text, values } = schemaVersion(prefix);
  const row = driver.get(text, values);
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
  const runAll = (statements: readonly Statement[]): void => {
    for (const { text, values } of statements) {
      if (values.length === 0) driver.exec(text);
      else driver.run(text, values);
    }
  };
  const before = schemaRow(driver, prefix);
  if (before) assertReadable(before, migrations);
  if ((before?.version ?? 0) < latestVersion(migrations)) {
    driver.transaction(() => {
      let version = schemaRow(driver, prefix)?.version ?? 0;
      for (const migration of migrations) {
        if (migration.version <= version) continue;
        runAll(migrationStatements(prefix, migration, version));
        version = migration.version;
      }
    });
  }
  const own = hostTableStatements(prefix, hostFamilies);
  if (own.length > 0) driver.transaction(() => runAll(own));
}
