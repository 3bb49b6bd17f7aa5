import { PGlite } from '@electric-sql/pglite';
import { audit, entries, type RowOf, stripeCustomers } from '@farebox/core/store';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import postgresJs from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PostgresStore, postgres } from '../src/postgres/index.js';
import { type PostgresServer, startPostgres } from './postgres-server.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

const grant = (key: string, amount: number, more: object = {}) =>
  ({ key, command: { do: 'grant', amount, ...more } }) as const;
const spend = (key: string, amount: number) => ({ key, command: { do: 'spend', amount } }) as const;
const hold = (key: string, amount: number, ttlSeconds = 60) =>
  ({ key, command: { do: 'hold', amount, ttlSeconds } }) as const;
const capture = (key: string, amount: number) => ({ key, command: { do: 'capture', hold: key, amount } }) as const;
const release = (key: string) => ({ key, command: { do: 'release', hold: key } }) as const;
const auditRow = (account: number, id: string): RowOf<typeof audit> => ({
  account,
  id,
  at: 1,
  action: 'test',
  actor: null,
  subject: null,
  details: { a: [1, null] },
});

async function fresh(
  options: Parameters<typeof postgres>[1] = {},
): Promise<{ store: PostgresStore; pool: pg.Pool; name: string }> {
  const { pool, name } = await server.database();
  const store = postgres(pool, options);
  await store.migrate();
  return { store, pool, name };
}

interface Opened {
  readonly store: PostgresStore;
  readonly close: () => Promise<unknown>;
}
const drivers: readonly [string, () => Promise<Opened>][] = [
  ['pg', async () => ({ store: (await fresh()).store, close: () => Promise.resolve() })],
  [
    'pg, every unit through decide',
    async () => ({ store: (await fresh({ fastPath: false })).store, close: () => Promise.resolve() }),
  ],
  [
    'pg, no prepared names',
    async () => ({ store: (await fresh({ preparedStatements: false })).store, close: () => Promise.resolve() }),
  ],
  [
    'postgres.js',
    async () => {
      const { name } = await server.database();
      const sql = postgresJs({
        host: '127.0.0.1',
        port: server.port,
        user: 'postgres',
        password: 'postgres',
        database: name,
        onnotice: () => undefined,
      });
      return { store: postgres(sql), close: () => sql.end() };
    },
  ],
  [
    'Kysely',
    async () => {
      const { pool } = await server.database();
      return {
        store: postgres(new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })),
        close: () => Promise.resolve(),
      };
    },
  ],
  [
    'PGlite',
    async () => {
      const database = new PGlite();
      return { store: postgres(database), close: () => database.close() };
    },
  ],
];
describe.each(drivers)('%s', (_, open) => {
  it('grants, spends, holds, replays, refuses and serves records', async () => {
    const { store, close } = await open();
    await store.migrate();
    expect(await store.commit({ account: 1, steps: [grant('g', 10), grant('g2', 5)] })).toMatchObject({
      status: 'ok',
      account: { available: 15 },
    });
    expect(
      await store.commit({ account: 1, steps: [{ ...spend('s', 4), reference: 'r"\\é', metadata: { a: '"\\' } }] }),
    ).toMatchObject({ status: 'ok', steps: [{ status: 'ok', available: 11, seq: 3 }], account: { available: 11 } });
    expect(await store.commit({ account: 1, steps: [spend('s', 4)] })).toMatchObject({
      status: 'ok',
      steps: [{ status: 'replay', first: { available: 11 }, reference: 'r"\\é' }],
    });
    expect(await store.commit({ account: 1, steps: [spend('s', 5)] })).toMatchObject({
      status: 'refused',
      why: { status: 'conflict' },
    });
    expect(await store.commit({ account: 1, steps: [hold('h', 8)] })).toMatchObject({
      status: 'ok',
      account: { available: 3, held: 8 },
    });
    expect(await store.commit({ account: 1, steps: [spend('s2', 7)] })).toMatchObject({
      status: 'refused',
      why: { status: 'insufficient', available: 3 },
    });
    expect(await store.commit({ account: 1, steps: [capture('h', 2)] })).toMatchObject({
      status: 'ok',
      steps: [{ amount: 2 }],
      account: { available: 9, held: 0 },
    });
    expect(await store.commit({ account: 1, steps: [hold('h2', 2)] })).toMatchObject({
      status: 'ok',
      account: { available: 7 },
    });
    expect(await store.commit({ account: 1, steps: [release('h2')] })).toMatchObject({
      status: 'ok',
      steps: [{ amount: 2 }],
      account: { available: 9, held: 0 },
    });
    expect((await store.read(1)).slice).toMatchObject({ account: { available: 9 } });
    const write = { write: 'insertIfAbsent', family: audit, row: auditRow(1, 'a') } as const;
    expect(await store.commit({ account: 1, steps: [grant('g3', 5)], writes: [write] })).toMatchObject({
      status: 'ok',
      account: { available: 14 },
    });
    expect(await store.commit({ account: 1, steps: [grant('g4', 5)], writes: [write] })).toMatchObject({
      status: 'refused',
      at: 0,
      why: 'guardLost',
      account: { available: 14 },
    });
    expect(await store.commit({ account: 2, steps: [], writes: [{ ...write, row: auditRow(2, 'a') }] })).toMatchObject({
      status: 'ok',
      account: { revision: 1 },
    });
    expect(await store.find(audit, { account: 1, id: 'a' })).toEqual({ row: auditRow(1, 'a'), version: '1' });
    expect(
      (
        await store.list(entries, { account: 1 }, { limit: 3, cursor: null, where: { kind: ['spend', 'hold'] } })
      ).rows.map(({ row }) => row.key),
    ).toEqual(['h2', 'h', 'h', 's'].slice(0, 3));
    const customer = { mode: 'test', stripeCustomer: 'cus_1', account: 7, createdAt: 1_700_000_000_123 } as const;
    expect(await store.insertIfAbsent(stripeCustomers, customer)).toEqual({ inserted: true, version: '1' });
    expect(await store.insertIfAbsent(stripeCustomers, { ...customer, account: 8 })).toEqual({
      inserted: false,
      existing: { row: customer, version: '1' },
    });
    expect(await store.compareAndSet(stripeCustomers, { ...customer, account: 9 }, '1')).toBe('2');
    expect(await store.scan({ limit: 1, cursor: null })).toEqual({ accounts: [1], cursor: '1' });
    expect(await store.scan({ limit: 1, cursor: '1' })).toEqual({ accounts: [2], cursor: null });
    await store.close();
    await close();
  });
});
