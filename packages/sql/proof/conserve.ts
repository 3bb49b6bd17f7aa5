import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Store, violationsOf } from '@farebox/core/store';
import { dumpLedger } from '@farebox/testing';
import { postgres } from '../src/postgres/index.js';
import { sqlite } from '../src/sqlite/index.js';
import { startPostgres } from '../test/postgres-server.js';
import { startProcess } from '../test/processes.js';

/**
 * Random full-ledger steps by real processes on real databases, then every entry folded through the invariants.
 * `conserve.ts --ops N [--seed S] [--on postgres,sqlite]`; ends with one line and exit code 0 or 1.
 */
const { values } = parseArgs({
  options: {
    ops: { type: 'string', default: '20000' },
    seed: { type: 'string', default: process.env['FAREBOX_SEED'] ?? '1' },
    on: { type: 'string', default: 'postgres,sqlite' },
  },
});
const total = Number(values.ops);
const seed = Number(values.seed);

interface Count {
  operations: number;
  overspent: number;
  doubleGranted: number;
  lost: number;
}
const sum: Count = { operations: 0, overspent: 0, doubleGranted: 0, lost: 0 };
/** Which of the three words an invariant's break belongs to. */
const DOUBLE = new Set(['I5', 'I6', 'I7']);
const LOST = new Set(['I10']);

async function conserve(
  name: string,
  where: string,
  store: Store,
  processes: number,
  path: 'fast' | 'general',
  base: number,
  operations: number,
): Promise<void> {
  const share = Math.ceil(operations / processes);
  const workers = Array.from({ length: processes }, () =>
    startProcess(where, path, { FAREBOX_OPERATIONS: String(share) }),
  );
  try {
    const tallies = await Promise.all(
      workers.map((worker, index) =>
        worker.order({ deed: 'randomSteps', setting: { base, worker: index, workers: processes, seed } }),
      ),
    );
    const of = (key: string): number => tallies.reduce((all, tally) => all + Number(tally[key] ?? 0), 0);
    const count: Count = { operations: of('operations'), overspent: 0, doubleGranted: of('replaysWrong'), lost: 0 };
    const kept = new Set<string>();
    for (let account = base; account < base + 8; account++) {
      const { now } = await store.read(account);
      const dump = await dumpLedger(store, account, now);
      if (dump === null) continue;
      for (const entry of dump.entries) kept.add(`${account}|${entry.seq}|${entry.key}`);
      for (const { invariant, message } of violationsOf(dump, Math.max(now, dump.account.sweptAt ?? now))) {
        console.error(`${name}, account ${account}: ${invariant} ${message}`);
        if (DOUBLE.has(invariant)) count.doubleGranted++;
        else if (LOST.has(invariant)) count.lost++;
        else count.overspent++;
      }
    }
    for (const tally of tallies)
      for (const key of tally['acknowledged'] as readonly string[]) if (!kept.has(key)) count.lost++;
    const waited = of('contended') / Math.max(1, of('commits'));
    console.log(
      `${name}: ${count.operations} operations by ${processes} processes, seed ${seed}, ${Math.round(waited * 100)} % of ${of('commits')} commits waited or were tried again`,
    );
    if (waited < 0.3) console.log(`  (less than the 30 % that make this a test of races)`);
    for (const key of Object.keys(sum) as (keyof Count)[]) sum[key] += count[key];
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
  }
}

const on = values.on.split(',');
const share = Math.ceil(total / (on.includes('postgres') ? 2 + Number(on.includes('sqlite')) : 1));
if (on.includes('postgres')) {
  const server = await startPostgres();
  try {
    const { pool, name } = await server.database();
    const store = postgres(pool);
    await store.migrate();
    const url = `postgres://postgres:postgres@127.0.0.1:${server.port}/${name}`;
    await conserve('PostgreSQL, fast path', url, store as unknown as Store, 8, 'fast', 1000, share);
    await conserve('PostgreSQL, through decide', url, store as unknown as Store, 8, 'general', 2000, share);
  } finally {
    await server.stop();
  }
}
if (on.includes('sqlite')) {
  const folder = mkdtempSync(join(tmpdir(), 'farebox-conserve-'));
  const store = sqlite(join(folder, 'app.db'));
  await conserve('SQLite', join(folder, 'app.db'), store as unknown as Store, 8, 'fast', 1000, share);
  await store.close();
  rmSync(folder, { recursive: true, force: true });
}
console.log(
  `${sum.operations} operations, ${sum.overspent} overspent, ${sum.doubleGranted} double-granted, ${sum.lost} lost`,
);
process.exitCode = sum.overspent + sum.doubleGranted + sum.lost === 0 ? 0 : 1;
