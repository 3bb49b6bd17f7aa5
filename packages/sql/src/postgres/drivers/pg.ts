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
interface PgPoolClient extends PgClient {
  on(event: 'error', listener: (error: Error) => void): unknown;
  off(event: 'error', listener: (error: Error) => void): unknown;
}
export interface PgPool extends PgClient {
  connect(
    callback: (
      error: Error | undefined,
      client: PgPoolClient | undefined,
      release: (destroy?: boolean | Error) => void,
    ) => void,
  ): void;
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
      const lent = await borrow(pool);
      const tx = pgQueryable(lent.client);
      try {
        await tx.query('begin isolation level read committed', []);
        const result = await work(tx);
        await tx.query('commit', []);
        lent.giveBack();
        return result;
      } catch (error) {
        try {
          await tx.query('rollback', []);
          lent.giveBack();
        } catch {
          // The connection is gone or in an unknown state: it must not go back to the pool.
          lent.throwAway();
        }
        throw error;
      }
    },
  };
}

interface Lent {
  readonly client: PgClient;
  giveBack(): void;
  throwAway(): void;
}

/**
 * A connection that dies while it is lent says so by an event that nobody else listens to, and that would end the process.
 * By callback, since one that dies in the moment in which it is handed out would be quicker than a promise.
 */
function borrow(pool: PgPool): Promise<Lent> {
  return new Promise((resolve, reject) => {
    pool.connect((error, client, release) => {
      if (!client) return reject(error ?? new Error('The pool gave no connection.'));
      let alive = true;
      const died = (): void => {
        alive = false;
      };
      client.on('error', died);
      resolve({
        client,
        giveBack: () => {
          release(!alive);
          // The pool listens again from here on; to one that it threw away, nobody else ever will.
          if (alive) client.off('error', died);
        },
        throwAway: () => release(true),
      });
    });
  });
}
