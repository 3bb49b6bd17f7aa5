import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createClient } from '@libsql/client';
import type { Store } from '@farebox/core/store';
import { races, type Tally } from '@farebox/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { libsql, type LibsqlStore } from '../src/sqlite/remote/libsql/index.js';

let folder: string;
let store: LibsqlStore;
let workers: ChildProcess[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'farebox-libsql-processes-'));
  const path = join(folder, 'app.db');
  store = libsql(createClient({ url: `file:${path}` }), { busyTimeoutMs: 60_000 });
  await store.migrate();
  workers = Array.from({ length: 4 }, () =>
    fork(resolve('scripts/run.mjs'), [resolve('packages/sql/test/libsql-worker.ts'), path], { execArgv: [] }),
  );
});
afterAll(async () => {
  await Promise.all(workers.map((worker) => (worker.disconnect(), once(worker, 'exit'))));
  rmSync(folder, { recursive: true, force: true });
});

describe('D8 four processes with a libSQL client each on one file', () => {
  it.each(races.map((race, index) => [race.title, race, 5_000_000 + index * 1000] as const))(
    '%s',
    { timeout: 180_000 },
    async (_, race, base) => {
      await race.prepare(store as unknown as Store, base);
      const tallies = await Promise.all(
        workers.map(async (worker, index) => {
          const answer = once(worker, 'message');
          worker.send({ race: race.name, setting: { base, worker: index, workers: workers.length, seed: 41 } });
          const [report] = (await answer) as [{ readonly tally?: Tally; readonly failed?: string }];
          // A failure of a worker - SQLITE_BUSY surfaced, for one - is a failure of the test.
          if (!report.tally) throw new Error(report.failed);
          return report.tally;
        }),
      );
      expect(await race.judge(store as unknown as Store, base, tallies)).toEqual([]);
    },
  );
});
