import type { Store } from '@farebox/core/store';
import { describeStore, races } from '@farebox/testing';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kitLength, kitSeed } from '../../testing/test/kit-length.js';
import { type PostgresOptions, type PostgresStore, postgres } from '../src/postgres/index.js';
import { type PgBouncer, pgBouncerVersion, startPgBouncer } from './pgbouncer.js';
import { type PostgresServer, startPostgres } from './postgres-server.js';
import { startProcess } from './processes.js';

const installed = pgBouncerVersion();
if (installed === null)
  console.warn(
    'SKIPPED: there is no pgbouncer on the PATH (Debian: apt-get install pgbouncer), so nothing of PostgreSQL behind PgBouncer is tested.',
  );

/** More clients than that come at the same time, so that every transaction may meet another connection. */
const SERVERS = 4;

const ifInstalled = describe.skipIf(installed === null);

let server: PostgresServer;
let bouncer: PgBouncer;
const pools: pg.Pool[] = [];
beforeAll(async () => {
  if (installed === null) return;
  server = await startPostgres();
  bouncer = await startPgBouncer(server.port, SERVERS);
});
afterAll(async () => {
  if (installed === null) return;
  await Promise.all(pools.map((pool) => pool.end()));
  await bouncer.stop();
  await server.stop();
});

const poolOn = (database: string): pg.Pool => {
  const pool = new pg.Pool({ host: '127.0.0.1', port: bouncer.port, user: 'app', password: 'any', database });
  pools.push(pool);
  return pool;
};
const freshDatabase = async (): Promise<string> => (await server.database()).name;
const storeOn = (database: string, options: PostgresOptions = {}): PostgresStore =>
  postgres(poolOn(database), { preparedStatements: false, ...options });
const asStore = (store: PostgresStore): Store => store as unknown as Store;
const spend = (account: number, key: string) =>
  ({ account, steps: [{ key, command: { do: 'spend', amount: 1 } }] }) as const;

describeStore({
  name: 'PostgreSQL on pg through PgBouncer',
  runner: { describe: ifInstalled, it, afterAll },
  hasFastPath: true,
  length: kitLength,
  seed: kitSeed,
  create: async ({ fastPath }) => {
    const database = await freshDatabase();
    const stores = Array.from({ length: 4 }, () => storeOn(database, { fastPath }));
    const [store, ...peers] = stores as [PostgresStore, ...PostgresStore[]];
    await store.migrate();
    return {
      store: asStore(store),
      peers: peers.map(asStore),
      retries: () => stores.reduce((sum, one) => sum + one.counters.contended, 0),
      close: async () => void (await Promise.all(stores.map((one) => one.close()))),
    };
  },
});

ifInstalled(`behind ${installed ?? 'PgBouncer'} in transaction mode`, () => {
  describe('the races of the kit between four processes', () => {
    let database: string;
    let store: PostgresStore;
    let workers: ReturnType<typeof startProcess>[];
    beforeAll(async () => {
      database = await freshDatabase();
      store = storeOn(database);
      await store.migrate();
      const url = `postgres://app:any@127.0.0.1:${bouncer.port}/${database}`;
      workers = Array.from({ length: 4 }, () => startProcess(url, { preparedStatements: false }));
    });
    afterAll(() => Promise.all(workers.map((worker) => worker.stop())));

    it.each(races.map((race, index) => [race.title, race, 5_000_000 + index * 1000] as const))(
      '%s',
      { timeout: 120_000 },
      async (_, race, base) => {
        await race.prepare(asStore(store), base);
        const tallies = await Promise.all(
          workers.map((worker, index) =>
            worker.order({ race: race.name, setting: { base, worker: index, workers: workers.length, seed: 43 } }),
          ),
        );
        expect(await race.judge(asStore(store), base, tallies)).toEqual([]);
      },
    );

    it('shared a few connections between many clients, else none of this proves anything', async () => {
      const { servers, clients } = await bouncer.counts(database);
      expect(servers).toBeLessThanOrEqual(SERVERS);
      expect(clients).toBeGreaterThan(SERVERS);
    });
  });

  it('joins a caller’s transaction, which keeps its connection until it ends', async () => {
    const database = await freshDatabase();
    const store = storeOn(database);
    await store.migrate();
    await store.commit({ account: 1, steps: [{ key: 'g', command: { do: 'grant', amount: 10 } }] });
    const client = await poolOn(database).connect();
    try {
      await client.query('begin');
      expect(await store.with(client).commit(spend(1, 'a'))).toMatchObject({ status: 'ok' });
      expect((await store.read(1)).slice.account?.available).toBe(10);
      await client.query('rollback');
      expect((await store.read(1)).slice.account?.available).toBe(10);
      await client.query('begin');
      expect(await store.with(client).commit(spend(1, 'a'))).toMatchObject({ status: 'ok', steps: [{ status: 'ok' }] });
      await client.query('commit');
    } finally {
      client.release();
    }
    expect((await store.read(1)).slice.account?.available).toBe(9);
  });

  it('tells in a sentence that prepared names are lost, on a unit and on a read, and doubles nothing', async () => {
    const database = await freshDatabase();
    await storeOn(database).migrate();
    const honest = storeOn(database);
    const accounts = Array.from({ length: 64 }, (_, index) => index + 1);
    for (const account of accounts)
      await honest.commit({ account, steps: [{ key: 'g', command: { do: 'grant', amount: 1000 } }] });
    // Two apps' pools over four connections: a name is soon unknown here or taken there.
    const naming = [0, 1].map(() => postgres(poolOn(database)));
    const sentence = /A prepared statement was lost between two transactions.*preparedStatements: false/;
    const complaints = { units: 0, reads: 0 };
    const fulfilled = new Map<number, number>();
    const orRefused = async <T>(work: Promise<T>, kind: 'units' | 'reads'): Promise<T | null> => {
      try {
        return await work;
      } catch (error) {
        expect((error as Error).message).toMatch(sentence);
        complaints[kind]++;
        return null;
      }
    };
    for (let round = 0; round < 40 && Math.min(complaints.units, complaints.reads) === 0; round++) {
      await Promise.all(
        accounts.map(async (account) => {
          const store = naming[account % 2] as PostgresStore;
          // Not in one turn: what comes in one turn shares a statement, and one statement meets one connection.
          await new Promise((resolve) => setTimeout(resolve, account % 16));
          const result = await orRefused(store.commit(spend(account, `r${round}`)), 'units');
          if (result) fulfilled.set(account, (fulfilled.get(account) ?? 0) + 1);
          await orRefused(store.read(account), 'reads');
        }),
      );
    }
    expect(Math.min(complaints.units, complaints.reads)).toBeGreaterThan(0);
    for (const account of accounts)
      expect((await honest.read(account)).slice.account?.available).toBe(1000 - (fulfilled.get(account) ?? 0));
  });
});
