import { createRequire } from 'node:module';
import { type BetterSqlite3Database, betterSqlite3Driver, isBetterSqlite3 } from './better-sqlite3-driver.js';
import type { SqliteDriver } from './driver.js';
import { isNodeSqlite, type NodeSqliteDatabase, nodeSqliteDriver } from './node-sqlite-driver.js';

export type SqliteDatabase = BetterSqlite3Database | NodeSqliteDatabase;

export interface Connection {
  readonly driver: SqliteDriver;
  /** Whether it is ours to configure and to close. */
  readonly own: boolean;
}

/** A path opens a connection of our own (better-sqlite3, else node:sqlite); a database is the host's and stays so. */
export function openDatabase(source: string | SqliteDatabase): Connection {
  if (typeof source !== 'string') {
    if (isBetterSqlite3(source)) return { driver: betterSqlite3Driver(source), own: false };
    if (isNodeSqlite(source)) return { driver: nodeSqliteDriver(source), own: false };
    throw new Error('sqlite() takes a path, a better-sqlite3 Database or a node:sqlite DatabaseSync.');
  }
  const BetterSqlite3 = betterSqlite3();
  if (BetterSqlite3) return { driver: betterSqlite3Driver(new BetterSqlite3(source)), own: true };
  const builtin = nodeSqlite();
  if (builtin) return { driver: nodeSqliteDriver(new builtin.DatabaseSync(source)), own: true };
  throw new Error(
    'No SQLite library was found. Install better-sqlite3 (npm install better-sqlite3), or run Node 22.13 or newer, which has node:sqlite.',
  );
}

function betterSqlite3(): (new (path: string) => BetterSqlite3Database) | null {
  try {
    return createRequire(import.meta.url)('better-sqlite3') as new (
      path: string,
    ) => BetterSqlite3Database;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'MODULE_NOT_FOUND') return null;
    throw error;
  }
}

function nodeSqlite(): { DatabaseSync: new (path: string) => NodeSqliteDatabase } | null {
  const process = (globalThis as { process?: { getBuiltinModule?: (id: string) => unknown } }).process;
  return (
    (process?.getBuiltinModule?.('node:sqlite') as
      | { DatabaseSync: new (path: string) => NodeSqliteDatabase }
      | undefined) ?? null
  );
}
