import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audit, entries, inbox, type RowOf, stripeCustomers } from '@farebox/core/store';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SqliteStore, sqlite } from '../src/sqlite/local/index.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'farebox-sqlite-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const file = (): string => join(folder, 'app.db');

const grant = (key: string, amount: number) => ({ key, command: { do: 'grant', amount } }) as const;
const spend = (key: string, amount: number) => ({ key, command: { do: 'spend', amount } }) as const;
const auditRow = (account: number, id: string): RowOf<typeof audit> => ({
  account,
  id,
  at: 1,
  action: 'test',
  actor: null,
  subject: null,
  details: { a: [1, null] },
});
const customer = (stripeCustomer: string, account: number): RowOf<typeof stripeCustomers> => ({
  mode: 'test',
  stripeCustomer,
  account,
  createdAt: 1,
});

const libraries: readonly [string, (path: string) => SqliteStore][] = [
  ['better-sqlite3, by path', (path) => sqlite(path)],
  ['better-sqlite3, the host’s own connection', (path) => sqlite(new Database(path))],
  ['node:sqlite, the host’s own connection', (path) => sqlite(new DatabaseSync(path))],
];
describe.each(libraries)('%s', (_, open) => {
  it('grants, spends, replays and refuses', async () => {
    const store = open(file());
    expect(await store.commit({ account: 1, steps: [grant('g', 10)] })).toMatchObject({
      status: 'ok',
      account: { available: 10 },
    });
    expect(await store.commit({ account: 1, steps: [spend('s', 4)] })).toMatchObject({
      status: 'ok',
      steps: [{ status: 'ok', available: 6 }],
    });
    expect(await store.commit({ account: 1, steps: [spend('s', 4)] })).toMatchObject({
      status: 'ok',
      steps: [{ status: 'replay', first: { available: 6 } }],
    });
    expect(await store.commit({ account: 1, steps: [spend('s', 5)] })).toMatchObject({
      status: 'refused',
      why: { status: 'conflict' },
    });
    expect(await store.commit({ account: 1, steps: [spend('s2', 7)] })).toMatchObject({
      status: 'refused',
      why: { status: 'insufficient', available: 6 },
    });
    const { slice } = await store.read(1);
    expect(slice).toMatchObject({ account: { available: 6, seq: 2 }, grants: [{ remaining: 6 }] });
    await store.close();
  });

  it('a bad unit among a hundred coalesced ones harms none of the others', async () => {
    const store = open(file());
    await store.commit({ account: 1, steps: [grant('g', 1000)] });
    const units = Array.from({ length: 100 }, (_, i) =>
      store.commit({ account: 1, steps: [spend(`s${i}`, i === 50 ? -5 : 1)] }),
    );
    const settled = await Promise.allSettled(units);
    expect(settled.filter((one) => one.status === 'rejected')).toHaveLength(1);
    expect((await store.read(1)).slice.account?.available).toBe(1000 - 99);
    await store.close();
  });

  it('a lost guard leaves no grant, a declined step leaves no record', async () => {
    const store = open(file());
    const write = { write: 'insertIfAbsent', family: audit, row: auditRow(1, 'a') } as const;
    expect(await store.commit({ account: 1, steps: [grant('g', 5)], writes: [write] })).toMatchObject({ status: 'ok' });
    expect(await store.commit({ account: 1, steps: [grant('g2', 5)], writes: [write] })).toMatchObject({
      status: 'refused',
      at: 0,
      why: 'guardLost',
    });
    expect((await store.read(1)).slice.account).toMatchObject({ available: 5, revision: 1 });
    expect(
      await store.commit({ account: 1, steps: [spend('s', 50)], writes: [{ ...write, row: auditRow(1, 'b') }] }),
    ).toMatchObject({ status: 'refused', why: { status: 'insufficient' } });
    expect(await store.find(audit, { account: 1, id: 'b' })).toBeNull();
    expect(await store.commit({ account: 1, steps: [], writes: [{ ...write, row: auditRow(1, 'c') }] })).toMatchObject({
      status: 'ok',
      account: { revision: 2 },
    });
    await store.close();
  });

  it('serves records: insert, compare and set, list, claim', async () => {
    const store = open(file());
    expect(await store.insertIfAbsent(stripeCustomers, customer('cus_1', 7))).toEqual({ inserted: true, version: '1' });
    expect(await store.insertIfAbsent(stripeCustomers, customer('cus_1', 8))).toEqual({
      inserted: false,
      existing: { row: customer('cus_1', 7), version: '1' },
    });
    expect(await store.compareAndSet(stripeCustomers, customer('cus_1', 9), '1')).toBe('2');
    expect(await store.compareAndSet(stripeCustomers, customer('cus_1', 10), '1')).toBeNull();
    const event = (id: string, receivedAt: number, due: number | null): RowOf<typeof inbox> => ({
      mode: 'test',
      event: id,
      type: 't',
      objectType: 'o',
      object: 'x',
      subscription: null,
      stripeCustomer: null,
      apiVersion: null,
      connectAccount: null,
      receivedAt,
      attempts: 0,
      due,
      status: 'pending',
      error: null,
      finishedAt: null,
    });
    for (let i = 0; i < 5; i++)
      await store.insertIfAbsent(inbox, event(`e${i}`, 10 + (i >> 1), i === 4 ? null : 100 - i));
    const first = await store.list(inbox, { mode: 'test' }, { limit: 2, cursor: null });
    expect(first.rows.map(({ row }) => row.event)).toEqual(['e4', 'e2']);
    const rest = await store.list(inbox, { mode: 'test' }, { limit: 10, cursor: first.cursor });
    expect(rest.rows.map(({ row }) => row.event)).toEqual(['e3', 'e0', 'e1']);
    expect(rest.cursor).toBeNull();
    expect(
      (
        await store.list(
          inbox,
          { mode: 'test' },
          {
            limit: 10,
            cursor: null,
            where: { status: ['done', 'pending'] },
            range: { column: 'receivedAt', from: 11, to: 12 },
          },
        )
      ).rows,
    ).toHaveLength(2);
    const claimed = await store.claimWithLease(inbox, { limit: 3, leaseSeconds: 30, now: 99 });
    expect(claimed.map(({ row }) => [row.event, row.due])).toEqual([
      ['e3', 30_099],
      ['e2', 30_099],
      ['e1', 30_099],
    ]);
    expect(
      await store.compareAndSet(inbox, { ...event('e3', 11, null), status: 'done' }, claimed[0]?.version ?? ''),
    ).not.toBeNull();
    expect(await store.claimWithLease(inbox, { limit: 3, leaseSeconds: 30, now: 99 })).toEqual([]);
    await store.commit({ account: 5, steps: [grant('g', 5), spend('a', 1), spend('b', 1)] });
    expect(
      (await store.list(entries, { account: 5 }, { limit: 2, cursor: null })).rows.map(({ row }) => row.key),
    ).toEqual(['b', 'a']);
    expect(await store.scan({ limit: 5, cursor: null })).toEqual({ accounts: [5], cursor: null });
    await store.close();
  });
});

