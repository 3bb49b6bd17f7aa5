import type { PostgresQueryable } from '../driver.js';

interface PreparedQuery {
  execute(): Promise<unknown>;
}
interface DrizzleSession {
  prepareQuery(
    query: { readonly sql: string; readonly params: unknown[] },
    fields: undefined,
    name: undefined,
    isArrayMode: boolean,
  ): PreparedQuery;
}
/**
 * The part of a Drizzle transaction (or database) for PostgreSQL that is used. Its session is not in Drizzle's public types,
 * and only it takes a statement as text with values: this works with drizzle-orm 0.45 (the optional peer's range), and a
 * Drizzle whose session looks otherwise is refused in a sentence.
 */
export interface DrizzleTransaction {
  execute(query: never): PromiseLike<unknown>;
  select(...args: never[]): unknown;
  insert(...args: never[]): unknown;
}

const sessionOf = (tx: object): DrizzleSession | null => {
  const { session } = tx as { readonly session?: unknown };
  return typeof session === 'object' && session !== null && 'prepareQuery' in session
    ? (session as DrizzleSession)
    : null;
};

export const isDrizzle = (value: unknown): value is DrizzleTransaction =>
  typeof value === 'object' && value !== null && sessionOf(value) !== null;

export function drizzleQueryable(tx: DrizzleTransaction): PostgresQueryable {
  const session = sessionOf(tx);
  if (!session)
    throw new Error(
      'This Drizzle has no session that can be joined. Give farebox.with() the driver’s own client instead.',
    );
  return {
    async query(text, values) {
      // node-postgres and PGlite answer { rows }, postgres.js the rows themselves.
      const result = await session
        .prepareQuery({ sql: text, params: [...values] }, undefined, undefined, false)
        .execute();
      const rows = (Array.isArray(result) ? result : (result as { readonly rows: unknown[] }).rows) as Record<
        string,
        unknown
      >[];
      return rows.map((row) => Object.values(row));
    },
  };
}
