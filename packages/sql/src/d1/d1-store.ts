import type { Family, Store } from '@farebox/core/store';
import { type GuardedCounters, type GuardedStoreOptions, guardedStore } from '../guarded/guarded-store.js';
import { migrationText } from '../guarded/migrate.js';
import { sqliteMigrations } from '../sqlite/migrations/index.js';
import { assertIdentifier } from '../tables/naming.js';
import { d1Connection, type D1Database } from './d1-connection.js';

export type D1Options = GuardedStoreOptions;
export type D1Store = Store & {
  /** Makes or upgrades the tables; the first call of any other function does it too. */
  migrate(): Promise<void>;
  readonly counters: Readonly<GuardedCounters>;
};

/**
 * A store in Cloudflare D1. A commit is two round trips: one statement that reads the account as of one moment, one batch
 * whose first statement fails when the account has moved meanwhile. Cheap to make: call it per request with `env.DB`.
 */
export function d1(database: D1Database, options: D1Options = {}): D1Store {
  const { store, counters } = guardedStore(() => Promise.resolve(d1Connection(database)), options);
  return { ...store, counters };
}

export interface D1MigrationOptions {
  /** Default `farebox_`. */
  readonly prefix?: string | undefined;
  /** The version that the database is at; 0 (default) = no tables yet. */
  readonly from?: number | undefined;
  readonly families?: readonly Family[] | undefined;
}

/** The same migration as `store.migrate()`, as text for a file of `wrangler d1 migrations`. */
export function d1Migration({ prefix = 'farebox_', from = 0, families = [] }: D1MigrationOptions = {}): string {
  return migrationText(assertIdentifier(prefix, 'The prefix of the Farebox tables'), sqliteMigrations, families, from);
}
