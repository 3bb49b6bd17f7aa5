import type { PostgresDriver, PostgresQueryable } from '../driver.js';

type PostgresJsQuery = Promise<unknown> & { values(): Promise<unknown[][]> };
/** The part of postgres.js that is used: what `postgres(url)` returns, and the `sql` inside `begin`. */
export interface PostgresJsSql {
  unsafe(text: string, values: never[], options: { readonly prepare: boolean }): PostgresJsQuery;
}
export interface PostgresJs extends PostgresJsSql {
  /** `(options, work)`; its overloads cannot be named here without its types. */
  begin(...args: never[]): Promise<unknown>;
}

export const isPostgresJs = (value: unknown): value is PostgresJs =>
  typeof value === 'function' && 'unsafe' in value && 'begin' in value;

export function postgresJsQueryable(sql: PostgresJsSql): PostgresQueryable {
  return {
    // It names prepared statements itself, by their text: another name of ours must be another text.
    query: (text, values, name) =>
      sql
        .unsafe(name === undefined ? text : `${text} /* ${name} */`, values as never[], { prepare: name !== undefined })
        .values(),
  };
}

/** postgres.js: `postgres(url)`. */
export function postgresJsDriver(sql: PostgresJs): PostgresDriver {
  return {
    ...postgresJsQueryable(sql),
    async transaction<T>(work: (tx: PostgresQueryable) => Promise<T>): Promise<T> {
      const begin = sql.begin.bind(sql) as unknown as (
        options: string,
        work: (tx: PostgresJsSql) => Promise<void>,
      ) => Promise<unknown>;
      let result: { readonly value: T } | null = null;
      await begin('isolation level read committed', async (tx) => {
        result = { value: await work(postgresJsQueryable(tx)) };
      });
      return (result as unknown as { readonly value: T }).value;
    },
  };
}
