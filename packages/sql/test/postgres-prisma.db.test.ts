import { PrismaPg } from '@prisma/adapter-pg';
import { createFarebox, defineCatalog, silentLogger } from '@farebox/core';
import type { Store } from '@farebox/core/store';
import { describeStore } from '@farebox/testing';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kitLength, kitSeed } from '../../testing/test/kit-length.js';
import { sqlState } from '../src/postgres/driver.js';
import { type PostgresStore, postgres } from '../src/postgres/index.js';
import {
  type GeneratedClient,
  generateClient,
  type HostPrisma,
  type HostTransaction,
  pushSchema,
} from './prisma/host-prisma.js';
import { type PostgresServer, startPostgres } from './postgres-server.js';

const catalog = defineCatalog({
  features: { analysis: { name: 'Analysis', cost: 5 } },
  plans: { free: { name: 'Free', tokens: 0 } },
});
let server: PostgresServer;
let generated: GeneratedClient;
const clients: HostPrisma[] = [];
/** A PrismaClient on `pool`, which Farebox may share. */
const prismaOn = (pool: pg.Pool): HostPrisma => {
  const client = new generated.PrismaClient({ adapter: new PrismaPg(pool) });
  clients.push(client);
  return client;
};
beforeAll(async () => {
  generated = generateClient();
  server = await startPostgres();
}, 120_000);
afterAll(async () => {
  for (const client of clients) await client.$disconnect();
  await server.stop();
  generated.discard();
});

const urlOf = (name: string): string => `postgres://postgres:postgres@127.0.0.1:${server.port}/${name}`;
async function startHost() {
  const { name, pool } = await server.database();
  const url = urlOf(name);
  expect(await pushSchema(url)).toBeGreaterThan(0);
  const store = postgres(pool);
  await store.migrate();
  const farebox = createFarebox({ catalog, store, stripe: {}, logger: silentLogger });
  return { url, pool, prisma: prismaOn(pool), store, farebox };
}
type Host = Awaited<ReturnType<typeof startHost>>;
class Cancelled extends Error {}

describe('farebox.with(tx): Prisma', () => {
  let host: Host;
  beforeAll(async () => {
    host = await startHost();
  });
  const left = async (customer: string): Promise<number | null> =>
    (await host.farebox.tokens.balance(customer)).remainingTokens;
  const save = (tx: HostTransaction, id: string): Promise<unknown> =>
    tx.analysis.create({ data: { id, account: 1, result: { score: 0.5, at: '2026-01-31T00:00:00.000Z' } } });
  const saved = async (id: string): Promise<boolean> =>
    (await host.prisma.analysis.findMany()).some((row) => row.id === id);

  it('commits the host’s row and the spend together', async () => {
    await host.farebox.tokens.grant('commit', { key: 'g', amount: 10 });
    await host.prisma.$transaction(async (tx) => {
      await save(tx, 'commit-1');
      const outcome = await host.farebox.with(tx).tokens.spend('commit', 'analysis', {
        key: 'commit-1',
        reference: '2026-01-31T00:00:00.000Z',
        metadata: {
          text: 'quote " backslash \\ comma , brace { }',
          when: '2026-01-31T00:00:00.000Z',
          big: 2 ** 53 - 1,
        },
      });
      expect(outcome).toMatchObject({ status: 'done', charged: 5, replayed: false });
      expect(await left('commit')).toBe(10);
    });
    expect(await left('commit')).toBe(5);
    expect(await saved('commit-1')).toBe(true);
    const { entries } = await host.farebox.tokens.history('commit');
    expect(entries[0]).toMatchObject({
      reference: '2026-01-31T00:00:00.000Z',
      metadata: { text: 'quote " backslash \\ comma , brace { }', when: '2026-01-31T00:00:00.000Z', big: 2 ** 53 - 1 },
    });
  });

  it('rolls the host’s row and the spend back together', async () => {
    await host.farebox.tokens.grant('rollback', { key: 'g', amount: 10 });
    const work = host.prisma.$transaction(async (tx) => {
      await save(tx, 'rollback-1');
      expect(await host.farebox.with(tx).tokens.spend('rollback', 'analysis', { key: 'a' })).toMatchObject({
        status: 'done',
      });
      throw new Cancelled();
    });
    await expect(work).rejects.toThrow(Cancelled);
    expect(await left('rollback')).toBe(10);
    expect(await saved('rollback-1')).toBe(false);
    // The key was never used: it charges now.
    expect(await host.farebox.tokens.spend('rollback', 'analysis', { key: 'a' })).toMatchObject({
      status: 'done',
      replayed: false,
    });
  });

  it('L10 answers a replay inside a transaction, of a spend of the same one and of an earlier one', async () => {
    await host.farebox.tokens.grant('replay', { key: 'g', amount: 20 });
    await host.farebox.tokens.spend('replay', 'analysis', { key: 'earlier' });
    await host.prisma.$transaction(async (tx) => {
      const { tokens } = host.farebox.with(tx);
      expect(await tokens.spend('replay', 'analysis', { key: 'earlier' })).toMatchObject({
        status: 'done',
        replayed: true,
      });
      expect(await tokens.spend('replay', 'analysis', { key: 'now' })).toMatchObject({
        status: 'done',
        replayed: false,
      });
      expect(await tokens.spend('replay', 'analysis', { key: 'now' })).toMatchObject({
        status: 'done',
        replayed: true,
      });
    });
    expect(await left('replay')).toBe(10);
  });

  it('leaves the host free to go on after a spend that is denied', async () => {
    await host.farebox.tokens.grant('denied', { key: 'g', amount: 4 });
    await host.prisma.$transaction(async (tx) => {
      await save(tx, 'denied-1');
      expect(await host.farebox.with(tx).tokens.spend('denied', 'analysis', { key: 'a' })).toMatchObject({
        status: 'denied',
      });
      await save(tx, 'denied-2');
    });
    expect(await saved('denied-1')).toBe(true);
    expect(await saved('denied-2')).toBe(true);
    expect(await left('denied')).toBe(4);
  });

  it('L1 of eight transactions at once, each with a host’s row and a spend, exactly as many commit as there are tokens', async () => {
    await host.farebox.tokens.grant('race', { key: 'g', amount: 25 });
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, number) =>
        host.prisma
          .$transaction(
            async (tx) => {
              await save(tx, `race-${number}`);
              const { status } = await host.farebox
                .with(tx)
                .tokens.spend('race', 'analysis', { key: `race-${number}` });
              if (status !== 'done') throw new Cancelled();
            },
            { timeout: 30_000 },
          )
          .then(
            () => true,
            (error: unknown) => {
              if (error instanceof Cancelled) return false;
              throw error;
            },
          ),
      ),
    );
    expect(outcomes.filter(Boolean)).toHaveLength(5);
    expect((await host.prisma.analysis.findMany()).filter(({ id }) => id.startsWith('race-'))).toHaveLength(5);
    expect(await left('race')).toBe(0);
  });

  it('refuses the client in place of its transaction, in a sentence', () => {
    expect(() => host.store.with(host.prisma as never)).toThrow(/the tx inside prisma\.\$transaction/);
  });

  it('hands the host Prisma’s own error, with PostgreSQL’s as its cause, and leaves the transaction usable', async () => {
    const account = 77;
    await host.store.commit({ account, steps: [{ key: 'g', command: { do: 'grant', amount: 10 } }] });
    const holder = await host.pool.connect();
    await holder.query('begin');
    await holder.query('select from farebox.accounts where account = $1 for update', [account]);
    try {
      await host.prisma.$transaction(
        async (tx) => {
          await tx.$queryRawUnsafe(`set local lock_timeout = '50ms'`);
          const error = await host.store
            .with(tx)
            .commit({ account, steps: [{ key: 'a', command: { do: 'spend', amount: 1 } }] })
            .catch((thrown: unknown) => thrown);
          expect(error).toMatchObject({
            name: 'PrismaClientKnownRequestError',
            code: 'P2010',
            cause: { code: '55P03' },
          });
          expect(sqlState(error)).toBe('55P03');
          await save(tx, 'after-error');
        },
        { timeout: 30_000 },
      );
    } finally {
      await holder.query('rollback');
      holder.release();
    }
    expect(await saved('after-error')).toBe(true);
  });
});

