import type { Family } from '@farebox/core/store';
import { assertIdentifier } from '../schema/naming.js';
import { grantStatements, migrationStatements } from './migrate.js';
import { postgresMigrations } from './migrations/index.js';

export interface PostgresMigrationOptions {
  /** Default `farebox`. */
  readonly schema?: string | undefined;
  /** The version that the database is at; 0 (default) = no tables yet. */
  readonly from?: number | undefined;
  /** The role that the app runs under, where another one migrates. */
  readonly appRole?: string | undefined;
  readonly families?: readonly Family[] | undefined;
}

/**
 * The same migration as `store.migrate()`, as SQL text for psql, drizzle or prisma: in one transaction, with the grants last.
 * `statements` are the same one by one, for tools that bring a transaction of their own (Drizzle's migrator).
 */
export function postgresMigration(options: PostgresMigrationOptions = {}): {
  readonly sql: string;
  readonly grants: string;
  readonly statements: readonly string[];
} {
  const schema = assertIdentifier(options.schema ?? 'farebox', 'The schema of the Farebox tables');
  const statements = migrationStatements(
    { schema, migrations: postgresMigrations, hostFamilies: options.families ?? [] },
    options.from ?? 0,
  );
  const grants = options.appRole === undefined ? [] : grantStatements(schema, options.appRole);
  const text = (list: readonly string[]): string => list.map((statement) => `${statement};\n`).join('\n');
  return {
    sql: `begin;\n\n${text(statements)}\n${text(grants)}\ncommit;\n`,
    grants: text(grants),
    statements: [...statements, ...grants],
  };
}
