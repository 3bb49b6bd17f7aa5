// What a pooler costs: the same spends on PostgreSQL itself, with and without prepared names, and through PgBouncer in
// transaction mode without. `node scripts/run.mjs packages/sql/bench/pgbouncer.ts [--seconds 3 --rounds 3 --out docs/bench]`
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startPgBouncer } from '../test/pgbouncer.js';
import { startOwnPostgres } from '../test/postgres-server.js';
import type { Contender, Load } from './contender.js';
import { storeContender } from './store-contenders.js';
import { type Measured, median } from './measure.js';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '3' },
    customers: { type: 'string', default: '2000' },
    inflight: { type: 'string', default: '8,32,256' },
    out: { type: 'string' },
  },
});
const [seconds, rounds, customers] = [Number(values.seconds), Number(values.rounds), Number(values.customers)];
const inFlights = values.inflight.split(',').map(Number);
const loads: readonly Load[] = ['spread', 'hot'];

// What runs is what stands here now, whatever is committed meanwhile.
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
// Default durability: no flags.
const server = await startOwnPostgres();
// As many connections to PostgreSQL as the store's own pool has.
const bouncer = await startPgBouncer(server.port, 10);
const urlOn = (port: number): string => `postgres://postgres:postgres@127.0.0.1:${port}/postgres`;
const ways = [
  { name: 'direct, prepared', port: server.port, preparedStatements: true },
  { name: 'direct, unprepared', port: server.port, preparedStatements: false },
  { name: `${bouncer.version}, unprepared`, port: bouncer.port, preparedStatements: false },
] as const;

type Cell = Measured & { readonly fastShare?: number };
const cells = new Map<string, Cell[]>();
const loadsSeen: number[] = [loadavg()[0] ?? 0];
const contenders: Contender[] = [];
try {
  for (const [index, { port, preparedStatements }] of ways.entries())
    contenders.push(
      await storeContender({ url: urlOn(port), customers }, 'spend', 'twenty', {
        schema: `way_${index}`,
        preparedStatements,
      }),
    );
  for (let round = 1; round <= rounds; round++) {
    for (const load of loads) {
      for (const inFlight of inFlights) {
        // Each round begins with another one: what the machine does meanwhile hits all of them.
        for (let turn = 0; turn < ways.length; turn++) {
          const at = (turn + round) % ways.length;
          const [way, contender] = [ways[at], contenders[at]];
          if (!way || !contender) continue;
          await contender.prepare(load, seconds);
          const cell = await contender.run(load, inFlight, seconds);
          const key = `${load}|${inFlight}|${way.name}`;
          cells.set(key, [...(cells.get(key) ?? []), cell]);
          console.error(
            `round ${round} ${key}: ${Math.round(cell.perSecond)}/s p50 ${cell.p50.toFixed(1)} p99 ${cell.p99.toFixed(1)}`,
          );
        }
        loadsSeen.push(loadavg()[0] ?? 0);
      }
    }
  }
  const lines = [
    '| load | in flight | way | per s | p50 ms | p99 ms | x direct, prepared | fast path |',
    '|---|---:|---|---:|---:|---:|---:|---:|',
  ];
  for (const load of loads) {
    for (const inFlight of inFlights) {
      const of = (name: string, pick: (cell: Cell) => number): number =>
        median((cells.get(`${load}|${inFlight}|${name}`) ?? []).map(pick));
      const best = of(ways[0].name, (cell) => cell.perSecond);
      for (const { name } of ways) {
        const perSecond = of(name, (cell) => cell.perSecond);
        const share = of(name, (cell) => cell.fastShare ?? 0);
        lines.push(
          `| ${load} | ${inFlight} | ${name} | ${Math.round(perSecond).toLocaleString('en')} | ${of(name, (cell) => cell.p50).toFixed(1)} | ${of(name, (cell) => cell.p99).toFixed(1)} | ${(perSecond / best).toFixed(2)} | ${Math.round(share * 100)} % |`,
        );
      }
    }
  }
  const head = `PostgreSQL behind PgBouncer at ${commit}`;
  const how = `Spends as in ledger.md: ${rounds} interleaved rounds of ${seconds} s, medians, ${customers.toLocaleString('en')} customers, one process with ten connections, Node ${process.version}, default durability. Load average ${Math.min(...loadsSeen).toFixed(1)} to ${Math.max(...loadsSeen).toFixed(1)} on ${availableParallelism()} cores: take the ratios.`;
  const text = `# ${head}\n\n${how}\n\n${lines.join('\n')}\n`;
  console.log(text);
  if (values.out !== undefined) {
    mkdirSync(values.out, { recursive: true });
    writeFileSync(join(values.out, 'pgbouncer.md'), text);
  }
} finally {
  for (const contender of contenders) await contender.close();
  await bouncer.stop();
  await server.stop();
}
