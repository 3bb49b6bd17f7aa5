// The kit on SQLite, then its races from four processes on one file. Bundled with a planted bug by scripts/proof/planted.ts.
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '@farebox/core/store';
import { sqlite } from '@farebox/sql/sqlite';
import { describeStore, raceNamed, races, type RaceSetting, type Tally } from '@farebox/testing';
import { createCollector } from '../../../packages/testing/src/planted/collector.js';

const WORKERS = 4;
const open = (file: string): Store =>
  sqlite(file, { synchronous: 'NORMAL', busyTimeoutMs: 30_000 }) as unknown as Store;

if (process.argv[2] === 'worker') {
  const store = open(process.argv[3] as string);
  process.on('message', ({ race, setting }: { readonly race: string; readonly setting: RaceSetting }) => {
    raceNamed(race)
      .act(store, setting)
      .then(
        (tally) => process.send?.({ tally }),
        (error: unknown) => process.send?.({ failed: String(error) }),
      );
  });
  process.on('disconnect', () => process.exit(0));
} else {
  const folder = mkdtempSync(join(tmpdir(), 'farebox-planted-'));
  const collector = createCollector();
  describeStore({
    name: 'SQLite',
    runner: collector.runner,
    length: 'short',
    create: async () => {
      const [store, ...peers] = Array.from({ length: 4 }, () => open(join(folder, 'kit.db'))) as [Store, ...Store[]];
      return { store, peers };
    },
  });
  const file = join(folder, 'races.db');
  let workers: ChildProcess[] = [];
  for (const [index, race] of races.entries()) {
    collector.runner.it(`four processes: ${race.title}`, async () => {
      const store = open(file);
      const base = 5_000_000 + index * 1000;
      await race.prepare(store, base);
      if (workers.length === 0)
        workers = Array.from({ length: WORKERS }, () =>
          fork(process.argv[1] as string, ['worker', file], { execArgv: [] }),
        );
      const tallies = await Promise.all(
        workers.map((worker, number) => ask(worker, race.name, { base, worker: number, workers: WORKERS, seed: 41 })),
      );
      const complaints = await race.judge(store, base, tallies);
      if (complaints.length > 0) throw new Error(complaints.join('; '));
    });
  }
  await collector.run(() => {
    for (const worker of workers) worker.kill();
    rmSync(folder, { recursive: true, force: true });
  });
}

function ask(worker: ChildProcess, race: string, setting: RaceSetting): Promise<Tally> {
  return new Promise((done, failed) => {
    worker.once('message', (answer: { readonly tally: Tally } | { readonly failed: string }) =>
      'failed' in answer ? failed(new Error(answer.failed)) : done(answer.tally),
    );
    worker.send({ race, setting });
  });
}
