import { createStore, type Family, type Instant, type Store, type StoreRuntime } from '@farebox/core/store';
import { sqliteNames } from '../shared/dialect.js';
import { sqliteMigrations } from '../shared/migrations/index.js';
import { allFamilies } from '../../schema/all-families.js';
import { assertIdentifier } from '../../schema/naming.js';
import { tableCache, type Table } from '../../schema/table.js';
import type { RemoteConnection } from './connection.js';
import { remoteDriver } from './remote-driver.js';
import { migrateRemote } from './migrate.js';

export interface RemoteStoreOptions {
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
export interface RemoteCounters {
  /** Commits that somebody faster forced to read and decide again. */
  retried: number;
}
export interface RemoteParts {
  readonly store: Store & { migrate(): Promise<void> };
  readonly counters: Readonly<RemoteCounters>;
  /** The same tables on another connection, whose owner has made them. */
  on(connection: RemoteConnection): Store;
}

/** Tables, driver, retries: what libSQL and D1 have in common. Nothing is asked of the database before the first call. */
export function remoteStore(
  open: () => Promise<RemoteConnection>,
  options: RemoteStoreOptions,
  /** Prefixes whose tables another store of this process has found right: it is not asked again. */
  known: Set<string> = new Set(),
): RemoteParts {
  const prefix = assertIdentifier(options.prefix ?? 'farebox_', 'The prefix of the Farebox tables');
  const names = sqliteNames(prefix);
  const families = options.families ?? [];
  const tableOf: (family: Family) => Table = tableCache([...allFamilies, ...families], names.table);
  const counters: RemoteCounters = { retried: 0 };
  const runtime: StoreRuntime = {
    maxAttempts: options.maxAttempts,
    onRetry: () => {
      counters.retried += 1;
    },
  };
  let opening: Promise<RemoteConnection> | null = null;
  // A start that failed is tried again by the next call.
  const connect = (): Promise<RemoteConnection> => {
    opening ??= start().catch((error: unknown) => {
      opening = null;
      throw error;
    });
    return opening;
  };
  async function start(): Promise<RemoteConnection> {
    const connection = await open();
    const tables = [prefix, ...families.map((family) => family.name)].join(' ');
    if (!known.has(tables)) await migrateRemote(connection, prefix, sqliteMigrations, families);
    known.add(tables);
    return connection;
  }
  const storeOn = (connection: () => Promise<RemoteConnection>): Store =>
    createStore(remoteDriver(connection, { tableOf, names, now: options.now }), {}, runtime);
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
