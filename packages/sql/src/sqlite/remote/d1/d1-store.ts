import type { Family, Store } from '@farebox/core/store';
import { type RemoteCounters, type RemoteStoreOptions, remoteStore } from '../remote-store.js';
import { migrationText } from '../migrate.js';
import { sqliteMigrations } from '../../shared/migrations/index.js';
import { assertIdentifier } from '../../../schema/naming.js';
import { d1Connection, type D1Database } from './d1-connection.js';

export type D1Options = RemoteStoreOptions;
export type D1Store = Store & {
  /** Makes or upgrades the tables; the first call of any other function does it too. */
  migrate(): Promise<void>;
  readonly counters: Readonly<RemoteCounters>;
};

/** An isolate makes a store per request and asks for the tables once. Names only: a promise of one request may not be awaited in another. */
const known = new WeakMap<D1Database, Set<string>>();

/**
 * A store in Cloudflare D1. A commit is two round trips: one statement that reads the account as of one moment, one batch
 * whose first statement fails when the account has moved meanwhile. Make it per request with `env.DB`, which costs nothing:
 * what one request has begun, a Worker may not finish in another, and a store that requests share would.
 */
export function d1(database: D1Database, options: D1Options = {}): D1Store {
  const names = known.get(database) ?? new Set<string>();
  known.set(database, names);
  const { store, counters } = remoteStore(() => Promise.resolve(d1Connection(database)), options, names);
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
