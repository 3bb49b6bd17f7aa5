import { immediate, type SqliteDriver } from './driver.js';

/** The part of better-sqlite3's Database that is used, so that its types are no dependency of ours (`libsql` speaks it too). */
export interface BetterSqlite3Database {
  prepare(text: string): BetterSqlite3Statement;
  exec(text: string): unknown;
  close(): unknown;
  readonly inTransaction: boolean;
  pragma(text: string): unknown;
}
export interface BetterSqlite3Statement {
  run(...values: unknown[]): { readonly changes: number | bigint };
  get(...values: unknown[]): unknown;
  all(...values: unknown[]): unknown[];
  raw(enabled?: boolean): BetterSqlite3Statement;
  readonly reader: boolean;
}

export const isBetterSqlite3 = (value: unknown): value is BetterSqlite3Database =>
  typeof value === 'object' && value !== null && 'prepare' in value && 'pragma' in value && 'inTransaction' in value;

export function betterSqlite3Driver(database: BetterSqlite3Database): SqliteDriver {
  const prepared = new Map<string, BetterSqlite3Statement>();
  const statement = (text: string): BetterSqlite3Statement => {
    let found = prepared.get(text);
    if (!found) {
      found = database.prepare(text);
      if (found.reader) found = found.raw(true);
      // Lists with many filters make many texts; the hot ones are few and come first.
      if (prepared.size < 500) prepared.set(text, found);
    }
    return found;
  };
  const exec = (text: string): void => {
    database.exec(text);
  };
  const begin = new Map<string, BetterSqlite3Statement>();
  const control = (text: string): void => {
    let found = begin.get(text);
    if (!found) begin.set(text, (found = database.prepare(text)));
    found.run();
  };
  return {
    run: (text, values) => Number(statement(text).run(...values).changes),
    get: (text, values) => statement(text).get(...values) as readonly unknown[] | undefined,
    all: (text, values) => statement(text).all(...values) as readonly (readonly unknown[])[],
    exec,
    get inTransaction() {
      return database.inTransaction;
    },
    transaction: (work) => immediate(control, work),
    close: () => {
      prepared.clear();
      database.close();
    },
  };
}
