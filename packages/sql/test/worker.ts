import type { Store } from '@farebox/core/store';
import { type RaceSetting, raceNamed, type Tally } from '@farebox/testing';
import pg from 'pg';
import { postgres } from '../src/postgres/index.js';
import { sqlite } from '../src/sqlite/local/index.js';
import { type Deed, deeds, type DeedOptions } from './deeds.js';
import { unguardedDriver } from './unguarded-driver.js';

/** One app process: `worker.ts <sqlite path | postgres url> [options as JSON]`. Told what to do by messages, answers what it saw. */
export type Order =
  | { readonly race: string; readonly setting: RaceSetting }
  | { readonly deed: Deed; readonly setting: RaceSetting; readonly options?: DeedOptions | undefined };
export type Report = { readonly tally: Tally } | { readonly failed: string };

export interface WorkerOptions {
  /** Default `true`; means nothing on SQLite, where every unit goes through `decide`. */
  readonly fastPath?: boolean | undefined;
  /** So many stores with a connection each, as so many small processes; default one store with a pool. */
  readonly stores?: number | undefined;
  /** A PostgreSQL store that writes over whatever came in between: a proof must notice it. */
  readonly broken?: boolean | undefined;
  /** PostgreSQL: `false` behind a PgBouncer. */
  readonly preparedStatements?: boolean | undefined;
  /** SQLite: what is flushed when. Default `NORMAL`, which a crash of the process cannot harm. */
  readonly synchronous?: 'FULL' | 'NORMAL' | undefined;
}

/** Dozens of callers fight for a few accounts on a machine that may be busy: who waits long is late, not lost. */
const PATIENCE_MS = 120_000;

interface Opened {
  readonly store: Store;
  /** Units asked, and how many of them somebody else kept waiting or made try again. */
  readonly asked: () => { readonly commits: number; readonly contended: number };
}

function openPostgres(connectionString: string, options: WorkerOptions): Opened {
  const pool = new pg.Pool({ connectionString, ...(options.stores === undefined ? {} : { max: 1 }) });
  // A server that is killed on purpose ends idle connections; the next statement says so.
  pool.on('error', () => undefined);
  const { fastPath } = options;
  // A ledger that is broken may refuse a unit for ever: nobody shall wait for that.
  const store = options.broken
    ? postgres(unguardedDriver(pool), { fastPath, patienceMs: 5_000 })
    : postgres(pool, { fastPath, preparedStatements: options.preparedStatements, patienceMs: PATIENCE_MS });
  return {
    store: store as unknown as Store,
    asked: () => ({ commits: store.counters.fast + store.counters.general, contended: store.counters.waited }),
  };
}
function openSqlite(path: string, { synchronous = 'NORMAL' }: WorkerOptions): Opened {
  const store = sqlite(path, { synchronous, busyTimeoutMs: PATIENCE_MS });
  return {
    store: store as unknown as Store,
    asked: () => ({ commits: store.counters.jobs, contended: store.counters.jobsWaited }),
  };
}

const where = process.argv[2] ?? '';
const options = JSON.parse(process.argv[3] ?? '{}') as WorkerOptions;
const opened = Array.from({ length: options.stores ?? 1 }, () =>
  where.startsWith('postgres:') ? openPostgres(where, options) : openSqlite(where, options),
) as [Opened, ...Opened[]];
const stores = opened.map(({ store }) => store) as [Store, ...Store[]];
const sumOf = (key: 'commits' | 'contended'): number => opened.reduce((sum, { asked }) => sum + asked()[key], 0);

process.on('message', (order: Order | { readonly stop: true }) => {
  if ('stop' in order) return;
  const work =
    'race' in order
      ? raceNamed(order.race).act(stores[0], order.setting)
      : deeds[order.deed](stores, order.setting, order.options ?? {});
  work.then(
    (tally) =>
      process.send?.({
        tally: { ...tally, contended: sumOf('contended'), commits: sumOf('commits') },
      } satisfies Report),
    (error: unknown) =>
      process.send?.({
        failed: error instanceof Error ? (error.stack ?? error.message) : String(error),
      } satisfies Report),
  );
});
process.on('disconnect', () => process.exit(0));
