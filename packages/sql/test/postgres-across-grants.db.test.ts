import {
  type AccountRow,
  entries,
  grants,
  type Step,
  type Store,
  type UnitResult,
  verifyLedger,
} from '@farebox/core/store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRandom } from '../../testing/src/random.js';
import { type PostgresStore, postgres } from '../src/postgres/index.js';
import { type PostgresServer, startPostgres } from './postgres-server.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

const grant = (key: string, amount: number, more: object = {}): Step => ({
  key,
  command: { do: 'grant', amount, ...more },
});
const spend = (key: string, amount: number): Step => ({ key, command: { do: 'spend', amount } });
const hold = (key: string, amount: number): Step => ({ key, command: { do: 'hold', amount, ttlSeconds: 600 } });

async function fresh(fastPath = true): Promise<{ store: PostgresStore; name: string }> {
  const { pool, name } = await server.database();
  const store = postgres(pool, { fastPath });
  await store.migrate();
  return { store, name };
}
const commit = (store: PostgresStore, step: Step, now?: number): Promise<UnitResult> =>
  store.commit({ account: 1, steps: [step], now });
/** All at once: they queue up behind the first and go as one batch, in this order. */
const together = (store: PostgresStore, steps: readonly Step[], now?: number): Promise<readonly UnitResult[]> =>
  Promise.all(steps.map((step) => commit(store, step, now)));
const statusOf = (result: UnitResult): string =>
  result.status === 'ok'
    ? (result.steps[0]?.status ?? '')
    : result.why === 'guardLost'
      ? 'guardLost'
      : result.why.status;
const accountOf = async (store: PostgresStore, now?: number): Promise<AccountRow> =>
  (await store.read(1, undefined, now)).slice.account as AccountRow;

const faultsOf = async (store: PostgresStore, now?: number): Promise<unknown> =>
  (await verifyLedger(store as unknown as Store, { now })).faulty;

/** The rows of the account, whichever way they came about. */
async function rowsOf(store: PostgresStore): Promise<unknown> {
  const all = async (family: typeof entries | typeof grants): Promise<unknown[]> => {
    const rows: unknown[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof store.list<typeof family>>> = await store.list(
        family,
        { account: 1 },
        { limit: 1000, cursor },
      );
      rows.push(...page.rows.map(({ row }) => row));
      cursor = page.cursor;
    } while (cursor !== null);
    return rows;
  };
  const { available, held, seq } = await accountOf(store);
  return { available, held, seq, grants: await all(grants), entries: await all(entries) };
}

it('200 spends over twelve grants and more are answered by the fast statement, with the rows and answers of decide', async () => {
  const now = Date.UTC(2026, 5, 1);
  const rows: unknown[] = [];
  const answers: unknown[] = [];
  for (const fastPath of [true, false]) {
    const { store } = await fresh(fastPath);
    for (let i = 0; i < 30; i++)
      await commit(
        store,
        grant(`g${i}`, 5 + (i % 7) * 5, { category: i % 2 ? 'paid' : 'promo', priority: 50 - (i % 3) }),
        now,
      );
    const before = store.counters.fast;
    const results = await together(
      store,
      Array.from({ length: 200 }, (_, i) => (i % 5 === 4 ? hold : spend)(`s${i}`, 1 + (i % 4))),
      now + 1000,
    );
    expect(results.every((result) => statusOf(result) === 'ok')).toBe(true);
    expect(store.counters.fast - before).toBe(fastPath ? 200 : 0);
    // A hold that lies on two grants, and all others, end as if one had never been past `decide`.
    for (let i = 0; i < 40; i++) {
      const of = `s${i * 5 + 4}`;
      const end: Step =
        i % 2
          ? { key: `e${i}`, command: { do: 'release', hold: of } }
          : { key: `e${i}`, command: { do: 'capture', hold: of, amount: 1 } };
      expect(statusOf(await commit(store, end, now + 2000))).toBe('ok');
    }
    const again = await together(
      store,
      Array.from({ length: 200 }, (_, i) => (i % 5 === 4 ? hold : spend)(`s${i}`, 1 + (i % 4))),
      now + 3000,
    );
    expect(new Set(again.map(statusOf))).toEqual(new Set(['replay']));
    answers.push(
      results.map((result) => result.status === 'ok' && result.steps),
      again.map((result) => result.status === 'ok' && result.steps),
    );
    expect(await faultsOf(store, now + 3000)).toEqual([]);
    rows.push(await rowsOf(store));
  }
  expect(rows[0]).toEqual(rows[1]);
  expect(answers[0]).toEqual(answers[2]);
  expect(answers[1]).toEqual(answers[3]);
});

