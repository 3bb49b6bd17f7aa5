import type { Store } from '@farebox/core/store';
import { type RaceSetting, raceNamed, type Tally } from '@farebox/testing';
import pg from 'pg';
import { postgres } from '../src/postgres/index.js';
import { sqlite } from '../src/sqlite/index.js';
import { type Deed, deeds } from './deeds.js';

/** One app process: `worker.ts <sqlite path | postgres url>`. Told what to do by messages, answers what it saw. */
export type Order =
  | { readonly race: string; readonly setting: RaceSetting }
  | { readonly deed: Deed; readonly setting: RaceSetting };
export type Report = { readonly tally: Tally } | { readonly failed: string };

const where = process.argv[2] ?? '';
const pool = where.startsWith('postgres:') ? new pg.Pool({ connectionString: where }) : null;
// A server that is killed on purpose ends idle connections; the next statement says so.
pool?.on('error', () => undefined);
const fastPath = process.argv[3] !== 'general';
const made = pool ? postgres(pool, { fastPath }) : sqlite(where, { synchronous: 'NORMAL', busyTimeoutMs: 30_000 });
const store = made as unknown as Store;
const contended = (): number => ('contended' in made.counters ? made.counters.contended : made.counters.waited);
const commits = (): number =>
  'contended' in made.counters ? made.counters.fast + made.counters.general : made.counters.transactions;

process.on('message', (order: Order) => {
  const work =
    'race' in order ? raceNamed(order.race).act(store, order.setting) : deeds[order.deed](store, order.setting);
  work.then(
    (tally) => process.send?.({ tally: { ...tally, contended: contended(), commits: commits() } } satisfies Report),
    (error: unknown) =>
      process.send?.({
        failed: error instanceof Error ? (error.stack ?? error.message) : String(error),
      } satisfies Report),
  );
});
process.on('disconnect', () => process.exit(0));
