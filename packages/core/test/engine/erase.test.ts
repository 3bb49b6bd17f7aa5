import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqlite } from '@farebox/sql/sqlite';
import BetterSqlite3 from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { createFarebox, type Farebox, NotSupportedError, silentLogger, StillSubscribedError } from '../../src/index.js';
import { accountKeys, customers, subscriptions } from '../../src/storage/record-families.js';
import { accounts, entries, entryDetails, grants, schedules } from '../../src/storage/ledger-families.js';
import type { Family } from '../../src/storage/family.js';
import type { Store } from '../../src/storage/contract.js';
import { catalog, createEngine, type TestCatalog } from './engine.js';

const folder = mkdtempSync(join(tmpdir(), 'farebox-erase-'));
const files: { readonly close: () => Promise<void> }[] = [];
afterAll(async () => {
  for (const file of files) await file.close();
  rmSync(folder, { recursive: true, force: true });
});
const stores: Readonly<Record<string, () => { readonly farebox: Farebox<TestCatalog>; readonly store: Store<never> }>> =
  {
    memory: () => createEngine(),
    sqlite: () => {
      const store = sqlite(join(folder, `${files.length}.db`));
      files.push(store);
      return { farebox: createFarebox({ catalog, store, logger: silentLogger }) as never, store: store as never };
    },
  };
const PERSONAL = /pia|secret@/;

/** A row whose columns say nothing. */
const blankRow = (family: Family): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(family.columns).map(([column, { type, nullable }]) => [
      column,
      nullable ? null : { text: 'x', integer: 0, instant: 0, json: {}, boolean: false }[type],
    ]),
  );

async function used({ farebox }: { readonly farebox: Farebox<TestCatalog> }): Promise<void> {
  await farebox.tokens.grant('pia', { key: 'gift', amount: 100, actor: 'secret@host', metadata: { for: 'pia' } });
  await farebox.tokens.spend('pia', 'pdp_analyzer', { key: 'a', reference: 'prompt of pia' });
  await farebox.tokens.run('pia', 'pdp_analyzer', { key: 'b', metadata: { note: 'prompt of pia' } }, (run) =>
    run.describe({ reference: 'prompt of pia' }),
  );
  await farebox.tokens.adjust('pia', { key: 'c', amount: -3, reason: 'prompt of pia', actor: 'secret@host' });
  await farebox.tokens.spend('bob', 'pdp_analyzer', { key: 'a', reference: 'prompt of bob' });
}

describe.each(Object.keys(stores))('customers.erase on %s', (name) => {
  const open = stores[name] as (typeof stores)[string];

  it('P17 leaves nothing that names a person and every sum as it was', async () => {
    const world = open();
    const { farebox, store } = world;
    await used(world);
    const key = { connect: '', mode: 'test', kind: 'user', customer: 'pia', tokenType: 'token' } as const;
    const account = (await store.find(accountKeys, key))?.row.account as number;
    const ledger = async (): Promise<unknown> =>
      Promise.all(
        [accounts, entries, grants, schedules].map((family) =>
          store.list(family, { account }, { limit: 100, cursor: null }),
        ),
      );
    const rowsOf = async (): Promise<unknown> =>
      ((await ledger()) as { rows: { row: unknown }[] }[]).map(({ rows }) => rows.map(({ row }) => row));
    const before = await rowsOf();
    expect(await farebox.customers.erase('pia')).toEqual({ erased: true });
    expect(await rowsOf()).toEqual(before);
    const details = (await store.list(entryDetails, { account }, { limit: 100, cursor: null })).rows;
    expect(details.length).toBeGreaterThan(3);
    expect(JSON.stringify(details)).not.toMatch(PERSONAL);
    expect(await store.find(accountKeys, key)).toBeNull();
    expect(await farebox.tokens.verify()).toMatchObject({ ok: true, accounts: 2 });
    expect((await farebox.tokens.history('bob', { kind: 'spend' })).entries).toMatchObject([
      { reference: 'prompt of bob' },
    ]);
  });

  it('answers that there is nobody to erase, again and for a customer never seen; who comes back is new', async () => {
    const world = open();
    await used(world);
    expect(await world.farebox.customers.erase('pia')).toEqual({ erased: true });
    expect(await world.farebox.customers.erase('pia')).toEqual({ erased: false });
    expect(await world.farebox.customers.erase('nobody')).toEqual({ erased: false });
    expect((await world.farebox.tokens.balance('pia')).remainingTokens).toBe(5);
    expect(await world.farebox.tokens.verify()).toMatchObject({ ok: true, accounts: 3 });
  });
});

