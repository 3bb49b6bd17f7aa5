import pg from 'pg';
import { postgres } from '../src/postgres/index.js';
import { type Measured, measure, median } from './measure.js';

const SHORT = 1_000;
const LONG = 1_000_000;
const IN_FLIGHT = 8;

/** What a spend costs a customer with a million entries against one with a thousand, in turns on the same database. */
export async function longHistory(url: string, rounds: number, seconds: number): Promise<string> {
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  const store = postgres(pool, { schema: 'farebox_history' });
  await store.migrate();
  const histories = [
    { account: 1, entries: SHORT, cells: [] as Measured[] },
    { account: 2, entries: LONG, cells: [] as Measured[] },
  ];
  for (const { account, entries } of histories) {
    await store.commit({ account, steps: [{ key: 'g', command: { do: 'grant', amount: 50_000_000 } }] });
    await pool.query(
      `insert into farebox_history.entries (account, seq, at, kind, key, part, hash, amount, held, debt, available_after, "grant", feature, member)
       select $1, 10 + i, now(), 'spend', 'old' || i || ':5f0c2d1e-analysis', 0, '1:0000000000000000', -1, 0, 0, 0, 1, 'pdp_analyzer', 'm' || i % 7 from generate_series(1, $2::int) i`,
      [account, entries],
    );
    await pool.query('update farebox_history.accounts set seq = 10 + $2, revision = revision + 1 where account = $1', [
      account,
      entries,
    ]);
  }
  await pool.query('vacuum analyze farebox_history.entries');
  let number = 0;
  for (let round = 0; round < rounds; round += 1)
    for (const { account, cells } of histories)
      cells.push(
        await measure(IN_FLIGHT, seconds, () =>
          store.commit({
            account,
            steps: [{ key: `s${(number += 1)}`, feature: 'pdp_analyzer', command: { do: 'spend', amount: 1 } }],
          }),
        ),
      );
  await store.close();
  await pool.end();
  const [short, long] = histories.map(({ cells }) => ({
    p50: median(cells.map((cell) => cell.p50)),
    p99: median(cells.map((cell) => cell.p99)),
  })) as [Pick<Measured, 'p50' | 'p99'>, Pick<Measured, 'p50' | 'p99'>];
  return `A customer with a million entries against one with a thousand, ${IN_FLIGHT} in flight, ${rounds} rounds of ${seconds} s in turns: p50 ${long.p50.toFixed(2)} against ${short.p50.toFixed(2)} ms (${(long.p50 / short.p50).toFixed(2)}x), p99 ${long.p99.toFixed(2)} against ${short.p99.toFixed(2)} ms (${(long.p99 / short.p99).toFixed(2)}x).`;
}

/** What a commit that waits for the disk costs here: the figure on which every ratio of a hot row hangs. */
export async function loneCommit(url: string): Promise<string> {
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  await pool.query('create table if not exists public.lone_commit (id int)');
  const times: number[] = [];
  for (let index = 0; index < 500; index += 1) {
    const asked = performance.now();
    await pool.query('insert into public.lone_commit values (1)');
    times.push(performance.now() - asked);
  }
  await pool.query('drop table public.lone_commit');
  await pool.end();
  return `A lone durable commit (one insert into an empty table) takes ${median(times).toFixed(2)} ms here. Where the disk is slower, everybody who waits for each commit falls behind and the hot ratios rise; spread ratios hardly move.`;
}
