import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '@farebox/core/store';
import { describeStore, type StoreUnderTest } from '@farebox/testing';
import Libsql from 'libsql';
import { afterAll, describe, it } from 'vitest';
import { kitLength, kitSeed } from '../../testing/test/kit-length.js';
import { type SqliteDatabase, type SqliteStore, sqlite } from '../src/sqlite/local/index.js';

/** One file, one store and three more on it, as other processes of the app would open it. */
function onOneFile(open: (path: string) => SqliteStore): () => Promise<StoreUnderTest> {
  return async () => {
    const folder = mkdtempSync(join(tmpdir(), 'farebox-conformance-'));
    const stores = Array.from({ length: 4 }, () => open(join(folder, 'app.db')));
    const [store, ...peers] = stores as unknown as [Store, ...Store[]];
    return {
      store,
      peers,
      close: async () => {
        for (const one of stores) await one.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  };
}
const runner = { describe, it, afterAll };

describeStore({
  name: 'SQLite on better-sqlite3',
  runner,
  seed: kitSeed,
  create: onOneFile((path) => sqlite(path, { synchronous: 'NORMAL' })),
});
describeStore({
  name: 'SQLite on node:sqlite',
  runner,
  length: kitLength,
  seed: kitSeed,
  create: onOneFile((path) => sqlite(new DatabaseSync(path))),
});
describeStore({
  name: 'SQLite on libSQL',
  runner,
  length: kitLength,
  seed: kitSeed,
  create: onOneFile((path) => sqlite(new Libsql(path) as unknown as SqliteDatabase)),
});