describe('customers.erase', () => {
  it('leaves no trace of a person anywhere in the file', async () => {
    const path = join(folder, 'trace.db');
    const store = sqlite(path);
    const farebox = createFarebox({ catalog, store, logger: silentLogger });
    await used({ farebox: farebox as never });
    const key = { connect: '', mode: 'test', kind: 'user', customer: 'pia', tokenType: 'token' } as const;
    const account = (await store.find(accountKeys, key))?.row.account as number;
    const contact = { stripeCustomer: 'cus_1', deletedCustomer: null, email: 'secret@x', name: 'pia' };
    await store.insertIfAbsent(customers, { account, ...contact, createdAt: 0, updatedAt: 0 });
    await farebox.customers.erase('pia');
    await store.close();
    const database = new BetterSqlite3(path);
    const tables = database.prepare("select name from sqlite_master where type = 'table'").pluck().all() as string[];
    for (const table of tables)
      expect(JSON.stringify(database.prepare(`select * from "${table}"`).all()), table).not.toMatch(PERSONAL);
    database.close();
  });

  it('P17 refuses while a subscription goes on, and touches nothing then', async () => {
    const engine = createEngine();
    await used(engine);
    const { accounts: known } = await engine.store.scan({ limit: 1, cursor: null });
    const account = known[0] as number;
    const row = { ...blankRow(subscriptions), account, subscription: 'sub_1', plan: 'starter', status: 'past_due' };
    await engine.store.insertIfAbsent(subscriptions, row as never);
    await expect(engine.farebox.customers.erase('pia')).rejects.toThrow(StillSubscribedError);
    expect((await engine.farebox.tokens.history('pia', { kind: 'spend' })).entries).toMatchObject([
      { reference: 'prompt of pia' },
    ]);
    await engine.store.compareAndSet(subscriptions, { ...row, status: 'canceled' } as never, await versionOf());
    expect(await engine.farebox.customers.erase('pia')).toEqual({ erased: true });
    async function versionOf(): Promise<string> {
      return (await engine.store.find(subscriptions, { account, subscription: 'sub_1' }))?.version as string;
    }
  });

  it('finishes after a crash at any write, by the same call', async () => {
    for (let dies = 0; dies < 40; dies += 1) {
      let left = Number.POSITIVE_INFINITY;
      const count = async <T>(write: () => Promise<T>): Promise<T> => {
        left -= 1;
        if (left < 0) throw new Error('killed');
        return write();
      };
      const engine = createEngine({
        wrap: (store) => ({
          ...store,
          compareAndSet: (...given) => count(() => store.compareAndSet(...given)),
          remove: (...given) => count(async () => (await store.remove?.(...given)) ?? false),
        }),
      });
      await used(engine);
      left = dies;
      const died = await engine.farebox.customers.erase('pia').then(
        () => false,
        () => true,
      );
      left = Number.POSITIVE_INFINITY;
      const again = engine.another();
      await again.customers.erase('pia');
      const { accounts: known } = await engine.store.scan({ limit: 10, cursor: null });
      const details = await Promise.all(
        known.map((account) => engine.store.list(entryDetails, { account }, { limit: 100, cursor: null })),
      );
      expect(JSON.stringify(details)).not.toMatch(/pia|secret@/);
      if (!died) return;
    }
    throw new Error('It never finished.');
  });

  it('says so where a store has no way to remove a row', async () => {
    const { farebox } = createEngine({ wrap: ({ remove: _remove, ...store }) => store });
    await farebox.tokens.balance('pia');
    await expect(farebox.customers.erase('pia')).rejects.toThrow(NotSupportedError);
  });
});