it('a grant used up to its last token stays the head, and the next spend goes on behind it, past decide', async () => {
  const { store } = await fresh();
  for (const key of ['a', 'b', 'c']) await commit(store, grant(key, 10));
  const before = store.counters.fast;
  expect(await commit(store, spend('exactly', 20))).toMatchObject({
    status: 'ok',
    account: { available: 10, fastLeft: 10 },
  });
  expect(await commit(store, spend('next', 4))).toMatchObject({ status: 'ok', account: { available: 6 } });
  expect(await commit(store, grant('d', 5))).toMatchObject({ status: 'ok', account: { available: 11 } });
  expect(await commit(store, spend('all', 11))).toMatchObject({ status: 'ok', account: { available: 0 } });
  expect(store.counters.fast - before).toBe(3);
  expect(statusOf(await commit(store, spend('more', 1)))).toBe('insufficient');
  expect(await faultsOf(store)).toEqual([]);
});

it('a grant that another transaction took away between the snapshot and the lock is not spent', async () => {
  const { store, name } = await fresh();
  const pool = server.pool(name);
  const app = await server.role();
  for (let i = 0; i < 10; i++) await commit(store, grant(`g${i}`, 10, { reference: `charge${i}` }));
  // The lookup of a key sleeps: the snapshot is taken by then, the account's lock is not.
  await pool.query(`
    create function farebox.pause(key text) returns boolean language plpgsql as $$ begin if key like 'slow%' then perform pg_sleep(1.5); end if; return true; end $$;
    grant usage on schema farebox to ${app}; grant all on all tables in schema farebox to ${app};
    alter table farebox.entries enable row level security;
    create policy slowly on farebox.entries for select using (case when "key" = 'first' then farebox.pause('slow') else true end);
    create policy freely on farebox.entries for insert with check (true)`);
  // Its lookup of 'first' meets the row that makes the policy pause, which is why that key comes along.
  await commit(store, spend('first', 1));
  const slow = postgres(server.pool(name, { user: app, password: 'app' }));
  await slow.read(2);
  const delayed = Promise.all([
    slow.commit({ account: 1, steps: [spend('first', 1)] }),
    slow.commit({ account: 1, steps: [spend('behind', 35)] }),
  ]);
  await new Promise((resolve) => setTimeout(resolve, 500));
  // The head stays what it was: only the revision tells that the grants behind it are others now.
  const clawback: Step = { key: 'between', command: { do: 'clawback', reference: 'charge1', total: 10 } };
  expect(await commit(store, clawback)).toMatchObject({ status: 'ok', account: { available: 89 } });
  const [replayed, behind] = await delayed;
  expect(statusOf(replayed)).toBe('replay');
  expect(behind).toMatchObject({ status: 'ok', steps: [{ available: 54 }] });
  // Only the head is known for certain then, so it was decided; nothing else would have come this way.
  expect(slow.counters.fast).toBe(0);
  expect(await faultsOf(store)).toEqual([]);
});

it('a low balance behind some grants is told once, by the spend that crosses it', async () => {
  const { store } = await fresh();
  await commit(store, { key: 'levels', command: { do: 'configure', lowBalance: [50, 20] } });
  for (let i = 0; i < 10; i++) await commit(store, grant(`g${i}`, 10));
  const before = store.counters.fast;
  const told: unknown[] = [];
  for (let batch = 0; batch < 5; batch++) {
    const results = await together(
      store,
      Array.from({ length: 19 }, (_, i) => spend(`s${batch}:${i}`, 1)),
    );
    for (const result of results)
      if (result.status === 'ok' && result.steps[0]?.status === 'ok' && result.steps[0].crossed)
        told.push([result.steps[0].available, result.steps[0].crossed]);
  }
  expect(told).toEqual([
    [50, [50]],
    [20, [20]],
  ]);
  expect(store.counters.fast).toBeGreaterThan(before);
  expect(await accountOf(store)).toMatchObject({ available: 5 });
});

