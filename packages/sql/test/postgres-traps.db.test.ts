import { audit, entries, type RowOf, type UnitResult } from '@farebox/core/store';
import type pg from 'pg';
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
const auditRow = (account: number, id: string): RowOf<typeof audit> => ({
  account,
  id,
  at: 1,
  action: 'test',
  actor: null,
  subject: null,
  details: null,
});

async function fresh(
  options: Parameters<typeof postgres>[1] = {},
  poolOptions: pg.PoolConfig = {},
): Promise<{ store: PostgresStore; pool: pg.Pool; name: string }> {
  const { pool, name } = await server.database(poolOptions);
  const store = postgres(pool, options);
  await store.migrate();
  return { store, pool, name };
}
const available = async (store: PostgresStore, account: number): Promise<number | undefined> =>
  (await store.read(account)).slice.account?.available;
const stepOf = (result: UnitResult): string =>
  result.status === 'ok'
    ? (result.steps[0]?.status ?? 'none')
    : result.why === 'guardLost'
      ? 'guardLost'
      : result.why.status;

async function locked<T>(pool: pg.Pool, account: number, work: () => Promise<T>): Promise<T> {
  const other = await pool.connect();
  try {
    await other.query('begin');
    await other.query('select from farebox.accounts where account = $1 for update', [account]);
    return await work();
  } finally {
    await other.query('rollback');
    other.release();
  }
}

