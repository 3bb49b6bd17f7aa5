import Database from 'better-sqlite3';
import type { SqliteDatabase } from '../src/sqlite/local/open-database.js';
import { type Measured, summary } from './measure.js';

/** One statement as it was run; a transaction is the statements from its `begin` to its `commit`. */
export interface Recorded {
  readonly text: string;
  readonly how: 'run' | 'get' | 'all';
  readonly values: readonly unknown[];
}

/** The same database, writing down what is asked of it. */
export function recording(database: Database.Database, recorded: Recorded[]): SqliteDatabase {
  return new Proxy(database, {
    get(target, name) {
      if (name !== 'prepare') {
        const found: unknown = Reflect.get(target, name, target);
        return typeof found === 'function' ? (found.bind(target) as unknown) : found;
      }
      return (text: string) => {
        const wrap = (statement: Database.Statement): Database.Statement =>
          new Proxy(statement, {
            get(own, method) {
              if (method === 'raw') return (enabled?: boolean) => wrap(own.raw(enabled));
              const found: unknown = Reflect.get(own, method, own);
              if (typeof found !== 'function') return found;
              return (...values: unknown[]) => {
                if (method === 'run' || method === 'get' || method === 'all')
                  recorded.push({ text, how: method, values });
                return (found as (...values: unknown[]) => unknown).apply(own, values);
              };
            },
          });
        return wrap(target.prepare(text));
      };
    },
  }) as unknown as SqliteDatabase;
}

/** The bare driver doing the same, one transaction after the other. */
export function replay(file: string, synchronous: string, recorded: readonly Recorded[]): Measured {
  const database = new Database(file);
  database.pragma('journal_mode = wal');
  database.pragma(`synchronous = ${synchronous}`);
  const prepared = new Map<string, Database.Statement>();
  const statement = (text: string): Database.Statement => {
    let found = prepared.get(text);
    if (!found) {
      found = database.prepare(text);
      if (found.reader) found = found.raw(true);
      prepared.set(text, found);
    }
    return found;
  };
  const latencies: number[] = [];
  const start = performance.now();
  let begun = start;
  for (const { text, how, values } of recorded) {
    if (text.startsWith('begin')) begun = performance.now();
    statement(text)[how](...values);
    if (text.startsWith('commit')) latencies.push(performance.now() - begun);
  }
  const took = (performance.now() - start) / 1000;
  database.close();
  return summary(latencies, took);
}
