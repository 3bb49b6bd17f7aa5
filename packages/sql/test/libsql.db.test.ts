import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { describeStore, type StoreUnderTest } from '@farebox/testing';
import { afterAll, describe, it } from 'vitest';
import { kitLength, kitSeed } from '../../testing/test/kit-length.js';
import { libsql, type LibsqlStore } from '../src/sqlite/remote/libsql/index.js';

const runner = { describe, it, afterAll };

/** One connection, batches as they are: what a server gets. */
describeStore({
  name: 'libSQL in memory',
  runner,
  length: kitLength,
  seed: kitSeed,
  create() {
    const client = createClient({ url: ':memory:' });
    const stores = [libsql(client), libsql(client)] as const;
    return Promise.resolve({
      store: stores[0] as never,
      peers: [stores[1] as never],
      retries: () => stores[0].counters.retried + stores[1].counters.retried,
      close: () => Promise.resolve(client.close()),
    });
  },
});
describeStore({
  name: 'libSQL on a file',
  runner,
  length: kitLength,
  seed: kitSeed,
  async create(): Promise<StoreUnderTest> {
    const folder = mkdtempSync(join(tmpdir(), 'farebox-libsql-'));
    const clients = Array.from({ length: 4 }, () => createClient({ url: `file:${join(folder, 'app.db')}` }));
    const stores = clients.map((client) => libsql(client)) as [LibsqlStore, ...LibsqlStore[]];
    const [store, ...peers] = stores;
    return {
      store: store as never,
      peers: peers as never,
      retries: () => stores.reduce((sum, { counters }) => sum + counters.retried, 0),
      close: async () => {
        for (const client of clients) client.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
});
