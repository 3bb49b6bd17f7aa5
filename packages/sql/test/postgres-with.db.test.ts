import { drizzle } from 'drizzle-orm/node-postgres';
import { drizzle as drizzlePostgresJs } from 'drizzle-orm/postgres-js';
import { Kysely, PostgresDialect } from 'kysely';
import type pg from 'pg';
import postgresJs from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PostgresStore, type PostgresTransaction, postgres } from '../src/postgres/index.js';
import { type PostgresServer, startPostgres } from './postgres-server.js';

let server: PostgresServer;
let pool: pg.Pool;
let sql: postgresJs.Sql;
let store: PostgresStore;
beforeAll(async () => {
  server = await startPostgres();
  const database = await server.database();
  pool = database.pool;
  sql = postgresJs({
    host: '127.0.0.1',
    port: server.port,
    user: 'postgres',
    password: 'postgres',
    database: database.name,
    onnotice: () => undefined,
  });
  store = postgres(pool);
  await store.migrate();
});
afterAll(async () => {
  await sql.end();
  await server.stop();
});

class Cancelled extends Error {}
/** Runs `work` in a transaction of the library; rolls it back when `work` throws. */
type InTransaction = (work: (tx: PostgresTransaction) => Promise<void>) => Promise<unknown>;
const libraries: readonly [string, InTransaction][] = [
  [
    'pg',
    async (work) => {
      const client = await pool.connect();
      try {
        await client.query('begin');
        await work(client);
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw error;
      } finally {
        client.release();
      }
    },
  ],
  ['postgres.js', (work) => sql.begin((tx) => work(tx))],
  [
    'Kysely',
    (work) => new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) }).transaction().execute((tx) => work(tx)),
  ],
  ['Drizzle on pg', (work) => drizzle(pool).transaction((tx) => work(tx))],
  ['Drizzle on postgres.js', (work) => drizzlePostgresJs(sql).transaction((tx) => work(tx))],
];

describe.each(libraries.map(([name, run], index) => [name, run, 100 + index] as const))(
  'farebox.with(tx): %s',
  (_, inTransaction, account) => {
    const spend = (key: string, amount: number) =>
      ({ account, steps: [{ key, command: { do: 'spend', amount } }] }) as const;
    const available = async (): Promise<number | undefined> => (await store.read(account)).slice.account?.available;

    it('commits and rolls back with the caller’s own transaction, and leaves it usable after a refusal', async () => {
      await store.commit({ account, steps: [{ key: 'g', command: { do: 'grant', amount: 10 } }] });
      await expect(
        inTransaction(async (tx) => {
          expect(await store.with(tx).commit(spend('a', 4))).toMatchObject({ status: 'ok', account: { available: 6 } });
          throw new Cancelled();
        }),
      ).rejects.toThrow(Cancelled);
      expect(await available()).toBe(10);
      await inTransaction(async (tx) => {
        const joined = store.with(tx);
        expect(await joined.commit(spend('a', 40))).toMatchObject({
          status: 'refused',
          why: { status: 'insufficient' },
        });
        expect(await joined.commit(spend('a', 4))).toMatchObject({ status: 'ok' });
        expect(await joined.commit(spend('a', 4))).toMatchObject({ status: 'ok', steps: [{ status: 'replay' }] });
        expect((await joined.read(account)).slice.account?.available).toBe(6);
        expect(await available()).toBe(10);
      });
      expect(await available()).toBe(6);
    });
  },
);
