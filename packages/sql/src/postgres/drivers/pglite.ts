import type { PostgresDriver, PostgresQueryable } from '../driver.js';

/** The part of PGlite that is used. */
export interface PGliteQueryable {
  query(text: string, values: unknown[], options: { readonly rowMode: 'array' }): Promise<{ readonly rows: unknown[] }>;
}
export interface PGliteDatabase extends PGliteQueryable {
  transaction<T>(work: (tx: PGliteQueryable) => Promise<T>): Promise<T>;
  readonly waitReady: Promise<void>;
}

export const isPGlite = (value: unknown): value is PGliteDatabase =>
  typeof value === 'object' && value !== null && 'waitReady' in value && 'transaction' in value;

export function pgliteQueryable(database: PGliteQueryable): PostgresQueryable {
  return {
    query: async (text, values) =>
      (await database.query(text, values as unknown[], { rowMode: 'array' })).rows as unknown[][],
  };
}

/** PGlite: PostgreSQL in the process, one session. */
export function pgliteDriver(database: PGliteDatabase): PostgresDriver {
  return {
    ...pgliteQueryable(database),
    transaction: (work) => database.transaction((tx) => work(pgliteQueryable(tx))),
  };
}