it('stands in the host’s file beside the host’s own tables of the same names, and keeps what it stored', async () => {
  const host = new Database(file());
  host.exec(
    'create table accounts (id integer primary key, owner text); insert into accounts values (1, $$); create table customers (id); create table subscriptions (id)'.replace(
      '$$',
      "'Ada'",
    ),
  );
  const store = sqlite(host);
  await store.commit({ account: 1, steps: [grant('g', 3)] });
  expect(host.prepare('select available from farebox_accounts').get()).toEqual({ available: 3 });
  expect(host.prepare('select owner from accounts').get()).toEqual({ owner: 'Ada' });
  await store.close();
  expect(host.open).toBe(true);
  const again = sqlite(file());
  expect((await again.read(1)).slice.account?.available).toBe(3);
  await again.close();
  host.close();
});

it('D14 refuses tables that only a newer Farebox may read, in a sentence', async () => {
  await sqlite(file()).migrate();
  const host = new Database(file());
  host.exec('update farebox_schema set version = 7, oldest_reader = 6');
  host.close();
  await expect(sqlite(file()).scan({ limit: 1, cursor: null })).rejects.toThrow(
    'can only be read by version 6 or newer',
  );
});

describe('with(database)', () => {
  it('takes part in the caller’s transaction: rolled back with it, committed with it', async () => {
    const host = new Database(file());
    const store = sqlite(file());
    await store.commit({ account: 1, steps: [grant('g', 10)] });
    host.exec('begin immediate');
    expect(await store.with(host).commit({ account: 1, steps: [spend('s', 4)] })).toMatchObject({
      status: 'ok',
      account: { available: 6 },
    });
    host.exec('rollback');
    expect((await store.read(1)).slice.account?.available).toBe(10);
    host.exec('begin immediate');
    await store.with(host).commit({ account: 1, steps: [spend('s', 4)] });
    host.exec('commit');
    expect((await store.read(1)).slice.account?.available).toBe(6);
    await expect(store.with(host).commit({ account: 1, steps: [spend('t', 1)] })).rejects.toThrow(
      'needs a transaction that you have begun',
    );
    host.close();
    await store.close();
  });
});
