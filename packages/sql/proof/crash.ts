import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Store } from '@farebox/core/store';
import BetterSqlite3 from 'better-sqlite3';
import { postgres } from '../src/postgres/index.js';
import { sqlite } from '../src/sqlite/local/index.js';
import { startOwnPostgres } from '../test/postgres-server.js';
import type { WorkerOptions } from '../test/worker.js';
import { AppFleet } from './app-fleet.js';
import { judge, type Verdict } from './judge.js';

/**
 * App processes run full-ledger steps for the same eight customers while something is killed with -9 and started again, round
 * after round. Each step is written down before it is sent; what has no answer when its process dies is sent again under the
 * same key by the next one. At the end everything is verified and compared with the model: each effect that somebody was told
 * of is there once, and no other.
 *
 * `crash.ts processes`: four processes on one PostgreSQL; the server is killed, the processes live through it.
 * `crash.ts crash`: one process and the server are killed; then the same with four processes on one SQLite file, one killed.
 * `[--minutes M | --rounds N] [--seed S]`; ends with one line and exit code 0 or 1.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: process.env['FAREBOX_SEED'] ?? '1' },
  },
});
const [mode = 'crash'] = positionals;
if (mode !== 'processes' && mode !== 'crash') throw new Error('crash.ts takes "processes" or "crash".');
const seed = Number(values.seed);
const PROCESSES = 4;
const CALLERS = 6;
/** So many answers between two kills: in the middle of load means that there is load. */
const ANSWERS = 150;
const ACCOUNTS = Array.from({ length: 8 }, (_, index) => 1000 + index);
/** Judging what a minute of load has left takes a part of it. */
const SHARE_OF_LOAD = 0.7;

interface Outcome extends Verdict {
  readonly serverKills: number;
  readonly processKills: number;
  readonly sentAgain: number;
  readonly acknowledged: number;
}

interface Run {
  readonly name: string;
  readonly where: string;
  readonly store: Store;
  readonly worker: WorkerOptions;
  readonly killServer: (() => Promise<void>) | null;
  readonly killsProcesses: boolean;
  readonly minutes: number;
}

async function underFire({ name, where, store, worker, killServer, killsProcesses, minutes }: Run): Promise<Outcome> {
  const fleet = new AppFleet({ where, worker, base: ACCOUNTS[0] as number, seed, callers: CALLERS });
  let [serverKills, processKills] = [0, 0];
  try {
    await fleet.start(PROCESSES);
    const until = performance.now() + minutes * 60_000 * SHARE_OF_LOAD;
    for (let round = 1; round <= Number(values.rounds) && (round === 1 || performance.now() < until); round++) {
      await fleet.answers(ANSWERS);
      // Where both are killed: both at a time, the process alone, the server alone, in turn.
      const turn = killServer && killsProcesses ? round % 3 : 1;
      const restarted = turn === 2 ? undefined : killServer?.();
      if (restarted) serverKills++;
      if (killsProcesses && turn !== 0) {
        await fleet.killOne();
        processKills++;
      }
      await restarted;
      console.log(
        `${name}, round ${round}: ${fleet.witnesses.length} answers so far, ${fleet.inFlight} steps without one when it was over`,
      );
    }
    await fleet.answers(ANSWERS);
    const { sentAgain } = await fleet.finish();
    const verdict = await judge(store, ACCOUNTS, fleet.witnesses);
    return { ...verdict, serverKills, processKills, sentAgain, acknowledged: fleet.witnesses.length };
  } finally {
    await fleet.end();
  }
}

async function onPostgres(killsProcesses: boolean, minutes: number): Promise<Outcome> {
  // Default durability: what is tested is what a host runs.
  const server = await startOwnPostgres();
  try {
    const { name } = await server.database();
    const store = postgres(server.pool(name));
    await store.migrate();
    return await underFire({
      name: 'PostgreSQL',
      where: `postgres://postgres:postgres@127.0.0.1:${server.port}/${name}`,
      store: store as unknown as Store,
      worker: {},
      killServer: () => server.crashAndRestart(),
      killsProcesses,
      minutes,
    });
  } finally {
    await server.stop();
  }
}

async function onSqlite(minutes: number): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'farebox-crash-'));
  const where = join(folder, 'app.db');
  const store = sqlite(where);
  try {
    const outcome = await underFire({
      name: 'SQLite',
      where,
      store: store as unknown as Store,
      worker: { synchronous: 'FULL' },
      killServer: null,
      killsProcesses: true,
      minutes,
    });
    const file = new BetterSqlite3(where, { readonly: true });
    const [{ integrity_check: integrity }] = file.pragma('integrity_check') as [{ readonly integrity_check: string }];
    file.close();
    return integrity === 'ok' ? outcome : { ...outcome, violations: [...outcome.violations, `The file: ${integrity}`] };
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const minutes = Number(values.minutes);
const outcomes =
  mode === 'processes'
    ? [await onPostgres(false, minutes)]
    : [await onPostgres(true, minutes * 0.6), await onSqlite(minutes * 0.4)];
const of = (count: (outcome: Outcome) => number): number => outcomes.reduce((sum, outcome) => sum + count(outcome), 0);
const doubled = of((outcome) => outcome.doubled);
const lost = of((outcome) => outcome.lost);
const differs = of((outcome) => outcome.differs);
const violations = of((outcome) => outcome.violations.length);
const kills =
  mode === 'processes'
    ? `${PROCESSES} app processes, all alive; PostgreSQL killed ${of((one) => one.serverKills)} times`
    : `PostgreSQL killed ${outcomes[0]?.serverKills} times, app processes ${outcomes[0]?.processKills} times on it and ${outcomes[1]?.processKills} times on SQLite`;
console.log(
  `${kills}, seed ${seed}: ${of((one) => one.acknowledged)} acknowledged, ${of((one) => one.effects)} effects, ${of((one) => one.replays)} replays, ${lost} lost, ${doubled} doubled, ${differs} unlike the model, ${violations} violations`,
);
// Said outright: a connection or an app process that still hangs keeps no proof from ending.
process.exit(lost + doubled + differs + violations === 0 ? 0 : 1);
