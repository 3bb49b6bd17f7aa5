import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entries, type EntryRow, type Page, type Store, violationsOf } from '@farebox/core/store';
import { dumpLedger, races } from '@farebox/testing';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sqlite } from '../src/sqlite/local/index.js';
import { type AppProcess, startProcess } from './processes.js';

let folder: string;
let workers: AppProcess[];
const file = (): string => join(folder, 'app.db');
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'farebox-processes-'));
  workers = Array.from({ length: 4 }, () => startProcess(file()));
});
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  rmSync(folder, { recursive: true, force: true });
});

describe('D8 four processes on one file', () => {
  it.each(races.map((race, index) => [race.title, race, 5_000_000 + index * 1000] as const))(
    '%s',
    { timeout: 120_000 },
    async (_, race, base) => {
      const store = sqlite(file());
      await race.prepare(store as unknown as Store, base);
      // A failure of a worker - SQLITE_BUSY surfaced, for one - is a failure of the test.
      const tallies = await Promise.all(
        workers.map((worker, index) =>
          worker.order({ race: race.name, setting: { base, worker: index, workers: workers.length, seed: 41 } }),
        ),
      );
      expect(await race.judge(store as unknown as Store, base, tallies)).toEqual([]);
      await store.close();
    },
  );
});

it('D9 kill -9 in the middle of load: the file is whole, what was acknowledged is there, every invariant holds', {
  timeout: 120_000,
}, async () => {
  const base = 9_000_000;
  const store = sqlite(file());
  const accounts = [0, 1, 2, 3].map((index) => base + index);
  for (const account of accounts)
    await store.commit({ account, steps: [{ key: 'g', command: { do: 'grant', amount: 1_000_000 } }] });
  const acknowledged: [number, string][] = [];
  for (let round = 0; round < 3; round++) {
    const victims = [0, 1].map((index) => {
      const victim = startProcess(file());
      victim.child.on('message', (message: { acknowledged?: [number, string] }) => {
        if (message.acknowledged) acknowledged.push(message.acknowledged);
      });
      victim
        .order({ deed: 'spendForEver', setting: { base, worker: index, workers: 2, seed: round } })
        .catch(() => undefined);
      return victim;
    });
    const before = acknowledged.length;
    while (acknowledged.length < before + 50) await new Promise((resolve) => setTimeout(resolve, 5));
    for (const victim of victims) victim.child.kill('SIGKILL');
    await Promise.all(victims.map((victim) => new Promise((resolve) => victim.child.once('exit', resolve))));
  }
  const raw = new Database(file());
  expect(raw.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  raw.close();
  const kept = new Set<string>();
  for (const account of accounts) {
    for (let cursor: string | null = null, more = true; more; more = cursor !== null) {
      const page: Page<EntryRow> = await store.list(entries, { account }, { limit: 1000, cursor });
      for (const { row } of page.rows) kept.add(`${account}|${row.key}`);
      cursor = page.cursor;
    }
    const { now } = await store.read(account);
    const dump = await dumpLedger(store as unknown as Store, account, now);
    expect(dump && violationsOf(dump, now)).toEqual([]);
  }
  expect(acknowledged.filter(([account, key]) => !kept.has(`${account}|${key}`))).toEqual([]);
  await store.close();
});
