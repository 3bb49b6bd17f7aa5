import type { NoTransactions, Store } from '@farebox/core/store';
import type { RemoteConnection } from '../connection.js';
import { type RemoteCounters, type RemoteStoreOptions, remoteStore } from '../remote-store.js';
import {
  hasOneConnection,
  type LibsqlClient,
  libsqlConnection,
  libsqlFileConnection,
  type LibsqlTransaction,
  libsqlTransactionConnection,
} from './libsql-connection.js';

export interface LibsqlOptions extends RemoteStoreOptions {
  /** How long a write to a file waits while others write, in milliseconds. Default 10,000. */
  readonly busyTimeoutMs?: number | undefined;
}
export type LibsqlStore = Store<LibsqlTransaction> & {
  /** Makes or upgrades the tables; the first call of any other function does it too. */
  migrate(): Promise<void>;
  /** Joins a transaction of `client.transaction('write')`: what Farebox writes becomes durable with its commit, or never. The tables must be there. */
  with(tx: LibsqlTransaction): Store<NoTransactions>;
  readonly counters: Readonly<RemoteCounters>;
};

/**
 * A store on @libsql/client: a file (set to WAL), an embedded replica, or a server (Turso, sqld). A commit is two round
 * trips: one statement that reads, one batch (BEGIN IMMEDIATE) that writes if nobody was faster. The client stays the host's.
 */
export function libsql(client: LibsqlClient, options: LibsqlOptions = {}): LibsqlStore {
  async function open(): Promise<RemoteConnection> {
    const busyTimeoutMs = options.busyTimeoutMs ?? 10_000;
    if (client.protocol !== 'file' || (await hasOneConnection(client))) return libsqlConnection(client, busyTimeoutMs);
    const connection = libsqlFileConnection(client, busyTimeoutMs);
    // Readers and the one writer of a file keep out of each other's way; servers have decided for themselves.
    await connection.query({ text: 'pragma journal_mode = wal', values: [] });
    return connection;
  }
  const { store, counters, on } = remoteStore(open, options);
  return {
    ...store,
    counters,
    with(tx) {
      if (tx.closed) throw new Error('farebox.with(tx) needs a transaction that is still open; this one is closed.');
      return on(libsqlTransactionConnection(tx));
    },
  };
}