it('a member’s cap and a debt keep everything on the way of decide', async () => {
  const { store } = await fresh();
  for (let i = 0; i < 4; i++) await commit(store, grant(`g${i}`, 10));
  await commit(store, {
    key: 'cap',
    command: { do: 'configure', memberCap: { member: 'ann', limit: 25, every: 'month' } },
  });
  const capped = await together(
    store,
    Array.from({ length: 30 }, (_, i) => ({ ...spend(`s${i}`, 1), member: 'ann' })),
  );
  expect(capped.map(statusOf)).toEqual([...Array<string>(25).fill('ok'), ...Array<string>(5).fill('memberCap')]);
  await commit(store, {
    key: 'uncap',
    command: { do: 'configure', memberCap: { member: 'ann', limit: null, every: 'month' } },
  });
  await commit(store, { key: 'owe', command: { do: 'spend', amount: 20, overage: 'debt' } });
  expect(await accountOf(store)).toMatchObject({ available: 0, debt: 5, fastLeft: 0, head: null });
  await commit(store, grant('pays', 8));
  expect(await together(store, [spend('t1', 2), spend('t2', 1), spend('t3', 1)])).toMatchObject([
    { status: 'ok', steps: [{ available: 1 }] },
    { status: 'ok', steps: [{ available: 0 }] },
    { status: 'refused' },
  ]);
  expect(await faultsOf(store)).toEqual([]);
});

it('grants that wait, and grants that expire in the middle of a queue, are never part of a batch', async () => {
  const { store } = await fresh();
  const now = Date.UTC(2026, 5, 1);
  for (let i = 0; i < 12; i++)
    await commit(
      store,
      grant(
        `g${i}`,
        10,
        i % 3 === 0 ? { expiresAt: now + 60_000 } : i % 3 === 1 ? { startsAt: now + 120_000, priority: 10 } : {},
      ),
      now,
    );
  expect(
    await together(
      store,
      Array.from({ length: 25 }, (_, i) => spend(`early${i}`, 1)),
      now + 1000,
    ),
  ).toHaveLength(25);
  expect(store.counters.fast).toBe(25);
  // 15 of the expiring ones are left and end; the waiting ones have not started.
  await together(
    store,
    Array.from({ length: 9 }, (_, i) => spend(`later${i}`, 1)),
    now + 61_000,
  );
  expect(await accountOf(store, now + 61_000)).toMatchObject({ available: 31 });
  const late = await together(
    store,
    Array.from({ length: 80 }, (_, i) => spend(`late${i}`, 1)),
    now + 121_000,
  );
  expect(late.filter((result) => statusOf(result) === 'ok')).toHaveLength(71);
  expect(await faultsOf(store, now + 121_000)).toEqual([]);
});

const SEED = Number(process.env['FAREBOX_SEED'] ?? 20_261_125);
it(`L26 four processes race on one account over the ends of its grants, while grants come (seed ${SEED})`, async () => {
  const { store, name } = await fresh();
  const stores = [store, ...[1, 2, 3].map(() => postgres(server.pool(name)))];
  const random = createRandom(SEED);
  let granted = 0;
  const more = async (key: string): Promise<void> => {
    const amount = random.between(20, 60);
    granted += amount;
    await commit(
      stores[random.between(0, 3)] as PostgresStore,
      grant(key, amount, { priority: random.between(49, 51) }),
    );
  };
  for (let i = 0; i < 100; i++) await more(`g${i}`);
  let spent = 0;
  let serial = 0;
  for (let round = 0; round < 12; round++) {
    await Promise.all([
      ...stores.flatMap((one) =>
        Array.from({ length: 24 }, async () => {
          const key = `k${serial++}`;
          const amount = random.between(1, 6);
          const asHold = random.chance(0.3);
          const isUsed = random.chance(0.5);
          if (statusOf(await commit(one, asHold ? hold(key, amount) : spend(key, amount))) !== 'ok') return;
          if (!asHold) spent += amount;
          else if (isUsed) {
            const ended = await commit(one, {
              key: `c${key}`,
              command: { do: 'capture', hold: key, amount: amount - 1 },
            });
            expect(statusOf(ended)).toBe('ok');
            spent += amount - 1;
          } else
            expect(statusOf(await commit(one, { key: `r${key}`, command: { do: 'release', hold: key } }))).toBe('ok');
        }),
      ),
      more(`r${round}`),
    ]);
  }
  expect(await accountOf(store)).toMatchObject({ available: granted - spent, held: 0 });
  expect(await faultsOf(store)).toEqual([]);
  expect(stores.reduce((sum, one) => sum + one.counters.fast, 0)).toBeGreaterThan(300);
  expect(stores.reduce((sum, one) => sum + one.counters.contended, 0)).toBeGreaterThan(0);
});
