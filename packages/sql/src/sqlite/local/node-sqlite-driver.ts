import { immediate, type SqliteDriver } from './driver.js';

/** The part of node:sqlite's DatabaseSync that is used. */
export interface NodeSqliteDatabase {
  prepare(text: string): NodeSqliteStatement;
  exec(text: string): unknown;
  close(): unknown;
  readonly isTransaction?: boolean | undefined;
}
export interface NodeSqliteStatement {
  run(...values: never[]): { readonly changes: number | bigint };
  get(...values: never[]): unknown;
  all(...values: never[]): unknown[];
}

export const isNodeSqlite = (value: unknown): value is NodeSqliteDatabase =>
  typeof value === 'object' && value !== null && 'prepare' in value && 'exec' in value && !('pragma' in value);

export function nodeSqliteDriver(database: NodeSqliteDatabase): SqliteDriver {
  const prepared = new Map<string, NodeSqliteStatement>();
  const statement = (text: string): NodeSqliteStatement => {
    let found = prepared.get(text);
    if (!found) {
      found = database.prepare(text);
      if (prepared.size < 500) prepared.set(text, found);
    }
    return found;
  };
  // Node 22 has no array mode: objects keep the order of the select list, whose names are distinct.
  const toArray = (row: unknown): readonly unknown[] => Object.values(row as Record<string, unknown>);
  let depth = 0;
  const exec = (text: string): void => {
    database.exec(text);
  };
  return {
    run: (text, values) => Number(statement(text).run(...(values as never[])).changes),
    get: (text, values) => {
      const row = statement(text).get(...(values as never[]));
      return row === undefined ? undefined : toArray(row);
    },
    all: (text, values) =>
      statement(text)
        .all(...(values as never[]))
        .map(toArray),
    exec,
    get inTransaction() {
      return database.isTransaction ?? depth > 0;
    },
    transaction: (work) => {
      depth++;
      try {
        return immediate(exec, work);
      } finally {
        depth--;
      }
    },
    close: () => {
      prepared.clear();
      database.close();
    },
  };
}
