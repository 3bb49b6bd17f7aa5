import { archiveLedger, type Step, type Store, verifyLedger } from '@farebox/core/store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { postgres } from '../src/postgres/index.js';
import { type PostgresServer, startPostgres } from './postgres-server.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 5);
const spend = (key: string): Step => ({ key, command: { do: 'spend', amount: 1 } });
const grant: Step = { key: 'g', command: { do: 'grant', amount: 1000 } };

it('L13 the fast statement leaves a key that lies in the archive to its replay, however free it looks', async () => {
  const { pool } = await server.database();
  const store = postgres(pool);
  await store.migrate();
  await store.commit({ account: 1, steps: [grant], now: START });
  const first = await store.commit({ account: 1, steps: [spend('old')], now: START });
  expect(await archiveLedger(store, { before: START + DAY })).toEqual({ accounts: 1, entries: 2 });
  const now = START + 40 * DAY;
  const { fast } = store.counters;
  const answers = await Promise.all(
    ['old', ...Array.from({ length: 20 }, (_, index) => `new-${index}`)].map((key) =>
      store.commit({ account: 1, steps: [spend(key)], now }),
    ),
  );
  expect(store.counters.fast).toBe(fast + 20);
  expect(answers[0]).toMatchObject({
    steps: [{ status: 'replay', first: first.status === 'ok' ? first.steps[0] : null }],
  });
  expect(await store.commit({ account: 1, steps: [grant], now })).toMatchObject({ steps: [{ status: 'replay' }] });
  expect((await store.read(1, undefined, now)).slice.account?.available).toBe(979);
  expect((await verifyLedger(store, { now, sinceCheckpoint: true })).faulty).toEqual([]);
});

it('D14 archiving shuts out versions that would not look there, and a later migration does not let them in again', async () => {
  const { pool } = await server.database();
  const store = postgres(pool);
  await store.migrate();
  const readers = async (): Promise<unknown> =>
    (await pool.query('select oldest_reader from farebox.schema_version')).rows;
  await store.commit({ account: 1, steps: [grant], now: START });
  expect(await readers()).toEqual([{ oldest_reader: 1 }]);
  await archiveLedger(store, { before: START + DAY });
  expect(await readers()).toEqual([{ oldest_reader: 2 }]);
  await store.migrate();
  expect(await readers()).toEqual([{ oldest_reader: 2 }]);
});

it('the app’s role may not archive, and goes on over what the owner has archived: replays, refunds, blanking', async () => {
  const { pool, name } = await server.database();
  const appRole = await server.role();
  const owner = postgres(pool, { appRole });
  await owner.migrate();
  const app = postgres(server.pool(name, { user: appRole, password: 'app' }));
  await app.commit({ account: 1, steps: [grant], now: START });
  await app.commit({ account: 1, steps: [{ ...spend('s'), reference: 'ann' }], now: START });
  await expect(archiveLedger(app as unknown as Store, { before: START + DAY })).rejects.toThrow('permission denied');
  expect((await archiveLedger(owner, { before: START + DAY })).entries).toBe(2);
  const now = START + 9 * DAY;
  expect(await app.commit({ account: 1, steps: [spend('s')], now })).toMatchObject({ steps: [{ status: 'replay' }] });
  expect(
    await app.commit({ account: 1, steps: [{ key: 'r', command: { do: 'refund', of: 's', amount: 1 } }], now }),
  ).toMatchObject({ status: 'ok' });
  expect((await verifyLedger(app, { now })).faulty).toEqual([]);
});
