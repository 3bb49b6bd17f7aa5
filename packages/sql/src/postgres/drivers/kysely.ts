import type { PostgresDriver, PostgresQueryable } from '../driver.js';

/** The part of Kysely (or one of its transactions) that is used. */
export interface KyselyDatabase {
  executeQuery(query: never): Promise<{ readonly rows: unknown[] }>;
  transaction(): { execute(work: never): Promise<unknown> };
  readonly isTransaction: boolean;
}

export const isKysely = (value: unknown): value is KyselyDatabase =>
  typeof value === 'object' && value !== null && 'executeQuery' in value && 'isTransaction' in value;

export function kyselyQueryable(database: KyselyDatabase): PostgresQueryable {
  return {
    async query(text, values) {
      const query = {
        sql: text,
        parameters: values,
        query: { kind: 'RawNode', sqlFragments: [text], parameters: [] },
        queryId: { queryId: 'farebox' },
      };
      const { rows } = await database.executeQuery(query as never);
      // Kysely hands out objects; every select list of ours has distinct names, in their order.
      return rows.map((row) => Object.values(row as Record<string, unknown>));
    },
  };
}

/** Any Kysely dialect for PostgreSQL. It sends no statement names, so its statements are parsed each time. */
export function kyselyDriver(database: KyselyDatabase): PostgresDriver {
  return {
    ...kyselyQueryable(database),
    transaction<T>(work: (tx: PostgresQueryable) => Promise<T>): Promise<T> {
      const inside = (tx: KyselyDatabase): Promise<T> => work(kyselyQueryable(tx));
      return database.transaction().execute(inside as never) as Promise<T>;
    },
  };
}
