import { fileURLToPath } from 'node:url';
import { audit, type Store } from '@farebox/core/store';
import { describeStore } from '@farebox/testing';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleRow } from '../../testing/src/conformance/sample-row.js';
import { kitLength, kitSeed } from '../../testing/test/kit-length.js';
import { d1, d1Migration, type D1Store } from '../src/sqlite/remote/d1/index.js';

let miniflare: Miniflare;
beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('d1-worker.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2023',
    conditions: ['@farebox/source', 'workerd'],
  });
  const [bundle] = outputFiles as [(typeof outputFiles)[number]];
  miniflare = new Miniflare({
    modules: true,
    script: bundle.text,
    d1Databases: ['DB', 'WRANGLER', 'RACE'],
    host: '127.0.0.1',
  });
  await miniflare.ready;
});
afterAll(() => miniflare.dispose());

/** The kit is listed here and runs there: store, kit and database are all in workerd, as they are in production. */
describeStore({
  name: 'D1 in workerd',
  runner: {
    describe,
    it: (title) =>
      it(title, async () => {
        const response = await miniflare.dispatchFetch('http://worker/', {
          method: 'POST',
          body: JSON.stringify({ title, length: kitLength, seed: kitSeed }),
        });
        expect(await response.text()).toBe('');
      }),
    afterAll: () => undefined,
  },
  length: kitLength,
  seed: kitSeed,
  create: () => Promise.reject(new Error('The store is made in the worker.')),
});

describe('tables in D1', () => {
  const spend = (store: Store) =>
    store.commit({
      account: 1,
      steps: [
        { key: 'g', command: { do: 'grant', amount: 3 } },
        { key: 's', command: { do: 'spend', amount: 1 } },
      ],
    });

  it('come from the text for Wrangler as from migrate(), and refuse a second step from the same version', async () => {
    const database = await miniflare.getD1Database('WRANGLER');
    const statements = d1Migration({ prefix: 'fb_' })
      .split(/;\n+/)
      .filter((text) => text.trim() !== '');
    const apply = () => database.batch(statements.map((text) => database.prepare(text)));
    await apply();
    await expect(apply()).rejects.toThrow('UNIQUE constraint failed: fb_schema.id');
    expect((await spend(d1(database, { prefix: 'fb_' }))).status).toBe('ok');
    const names = await database.prepare(`select name from sqlite_master where name like 'farebox%'`).raw();
    expect(names).toEqual([]);
  });

  it('are made once when three isolates start at the same time, and answer lists of more values than D1 binds', async () => {
    const database = await miniflare.getD1Database('RACE');
    // Stores of one binding share what they know of the tables; isolates do not.
    const isolate = (): typeof database => new Proxy(database, {});
    const stores = [isolate(), isolate(), isolate()].map((binding) => d1(binding));
    await Promise.all(stores.map((store) => store.migrate()));
    const [store] = stores as [D1Store, ...D1Store[]];
    expect((await spend(store)).status).toBe('ok');
    await store.insertIfAbsent(audit, sampleRow(audit, { account: 1, id: 'a', at: 1 }) as never);
    const ids = [...Array.from({ length: 300 }, (_, index) => `none-${index}`), 'a'];
    const page = await store.list(audit, { account: 1 }, { limit: 5, cursor: null, where: { id: ids } });
    expect(page.rows.map(({ row }) => row.id)).toEqual(['a']);
  });
});
