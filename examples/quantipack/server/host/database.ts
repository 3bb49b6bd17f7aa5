import { randomBytes } from 'node:crypto';
import Database from 'better-sqlite3';

export type HostDatabase = Database.Database;

/** The host's own tables. Farebox's stand beside them in the same file, under the prefix `farebox_`. */
const TABLES = `
  CREATE TABLE IF NOT EXISTS uploads (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    uploaded_at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS uploads_by_owner ON uploads (owner, uploaded_at);
  CREATE TABLE IF NOT EXISTS analyses (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    feature TEXT NOT NULL,
    orders_name TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at TEXT NOT NULL,
    report TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS analyses_by_owner ON analyses (owner, made_at);
  CREATE TABLE IF NOT EXISTS secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
`;

/** Opens the file, or a database in memory for `:memory:`, and makes what is missing. */
export function openHostDatabase(file: string): HostDatabase {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.exec(TABLES);
  return database;
}

/** A secret that is made once and then kept, so that a restart signs nobody out. */
export function keptSecret(database: HostDatabase, name: string): string {
  database
    .prepare('INSERT INTO secrets (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING')
    .run(name, randomBytes(32).toString('base64url'));
  const row = database.prepare('SELECT value FROM secrets WHERE name = ?').get(name) as { value: string };
  return row.value;
}
