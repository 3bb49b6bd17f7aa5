// The kit on PostgreSQL: the fast path on, on by batches alone, and off; its races from four pools. Bundled with a planted bug
// by scripts/proof/planted.ts, which hands it a server; each run makes a database of its own and drops it.
import type { Store } from '@farebox/core/store';
import { postgres } from '@farebox/sql/postgres';
import { describeStore } from '@farebox/testing';
import pg from 'pg';
import { createCollector } from '../../../packages/testing/src/planted/collector.js';

const port = Number(process.env['FAREBOX_PLANTED_POSTGRES']);
const name = `planted_${process.pid}`;
const pools: pg.Pool[] = [];
const poolOf = (database: string, max: number): pg.Pool => {
  const pool = new pg.Pool({ host: '127.0.0.1', port, user: 'postgres', password: 'postgres', database, max });
  // What is dropped below ends connections that a broken store has kept.
  pool.on('error', () => undefined);
  pools.push(pool);
  return pool;
};
const admin = poolOf('postgres', 1);
const collector = createCollector();
let databases = 0;
const under = (label: string, way: true | 'batches'): Parameters<typeof describeStore>[0] => ({
  name: label,
  runner: collector.runner,
  hasFastPath: true,
  create: async (asked) => {
    const fastPath = asked.fastPath && way;
    const database = `${name}_${(databases += 1)}`;
    await admin.query(`create database ${database}`);
    const stores = Array.from({ length: 4 }, () => postgres(poolOf(database, 8), { fastPath, patienceMs: 3000 }));
    const [store, ...peers] = stores as unknown as [Store, ...Store[]];
    await stores[0]?.migrate();
    return { store, peers, retries: () => stores.reduce((sum, one) => sum + one.counters.contended, 0) };
  },
});
describeStore(under('PostgreSQL', true));
describeStore(under('PostgreSQL, a lone caller by the statement for many', 'batches'));
await collector.run(async () => {
  for (let index = 1; index <= databases; index += 1)
    await admin.query(`drop database if exists ${name}_${index} with (force)`).catch(() => undefined);
});
