export type { BetterSqlite3Database, BetterSqlite3Statement } from './better-sqlite3-driver.js';
export type { NodeSqliteDatabase, NodeSqliteStatement } from './node-sqlite-driver.js';
export type { SqliteDatabase } from './open-database.js';
export { type SqliteOptions, type SqliteStore, sqlite } from './sqlite-store.js';
export type { SqliteCounters } from './write-queue.js';
