import type { Family } from '@farebox/core/store';
import { assertReadable, type Migration, type SchemaRow } from '../../schema/migration.js';
import {
  hostTableStatements,
  migrationStatements,
  schemaTableExists,
  schemaVersion,
} from '../shared/migration-statements.js';
import { isGuardViolation, isUniqueViolation, type RemoteConnection } from './connection.js';

async function schemaRow(connection: RemoteConnection, prefix: string): Promise<SchemaRow | null> {
  if ((await connection.query(schemaTableExists(prefix))).length === 0) return null;
  const [row] = await connection.query(schemaVersion(prefix));
  return row ? { version: Number(row[0]), oldestReader: Number(row[1]) } : null;
}

/**
 * Brings the tables to this package's version, one batch each step. Of several starters one gets through; the others are
 * refused by the schema row, see that it has moved, and go on from there.
 */
export async function migrateRemote(
  connection: RemoteConnection,
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
      await connection.batch(migrationStatements(prefix, next, from));
    } catch (error) {
      if (!isGuardViolation(error) && !isUniqueViolation(error)) throw error;
      if (((await schemaRow(connection, prefix))?.version ?? 0) === from) throw error;
    }
  }
  const own = hostTableStatements(prefix, hostFamilies);
  if (own.length > 0) await connection.batch(own);
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
      migrationStatements(prefix, migration, index === 0 ? from : (steps[index - 1]?.version ?? from)),
    );
  return [...statements, ...hostTableStatements(prefix, hostFamilies)]
    .map(
      ({ text, values }) => `${values.reduce<string>((filled, value) => filled.replace('?', String(value)), text)};\n`,
    )
    .join('\n');
}
