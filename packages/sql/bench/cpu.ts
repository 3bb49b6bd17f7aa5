// Where the time of a call goes, as CPU and not as rates, so that a busy machine hardly matters: microseconds of Node and of
// PostgreSQL's backends for each call. `node scripts/run.mjs packages/sql/bench/cpu.ts [--calls 4000]`; Linux only.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { postgres } from '../src/postgres/index.js';
import { startOwnPostgres } from '../test/postgres-server.js';
import { randomFrom } from './measure.js';
import { caller, engineOn, type PublicCall, publicCalls } from './public-calls.js';

const { values } = parseArgs({ options: { calls: { type: 'string', default: '4000' } } });
const calls = Number(values.calls);
const CUSTOMERS = 1000;
const HOT = 'user_0';
const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

const server = await startOwnPostgres();
try {
  const { pool } = await server.database({ max: 10, idleTimeoutMillis: 0 });
  const store = postgres(pool);
  await store.migrate();
  const farebox = engineOn(store);
  const call = caller(farebox, 'cpu');
  for (let from = 0; from < CUSTOMERS; from += 200)
    await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        farebox.tokens.grant(`user_${from + index}`, { key: 'grant', amount: 1_000_000_000 }),
      ),
    );
  const { slice } = await store.read(1);
  if (slice.account !== null) throw new Error('Account 1 is for the store alone.');
  await store.commit({ account: 1, steps: [{ key: 'grant', command: { do: 'grant', amount: 1_000_000_000 } }] });
  await pool.query('analyze');
  const random = randomFrom(5);
  let number = 0;

  /** CPU of every backend that serves this pool, in microseconds. */
  async function backends(client: pg.Pool): Promise<number> {
    const { rows } = await client.query<{ pid: number }>(
      `select pid from pg_stat_activity where datname = current_database() and backend_type = 'client backend'`,
    );
    let ticks = 0;
    for (const { pid } of rows) {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ');
      ticks += Number(fields[11]) + Number(fields[12]);
    }
    return (ticks * 1e6) / ticksPerSecond;
  }
  async function row(name: string, inFlight: number, work: () => Promise<unknown>): Promise<string> {
    for (let warm = 0; warm < 3; warm++) await Promise.all(Array.from({ length: inFlight * 4 }, work));
    const [node, database] = [process.cpuUsage(), await backends(pool)];
    let left = calls;
    await Promise.all(
      Array.from({ length: inFlight }, async () => {
        while (left-- > 0) await work();
      }),
    );
    const used = process.cpuUsage(node);
    const inDatabase = (await backends(pool)) - database;
    return `| ${name} | ${inFlight} | ${Math.round((used.user + used.system) / calls)} | ${Math.round(inDatabase / calls)} |`;
  }
  const commit = (): Promise<unknown> =>
    store.commit({
      account: 1,
      steps: [{ key: `s${number++}`, feature: 'pdp_analyzer', command: { do: 'spend', amount: 1 } }],
    });
  const anybody = (): string => `user_${1 + Math.floor(random() * (CUSTOMERS - 1))}`;
  const lines = ['| call | in flight | Node, µs | PostgreSQL, µs |', '|---|---:|---:|---:|'];
  for (const inFlight of [1, 32, 256]) {
    lines.push(await row('store.commit, one customer', inFlight, commit));
    lines.push(await row('tokens.spend, one customer', inFlight, () => call('tokens.spend', HOT)));
    lines.push(await row('tokens.spend, many customers', inFlight, () => call('tokens.spend', anybody())));
    lines.push(await row('tokens.run, many customers', inFlight, () => call('tokens.run', anybody())));
  }
  const reads: readonly PublicCall[] = publicCalls.filter((name) => name !== 'tokens.spend' && name !== 'tokens.run');
  for (const name of reads)
    for (const inFlight of [1, 32])
      lines.push(await row(`${name}, many customers`, inFlight, () => call(name, anybody())));
  console.log(lines.join('\n'));
  await store.close();
} finally {
  await server.stop();
}
