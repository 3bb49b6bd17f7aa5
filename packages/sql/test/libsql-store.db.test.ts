import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, type Config, createClient } from '@libsql/client';
import { audit, entries, ledgerFamilies, runs, subscriptions } from '@farebox/core/store';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sampleRow } from '../../testing/src/conformance/sample-row.js';
import { loadText } from '../src/sqlite/remote/load-account.js';
import { libsql, type LibsqlStore } from '../src/sqlite/remote/libsql/index.js';
import { ledgerTables } from '../src/schema/ledger-tables.js';
import { sqliteNames } from '../src/sqlite/shared/dialect.js';
import { tableCache } from '../src/schema/table.js';

let folder: string;
let url: string;
let files = 0;
const clients: Client[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'farebox-libsql-store-'));
});
beforeEach(() => {
  url = `file:${join(folder, `app-${(files += 1)}.db`)}`;
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function open(config: Partial<Config> = {}): Client {
  const client = createClient({ url, ...config });
  clients.push(client);
  return client;
}
const ACCOUNT = 7;
/** The most that one step may move. */
const MOST = 2 ** 50 - 1;
const grant = (store: Pick<LibsqlStore, 'commit'>, amount: number, key = 'grant') =>
  store.commit({ account: ACCOUNT, steps: [{ key, command: { do: 'grant', amount } }] });
const spend = (store: Pick<LibsqlStore, 'commit'>, amount: number, key: string) =>
  store.commit({ account: ACCOUNT, steps: [{ key, command: { do: 'spend', amount } }] });
const available = async (store: Pick<LibsqlStore, 'read'>): Promise<number | undefined> =>
  (await store.read(ACCOUNT)).slice.account?.available;

describe('farebox.with(tx) on libSQL', () => {
  it('L8 writes with the host’s rows or not at all', async () => {
    const client = open();
    const store = libsql(client);
    await grant(store, 10);
    await client.execute('create table orders (id integer primary key)');
    const kept = await client.transaction('write');
    await kept.execute('insert into orders values (1)');
    expect((await spend(store.with(kept), 4, 'kept')).status).toBe('ok');
    await kept.commit();
    const undone = await client.transaction('write');
    await undone.execute('insert into orders values (2)');
    expect((await spend(store.with(undone), 5, 'undone')).status).toBe('ok');
    await undone.rollback();
    expect(await available(store)).toBe(6);
    expect((await client.execute('select id from orders')).rows.map((row) => row['id'])).toEqual([1]);
  });

  it('leaves the transaction usable after a unit that lost its guard, with nothing of that unit in it', async () => {
    const client = open();
    const store = libsql(client);
    await grant(store, 10);
    const id = { account: ACCOUNT, key: 'work' };
    await store.insertIfAbsent(runs, sampleRow(runs, id) as never);
    const tx = await client.transaction('write');
    const joined = store.with(tx);
    const refused = await joined.commit({
      account: ACCOUNT,
      steps: [{ key: 'lost', command: { do: 'spend', amount: 3 } }],
      writes: [{ write: 'insertIfAbsent', family: runs, row: sampleRow(runs, id) }],
    });
    expect(refused).toMatchObject({ status: 'refused', at: 0, why: 'guardLost' });
    // Two at a time on one connection: their savepoints must not interleave.
    const both = await Promise.all([spend(joined, 1, 'a'), spend(joined, 2, 'b')]);
    expect(both.map(({ status }) => status)).toEqual(['ok', 'ok']);
    await tx.commit();
    expect(await available(store)).toBe(7);
  });

  it('refuses a transaction that is over in a sentence', async () => {
    const client = open();
    const store = libsql(client);
    await store.migrate();
    const tx = await client.transaction('write');
    await tx.commit();
    expect(() => store.with(tx)).toThrow('still open; this one is closed');
  });
});

describe('a libSQL file that others use', () => {
  it('D8 waits while another connection writes, without stopping the event loop, and says busy only after its time', async () => {
    const store = libsql(open());
    await grant(store, 10);
    const holder = await open().transaction('write');
    await holder.execute('create table held (id integer)');
    let turns = 0;
    const ticking = setInterval(() => (turns += 1), 10);
    const waiting = spend(store, 3, 'waits');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(turns).toBeGreaterThan(5);
    await holder.commit();
    expect((await waiting).status).toBe('ok');
    clearInterval(ticking);
    const again = await open().transaction('write');
    await expect(spend(libsql(open(), { busyTimeoutMs: 100 }), 1, 'late')).rejects.toMatchObject({
      code: 'SQLITE_BUSY',
    });
    await again.rollback();
    expect(await available(store)).toBe(7);
  });

  it('makes its tables once when four start at the same time, beside tables of the host with the same words', async () => {
    const host = open();
    for (const name of ['accounts', 'customers', 'subscriptions'])
      await host.execute(`create table ${name} (mine text)`);
    const stores = Array.from({ length: 4 }, () => libsql(open()));
    await Promise.all(stores.map((store) => store.migrate()));
    expect((await grant(stores[3] as LibsqlStore, 5)).status).toBe('ok');
    expect((await host.execute('select version from farebox_schema')).rows).toHaveLength(1);
    expect((await host.execute('select * from accounts')).columns).toEqual(['mine']);
    expect((await host.execute('pragma journal_mode')).rows[0]?.['journal_mode']).toBe('wal');
  });

  it('refuses tables that a newer Farebox has changed', async () => {
    const client = open();
    await libsql(client).migrate();
    await client.execute('update farebox_schema set version = 9, oldest_reader = 8');
    await expect(grant(libsql(client), 1)).rejects.toThrow('can only be read by version 8 or newer');
  });
});

describe('what a libSQL client may be set to', () => {
  it.each(['number', 'bigint', 'string'] as const)(
    'L22 reads large amounts exactly with intMode %s',
    async (intMode) => {
      const store = libsql(open({ intMode }));
      await grant(store, MOST);
      expect(await spend(store, 1, 's')).toMatchObject({ account: { available: MOST - 1 } });
      const row = sampleRow(subscriptions, {
        account: ACCOUNT,
        subscription: 'sub',
        cancelAtPeriodEnd: true,
        amount: 5,
      });
      const inserted = await store.insertIfAbsent(subscriptions, row as never);
      expect(inserted).toEqual({ inserted: true, version: '1' });
      expect(await store.find(subscriptions, { account: ACCOUNT, subscription: 'sub' })).toEqual({ row, version: '1' });
      expect((await store.scan({ limit: 5, cursor: null })).accounts).toEqual([ACCOUNT]);
      const page = await store.list(entries, { account: ACCOUNT }, { limit: 1, cursor: null });
      expect(page.rows[0]?.row.availableAfter).toBe(MOST - 1);
    },
  );

  it('waits in memory, where there is one connection, while a transaction of the host has it', async () => {
    const client = open({ url: ':memory:' });
    const store = libsql(client);
    await grant(store, 5);
    const tx = await client.transaction('write');
    const waiting = spend(store, 2, 'waits');
    await new Promise((resolve) => setTimeout(resolve, 50));
    await tx.commit();
    expect((await waiting).status).toBe('ok');
    expect(await available(store)).toBe(3);
  });
});

describe('statements', () => {
  it('lists by more values than one statement may bind', async () => {
    const store = libsql(open());
    for (const id of ['a', 'b', 'c'])
      await store.insertIfAbsent(audit, sampleRow(audit, { account: ACCOUNT, id, at: 1 }) as never);
    const ids = [...Array.from({ length: 300 }, (_, index) => `none-${index}`), 'a', 'c'];
    const options = { limit: 1, where: { id: ids }, range: { column: 'at', from: 0, to: 2 } } as const;
    const first = await store.list(audit, { account: ACCOUNT }, { ...options, cursor: null });
    const second = await store.list(audit, { account: ACCOUNT }, { ...options, cursor: first.cursor });
    expect([first, second].flatMap(({ rows }) => rows.map(({ row }) => row.id))).toEqual(['a', 'c']);
    expect(second.cursor).toBeNull();
  });

  it('loads an account by indexes alone: a million entries cost what a thousand do', async () => {
    const client = open();
    await libsql(client).migrate();
    const names = sqliteNames('farebox_');
    const text = loadText(ledgerTables(tableCache(ledgerFamilies, names.table)), names);
    const plan = await client.execute({
      sql: `explain query plan ${text}`,
      args: [1, null, '["k"]', '["k"]', '["r"]'],
    });
    const steps = plan.rows.map((row) => String(row['detail']));
    const searches = steps.filter((step) => /^(SCAN|SEARCH) [aeguxn] /.test(step));
    expect(searches.length).toBeGreaterThan(10);
    expect(searches.filter((step) => step.startsWith('SCAN'))).toEqual([]);
    // By the account alone would be a walk through its whole history; only its few schedules and the live grants' own index are read so.
    const byAccount = searches.filter((step) => step.endsWith('(account=?)'));
    expect(byAccount.filter((step) => !/^SEARCH a |grants_live/.test(step))).toHaveLength(2);
  });
});
