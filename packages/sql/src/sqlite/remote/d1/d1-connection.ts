import type { Statement } from '../../../schema/statement.js';
import type { RemoteConnection, Values } from '../connection.js';

/** The part of a D1 binding that is used, so that Cloudflare's types are no dependency of ours. */
export interface D1Database {
  prepare(text: string): D1Statement;
  batch(statements: never[]): Promise<{ readonly results?: readonly unknown[] | undefined }[]>;
}
export interface D1Statement {
  bind(...values: unknown[]): D1Statement;
  raw(): Promise<unknown[]>;
}

/** D1 has no transaction that a caller could hold; its batch is one. */
export function d1Connection(database: D1Database): RemoteConnection {
  const prepared = ({ text, values }: Statement): D1Statement =>
    values.length === 0 ? database.prepare(text) : database.prepare(text).bind(...values);
  return {
    query: async (statement) => (await prepared(statement).raw()) as readonly Values[],
    async batch(statements: readonly Statement[]) {
      const results = await database.batch(statements.map(prepared) as never[]);
      // A batch hands rows out as objects; their keys keep the order of the select list, whose names are distinct.
      return results.map(({ results: rows = [] }) => rows.map((row) => Object.values(row as Record<string, unknown>)));
    },
  };
}