describe('the types that `prisma generate` writes', () => {
  it('fit: the client as a source, the tx as a transaction, and never the client as a transaction', () => {
    const complaints = generated.complaintsOf([
      'declare const prisma: PrismaClient;',
      'export const source: PostgresSource = prisma;',
      'export const done = prisma.$transaction((tx): Promise<PostgresTransaction> => Promise.resolve(tx));',
      '// @ts-expect-error - outside of a transaction each statement would commit by itself',
      'export const wrong: PostgresTransaction = prisma;',
    ]);
    expect(complaints).toEqual([]);
  });
});

describe('a PrismaClient as the store’s own source', () => {
  it('D1 answers everybody although connections are killed under it, and does nothing twice', async () => {
    const { name, pool } = await server.database({ max: 4 });
    const store = postgres(prismaOn(pool));
    await store.migrate();
    const accounts = Array.from({ length: 8 }, (_, index) => index + 1);
    for (const account of accounts)
      await store.commit({ account, steps: [{ key: 'g', command: { do: 'grant', amount: 1000 } }] });
    const admin = server.pool('postgres', { max: 1 });
    let running = true;
    const killer = (async () => {
      while (running) {
        await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
        await new Promise((resolve) => setTimeout(resolve, 400));
      }
    })();
    let rounds = 0;
    try {
      // A round in which no statement was under way when its connection went proves nothing: rounds go on until one was.
      do {
        const round = rounds++;
        await Promise.all(
          accounts.flatMap((account) =>
            Array.from({ length: 20 }, async (_, number) => {
              await new Promise((resolve) => setTimeout(resolve, number * 50));
              const key = `${round}:${number}`;
              const result = await store.commit({ account, steps: [{ key, command: { do: 'spend', amount: 1 } }] });
              expect(result.status).toBe('ok');
            }),
          ),
        );
      } while (store.counters.retries === 0 && rounds < 20);
    } finally {
      running = false;
      await killer;
    }
    expect(store.counters.retries).toBeGreaterThan(0);
    const calm = postgres(server.pool(name));
    for (const account of accounts)
      expect((await calm.read(account)).slice.account?.available).toBe(1000 - 20 * rounds);
  });
});

describeStore({
  name: 'PostgreSQL on Prisma',
  runner: { describe, it, afterAll },
  hasFastPath: true,
  length: kitLength,
  seed: kitSeed,
  create: async ({ fastPath }) => {
    const { name } = await server.database();
    const stores = Array.from({ length: 4 }, () => postgres(prismaOn(server.pool(name)), { fastPath }));
    const [store, ...peers] = stores as [PostgresStore, ...PostgresStore[]];
    await store.migrate();
    return { store: store as unknown as Store, peers: peers as unknown as Store[] };
  },
});
