import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Store } from '@farebox/core/store';
import { postgres } from '../src/postgres/index.js';
import { sqlite } from '../src/sqlite/local/index.js';
import type { Witness } from '../test/deeds.js';
import { startOwnPostgres } from '../test/postgres-server.js';
import { startProcess } from '../test/processes.js';
import { unguardedSchema } from '../test/unguarded-driver.js';
import type { WorkerOptions } from '../test/worker.js';
import { judge } from './judge.js';

/**
 * Random full-ledger steps by real processes on real databases; then what the database holds and what callers were answered
 * is compared with the model: every effect played through the pure domain, every invariant checked.
 * `conserve.ts --ops N [--minutes M] [--seed S] [--on postgres,sqlite]`, whichever is over first; ends with one line and exit code 0 or 1. `--broken`: on a store
 * whose writes have no guard, which must end with exit code 1.
 */
const { values } = parseArgs({
  options: {
    ops: { type: 'string', default: '20000' },
    minutes: { type: 'string', default: '1000' },
    seed: { type: 'string', default: process.env['FAREBOX_SEED'] ?? '1' },
    on: { type: 'string', default: 'postgres,sqlite' },
    broken: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const on = values.broken ? ['postgres'] : values.on.split(',');
const PROCESSES = 8;
const ACCOUNTS = 8;
const CONNECTIONS = 32;
/** Fewer commits than this share that met somebody else, and the run has shown little. */
const LEAST_CONTENDED = 0.3;

const sum = { operations: 0, overspent: 0, doubleGranted: 0, lost: 0 };
let isContended = true;

interface Run {
  readonly name: string;
  readonly where: string;
  readonly store: Store;
  readonly worker: WorkerOptions;
  readonly base: number;
  readonly operations: number;
}

async function conserve({ name, where, store, worker, base, operations }: Run): Promise<void> {
  const processes = Array.from({ length: PROCESSES }, () => startProcess(where, worker));
  const witnesses: Witness[] = [];
  for (const one of processes) one.listen((note) => void ('witnessed' in note && witnesses.push(...note.witnessed)));
  // Sources are bundled per process: that is not part of the run.
  await Promise.all(
    processes.map((one) => one.order({ deed: 'nothing', setting: { base, worker: 0, workers: 1, seed } })),
  );
  const startedAt = performance.now();
  const timer = setTimeout(() => processes.forEach((one) => one.finish()), minutes * 60_000);
  try {
    const tallies = await Promise.all(
      processes.map((one, index) =>
        one.order({
          deed: 'randomSteps',
          setting: { base, worker: index, workers: PROCESSES, seed },
          options: { operations: Math.ceil(operations / PROCESSES) },
        }),
      ),
    );
    const seconds = (performance.now() - startedAt) / 1000;
    const of = (key: string): number => tallies.reduce((all, tally) => all + Number(tally[key] ?? 0), 0);
    const accounts = Array.from({ length: ACCOUNTS }, (_, index) => base + index);
    const verdict = await judge(store, accounts, witnesses);
    sum.operations += of('operations');
    sum.overspent += verdict.differs + verdict.broken.overspent;
    sum.doubleGranted += verdict.doubled + verdict.broken.doubled;
    // Nothing is killed here, so an operation that threw is one that got lost.
    const failures = tallies.flatMap((tally) => tally['failures'] as readonly string[]);
    for (const failure of failures.slice(0, 5)) console.error(`threw: ${failure}`);
    sum.lost += verdict.lost + verdict.broken.lost + failures.length;
    // A commit counts, once, when it came back because another connection held or moved its account or took its key, when its
    // statement had to be sent again, or (SQLite) when its transaction had to wait for another process' lock on the file.
    const contended = of('contended') / Math.max(1, of('commits'));
    if (contended < LEAST_CONTENDED) isContended = false;
    console.log(
      `${name}: ${of('operations')} operations on ${ACCOUNTS} accounts by ${PROCESSES} processes with ${PROCESSES * (worker.stores ?? 1)} connections in ${seconds.toFixed(0)} s, seed ${seed}; ${verdict.effects} effects and ${verdict.replays} replays compared with the model; ${Math.round(contended * 100)} % of ${of('commits')} commits waited or were tried again`,
    );
  } finally {
    clearTimeout(timer);
    await Promise.all(processes.map((one) => one.stop()));
  }
}

const runs = (on.includes('postgres') ? (values.broken ? 1 : 2) : 0) + (on.includes('sqlite') ? 1 : 0);
const operations = Math.ceil(Number(values.ops) / Math.max(1, runs));
/** Starting and judging take their part. */
const SHARE_OF_LOAD = 0.7;
const minutes = (Number(values.minutes) * SHARE_OF_LOAD) / Math.max(1, runs);
if (on.includes('postgres')) {
  // Default durability: a commit lasts as long as it does for a host, and so do its locks.
  const server = await startOwnPostgres();
  try {
    const { pool, name } = await server.database();
    const made = postgres(pool);
    await made.migrate();
    const shared = {
      where: `postgres://postgres:postgres@127.0.0.1:${server.port}/${name}`,
      store: made as unknown as Store,
      operations,
    };
    const worker = { stores: CONNECTIONS / PROCESSES, broken: values.broken };
    if (values.broken) for (const statement of unguardedSchema) await pool.query(statement);
    else
      await conserve({ ...shared, name: 'PostgreSQL, fast path', worker: { ...worker, fastPath: true }, base: 1000 });
    await conserve({
      ...shared,
      name: 'PostgreSQL, through decide',
      worker: { ...worker, fastPath: false },
      base: 2000,
    });
  } finally {
    await server.stop();
  }
}
if (on.includes('sqlite')) {
  const folder = mkdtempSync(join(tmpdir(), 'farebox-conserve-'));
  const where = join(folder, 'app.db');
  const store = sqlite(where);
  // There is no fast path to switch on or off: SQLite asks `decide` inside its transaction, always.
  await conserve({
    name: 'SQLite, one file',
    where,
    store: store as unknown as Store,
    worker: {},
    base: 1000,
    operations,
  });
  await store.close();
  rmSync(folder, { recursive: true, force: true });
}
if (!isContended)
  console.log(`Fewer than ${LEAST_CONTENDED * 100} % of commits met anybody: this was no test of races.`);
console.log(
  `${sum.operations} operations, ${sum.overspent} overspent, ${sum.doubleGranted} double-granted, ${sum.lost} lost`,
);
// Said outright: a connection or an app process that still hangs keeps no proof from ending.
process.exit(isContended && sum.overspent + sum.doubleGranted + sum.lost === 0 ? 0 : 1);
