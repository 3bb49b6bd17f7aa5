import { createStore, type Family, type Instant, type Store, type StoreRuntime } from '@farebox/core/store';
import { sqliteTableName } from '../sqlite/dialect.js';
import { sqliteMigrations } from '../sqlite/migrations/index.js';
import { allFamilies } from '../tables/all-families.js';
import { assertIdentifier } from '../tables/naming.js';
import { tableCache, type Table } from '../tables/table.js';
import type { GuardedConnection } from './connection.js';
import { guardedDriver } from './guarded-driver.js';
import { migrateGuarded } from './migrate.js';

export interface GuardedStoreOptions {
  /** What precedes the names of our tables, so that they stand beside the host's. Default `farebox_`. */
  readonly prefix?: string | undefined;
  /** The time in milliseconds, in place of the database's own clock. For tests and simulated time. */
  readonly now?: (() => Instant) | undefined;
  /** Families of the host's own, whose tables are made with ours. */
  readonly families?: readonly Family[] | undefined;
  /** Attempts before an account that keeps moving is an outage. Default 1000. */
  readonly maxAttempts?: number | undefined;
}
/** What this process has done so far. */
export interface GuardedCounters {
  /** Commits that somebody faster forced to read and decide again. */
  retried: number;
}
export interface GuardedParts {
  readonly store: Store & { migrate(): Promise<void> };
  readonly counters: Readonly<GuardedCounters>;
  /** The same tables on another connection, whose owner has made them. */
  on(connection: GuardedConnection): Store;
}

/** Tables, driver, retries: what libSQL and D1 have in common. Nothing is asked of the database before the first call. */
export function guardedStore(
  open: () => Promise<GuardedConnection>,
  options: GuardedStoreOptions,
  /** Prefixes whose tables another store of this process has found right: it is not asked again. */
  known: Set<string> = new Set(),
): GuardedParts {
  const prefix = assertIdentifier(options.prefix ?? 'farebox_', 'The prefix of the Farebox tables');
  const families = options.families ?? [];
  const tableOf: (family: Family) => Table = tableCache([...allFamilies, ...families], sqliteTableName(prefix));
  const counters: GuardedCounters = { retried: 0 };
  const runtime: StoreRuntime = {
    maxAttempts: options.maxAttempts,
    onRetry: () => {
      counters.retried += 1;
    },
  };
  let opening: Promise<GuardedConnection> | null = null;
  // A start that failed is tried again by the next call.
  const connect = (): Promise<GuardedConnection> => {
    opening ??= start().catch((error: unknown) => {
      opening = null;
      throw error;
    });
    return opening;
  };
  async function start(): Promise<GuardedConnection> {
    const connection = await open();
    const name = [prefix, ...families.map((family) => family.name)].join(' ');
    if (!known.has(name)) await migrateGuarded(connection, prefix, sqliteMigrations, families);
    known.add(name);
    return connection;
  }
  const storeOn = (connection: () => Promise<GuardedConnection>): Store =>
    createStore(
      guardedDriver(connection, { tableOf, schemaTable: `"${prefix}schema"`, now: options.now }),
      {},
      runtime,
    );
  return {
    store: {
      ...storeOn(connect),
      migrate: async () => {
        await connect();
      },
    },
    counters,
    on: (connection) => storeOn(() => Promise.resolve(connection)),
  };
}