describe('an account that somebody else has locked', () => {
  it('holds up nobody: a thousand spends of others answer before it is released, and its own spend afterwards', async () => {
    const { store, pool } = await fresh();
    await Promise.all(Array.from({ length: 50 }, (_, i) => store.commit({ account: i, steps: [grant('g', 1000)] })));
    let own: Promise<UnitResult> | null = null;
    let isAnswered = false;
    await locked(pool, 0, async () => {
      own = store.commit({ account: 0, steps: [spend('locked', 1)] });
      void own.then(() => (isAnswered = true));
      const others = await Promise.all(
        Array.from({ length: 1000 }, (_, i) => store.commit({ account: 1 + (i % 49), steps: [spend(`s${i}`, 1)] })),
      );
      expect(others.map(stepOf).every((status) => status === 'ok')).toBe(true);
      expect(isAnswered).toBe(false);
    });
    expect(await own).toMatchObject({ status: 'ok', account: { available: 999 } });
  });

  it('waits on no connection: with a pool of two, others are served by general path, records and reads too', async () => {
    const { store, pool, name } = await fresh({}, { max: 2 });
    void pool;
    const other = server.pool(name);
    await store.commit({ account: 1, steps: [grant('g', 10)] });
    await store.commit({ account: 2, steps: [grant('g', 10)] });
    const waiting: Promise<UnitResult>[] = [];
    await locked(other, 1, async () => {
      for (let i = 0; i < 5; i++)
        waiting.push(
          store.commit({
            account: 1,
            steps: [i % 2 === 0 ? spend(`s${i}`, 1) : grant(`g${i}`, 1)],
            ...(i === 4 ? { writes: [{ write: 'insertIfAbsent', family: audit, row: auditRow(1, 'x') }] } : {}),
          }),
        );
      for (let i = 0; i < 20; i++) {
        await store.commit({ account: 2, steps: [grant(`g${i}`, 1)] });
        await store.commit({
          account: 2,
          steps: [spend(`s${i}`, 1)],
          writes: [{ write: 'insertIfAbsent', family: audit, row: auditRow(2, `r${i}`) }],
        });
      }
      expect(await available(store, 2)).toBe(10);
    });
    expect((await Promise.all(waiting)).map(stepOf)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
  });

  it('gives up after its patience, in a sentence, and writes nothing later', async () => {
    const { store, pool } = await fresh({ patienceMs: 150 });
    await store.commit({ account: 1, steps: [grant('g', 10)] });
    await locked(pool, 1, async () => {
      await expect(store.commit({ account: 1, steps: [spend('s', 1)] })).rejects.toThrow('kept the account locked');
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await available(store, 1)).toBe(10);
  });
});

it('one request that PostgreSQL refuses fails alone, on either path', async () => {
  for (const fastPath of [true, false]) {
    const { store } = await fresh({ fastPath });
    await Promise.all([1, 2, 3].map((account) => store.commit({ account, steps: [grant('g', 100)] })));
    const settled = await Promise.allSettled(
      Array.from({ length: 60 }, (_, i) =>
        store.commit({
          account: 1 + (i % 3),
          steps: [{ ...spend(`s${i}`, 1), ...(i === 30 ? { reference: 'nul\u0000' } : {}) }],
        }),
      ),
    );
    expect(settled.flatMap((one, index) => (one.status === 'rejected' ? [index] : []))).toEqual([30]);
    expect(await available(store, 1)).toBe(100 - 19);
  }
});

it('L10 a replay that races from four processes while another session holds the row is one spend with one answer', async () => {
  const { store, pool, name } = await fresh();
  const stores = [store, ...[1, 2, 3].map(() => postgres(server.pool(name)))];
  await store.commit({ account: 1, steps: [grant('g', 100)] });
  for (let round = 0; round < 10; round++) {
    let racing: Promise<UnitResult>[] = [];
    await locked(pool, 1, async () => {
      racing = stores.flatMap((one) => [0, 1].map(() => one.commit({ account: 1, steps: [spend(`same${round}`, 3)] })));
      await new Promise((resolve) => setTimeout(resolve, 20));
    });
    const results = await Promise.all(racing);
    expect(results.map(stepOf).sort()).toEqual(['ok', ...Array<string>(7).fill('replay')]);
    const firsts = results.map((result) =>
      result.status === 'ok' ? (result.steps[0]?.status === 'replay' ? result.steps[0].first : result.steps[0]) : null,
    );
    for (const first of firsts) expect(first).toEqual(firsts[0]);
  }
  expect(await available(store, 1)).toBe(70);
});

it('T17 a grant that expires while the spend waits for the lock is not spendable', async () => {
  const { store, pool } = await fresh();
  await store.commit({ account: 1, steps: [grant('g', 10, { expiresAt: Date.now() + 700 })] });
  let waiting: Promise<UnitResult> | null = null;
  await locked(pool, 1, async () => {
    waiting = store.commit({ account: 1, steps: [spend('s', 1)] });
    await new Promise((resolve) => setTimeout(resolve, 900));
  });
  expect(await waiting).toMatchObject({ status: 'refused', why: { status: 'insufficient' } });
});

it('L9 a spend that met an open debit and an open grant is not declined by the older snapshot', async () => {
  const { store, pool } = await fresh();
  await store.commit({ account: 1, steps: [grant('g', 10)] });
  const client = await pool.connect();
  await client.query('begin');
  const joined = store.with(client);
  await joined.commit({ account: 1, steps: [spend('first', 10)] });
  await joined.commit({ account: 1, steps: [grant('more', 10)] });
  const second = store.commit({ account: 1, steps: [spend('second', 10)] });
  await new Promise((resolve) => setTimeout(resolve, 50));
  await client.query('commit');
  client.release();
  expect(await second).toMatchObject({ status: 'ok', account: { available: 0 } });
});

it('L2 L8 L26 four processes with 32 callers on one customer never seen before: no error surfaces, nothing is overspent', async () => {
  const { store, name } = await fresh();
  const stores = [store, ...[1, 2, 3].map(() => postgres(server.pool(name)))];
  const contended = (): number => stores.reduce((sum, one) => sum + one.counters.contended, 0);
  // A round in which nobody met anybody proves nothing: customers are tried until they did.
  for (let account = 1; account <= 30 && contended() === 0; account++) {
    const accepted = await Promise.all(
      Array.from({ length: 32 }, async (_, caller) => {
        const own = stores[caller % 4] as PostgresStore;
        let sum = 0;
        await own.commit({ account, steps: [grant('signup', 100)] });
        for (let i = 0; i < 6; i++) {
          const amount = 1 + ((caller + i) % 5);
          const result = await own.commit({ account, steps: [spend(`${caller}:${i}`, amount)] });
          if (stepOf(result) === 'ok') sum += amount;
        }
        return sum;
      }),
    );
    const total = accepted.reduce((sum, one) => sum + one, 0);
    expect(total).toBeLessThanOrEqual(100);
    expect(total).toBeGreaterThanOrEqual(96);
    expect(await available(store, account)).toBe(100 - total);
    const all = (await store.list(entries, { account }, { limit: 1000, cursor: null })).rows.map(({ row }) => row);
    expect(all.reduce((sum, entry) => sum + entry.amount, 0)).toBe(100 - total);
    expect(all.map((entry) => entry.seq)).toEqual(all.map((_, index) => all.length - index));
  }
  expect(contended()).toBeGreaterThan(0);
});

it('remaining is NULL exactly for the head, whose figure the account has', async () => {
  const { store, pool } = await fresh();
  await store.commit({ account: 1, steps: [grant('a', 10), grant('b', 10, { priority: 10 }), grant('c', 10)] });
  const state = async (): Promise<unknown> =>
    (
      await pool.query(
        `select g.key, g.remaining::int, a.head = g.id as is_head, a.head_left::int from farebox.grants g join farebox.accounts a using (account) order by g.id`,
      )
    ).rows;
  expect(await state()).toMatchObject([
    { remaining: 10, is_head: false },
    { remaining: null, is_head: true, head_left: 10 },
    { remaining: 10 },
  ]);
  await store.commit({ account: 1, steps: [spend('s1', 4)] });
  expect(await state()).toMatchObject([
    { remaining: 10 },
    { remaining: null, is_head: true, head_left: 6 },
    { remaining: 10 },
  ]);
  await store.commit({ account: 1, steps: [spend('s2', 8)] });
  expect(await state()).toMatchObject([
    { remaining: null, is_head: true, head_left: 8 },
    { remaining: 0, is_head: false },
    { remaining: 10 },
  ]);
});

it('D1 D3 connections that are cut in the middle of load: every key answered once, nothing doubled, nobody idle in a transaction', async () => {
  const { store, name } = await fresh();
  const admin = server.pool('postgres');
  await store.commit({ account: 1, steps: [grant('g', 100_000)] });
  let running = true;
  const killer = (async () => {
    while (running) {
      await admin
        .query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = $1`, [name])
        .catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
  })();
  const outcomes: Awaited<ReturnType<typeof store.commit>>[] = [];
  let rounds = 0;
  // A round in which no statement was under way when its connection went proves nothing: rounds go on until one was.
  do {
    const round = rounds++;
    const answers = await Promise.all(
      Array.from({ length: 200 }, async (_, i) => {
        await new Promise((resolve) => setTimeout(resolve, (i % 80) * 20));
        return store.commit({
          account: 1,
          steps: [spend(`s${round}:${i}`, 1)],
          ...(i % 10 === 0
            ? { writes: [{ write: 'insertIfAbsent' as const, family: audit, row: auditRow(1, `r${round}:${i}`) }] }
            : {}),
        });
      }),
    );
    outcomes.push(...answers);
  } while (store.counters.retries === 0 && rounds < 20);
  running = false;
  await killer;
  expect(store.counters.retries).toBeGreaterThan(0);
  // A unit with a record that was committed unseen meets its own row when it is sent again.
  expect(outcomes.every((result) => ['ok', 'replay', 'guardLost'].includes(stepOf(result)))).toBe(true);
  expect(await available(store, 1)).toBe(100_000 - 200 * rounds);
  const idle = await admin.query(
    `select count(*)::int as n from pg_stat_activity where datname = $1 and state like 'idle in transaction%'`,
    [name],
  );
  expect(idle.rows[0]).toEqual({ n: 0 });
});

it('D13 every unique key and hot index of an account’s data starts with the account', async () => {
  const { pool } = await fresh();
  const { rows } = await pool.query<{ table: string; index: string; first: string; unique: boolean }>(
    `select t.relname as "table", i.relname as "index", x.indisunique as "unique", a.attname as first from pg_index x
     join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid join pg_namespace n on n.oid = t.relnamespace
     join pg_attribute a on a.attrelid = i.oid and a.attnum = 1 where n.nspname = 'farebox'`,
  );
  const ofAccounts = new Set(
    (
      await pool.query<{ t: string }>(
        `select table_name as t from information_schema.columns where table_schema = 'farebox' and column_name = 'account'`,
      )
    ).rows.map((row) => row.t),
  );
  const lookups = new Set(['account_keys', 'stripe_customers']);
  const wrong = rows.filter(
    (row) =>
      ofAccounts.has(row.table) &&
      !lookups.has(row.table) &&
      row.first !== 'account' &&
      (row.unique || !row.index.endsWith('_due')),
  );
  expect(wrong).toEqual([]);
});

it('D14 another role runs the app with what migrate() granted, and can neither create nor rewrite history', async () => {
  const { pool, name } = await server.database();
  const appRole = await server.role();
  await postgres(pool, { appRole }).migrate();
  const app = server.pool(name, { user: appRole, password: 'app' });
  const store = postgres(app);
  await store.commit({ account: 1, steps: [grant('g', 10)] });
  expect(await store.commit({ account: 1, steps: [spend('s', 1)] })).toMatchObject({ status: 'ok' });
  await expect(app.query('update farebox.entries set amount = 0')).rejects.toThrow('permission denied');
  await expect(app.query('delete from farebox.entries')).rejects.toThrow('permission denied');
  await expect(app.query('create table farebox.mine (id int)')).rejects.toThrow('permission denied');
});

it('two stores with schemas of their own share one pool', async () => {
  const { pool } = await server.database({ max: 1 });
  const stores = [postgres(pool), postgres(pool, { schema: 'second' })];
  for (const [index, store] of stores.entries()) {
    await store.migrate();
    await store.commit({ account: 1, steps: [grant('g', 10 + index)] });
    await store.commit({ account: 1, steps: [spend('s', 1)] });
  }
  expect(await Promise.all(stores.map((store) => available(store, 1)))).toEqual([9, 10]);
});

it('refuses a database without its tables in a sentence, and works once they are there', async () => {
  const { pool } = await server.database();
  const store = postgres(pool);
  await expect(store.commit({ account: 1, steps: [grant('g', 1)] })).rejects.toThrow(
    'The Farebox tables do not exist yet. Call store.migrate() once',
  );
  await store.migrate();
  expect(await store.commit({ account: 1, steps: [grant('g', 1)] })).toMatchObject({ status: 'ok' });
});
