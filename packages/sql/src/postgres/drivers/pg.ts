import type { PostgresDriver, PostgresQueryable } from '../driver.js';

interface PgQuery {
  readonly text: string;
  readonly values: unknown[];
  readonly rowMode: 'array';
  readonly name?: string;
}
/** The part of node-postgres' clients that is used, so that its types are no dependency of ours. */
export interface PgClient {
  query(config: PgQuery): Promise<{ readonly rows: unknown[][] }>;
}
export interface PgPool extends PgClient {
  connect(): Promise<PgClient & { release(destroy?: boolean | Error): void }>;
  readonly totalCount: number;
}

export const isPgPool = (value: unknown): value is PgPool =>
  typeof value === 'object' && value !== null && 'connect' in value && 'totalCount' in value && 'idleCount' in value;

export function pgQueryable(client: PgClient): PostgresQueryable {
  return {
    async query(text, values, name) {
      const config: PgQuery = { text, values: values as unknown[], rowMode: 'array' };
      return (await client.query(name === undefined ? config : { ...config, name })).rows;
    },
  };
}

/** node-postgres: `new Pool(…)`. */
export function pgDriver(pool: PgPool): PostgresDriver {
  return {
    ...pgQueryable(pool),
    async transaction(work) {
      const client = await pool.connect();
      const tx = pgQueryable(client);
      let healthy = true;
      try {
        await tx.query('begin isolation level read committed', []);
        const result = await work(tx);
        await tx.query('commit', []);
        return result;
      } catch (error) {
        try {
          await tx.query('rollback', []);
        } catch {
          // The connection is gone or in an unknown state: it must not go back to the pool.
          healthy = false;
        }
        throw error;
      } finally {
        client.release(!healthy);
      }
    },
  };
}
