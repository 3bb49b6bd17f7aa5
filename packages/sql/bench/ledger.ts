import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startOwnPostgres } from '../test/postgres-server.js';
import { type Contender, farebox, hasPgbench, type Load, raw, rival } from './contenders.js';
import { loneCommit, longHistory } from './long-history.js';
import { type Measured, median } from './measure.js';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '5' },
    customers: { type: 'string', default: '10000' },
    inflight: { type: 'string', default: '8,32,256' },
    loads: { type: 'string', default: 'spread,hot' },
    url: { type: 'string' },
    only: { type: 'string' },
    out: { type: 'string' },
  },
});
const seconds = Number(values.seconds);
const rounds = Number(values.rounds);
const customers = Number(values.customers);
const inFlights = values.inflight.split(',').map(Number);
const loads = values.loads.split(',') as Load[];

if (!hasPgbench())
  throw new Error('bench:ledger needs pgbench on the PATH (Debian: postgresql package): it is what "raw" means.');
// Default durability: no flags.
const server = values.url === undefined ? await startOwnPostgres() : null;
const url = values.url ?? `postgres://postgres:postgres@127.0.0.1:${server?.port}/postgres`;
const wanted = (name: string): boolean => values.only === undefined || values.only.split(',').includes(name);
const loadBefore = loadavg()[0] ?? 0;
const contenders: Contender[] = [];
try {
  const target = { url, customers };
  if (wanted('raw')) contenders.push(await raw(target));
  if (wanted('rival')) contenders.push(await rival(target));
  if (wanted('spend')) contenders.push(await farebox(target, 'spend'));
  if (wanted('pair')) contenders.push(await farebox(target, 'pair'));

  const disk = await loneCommit(url);
  type Cell = Measured & { readonly fastShare?: number };
  const cells = new Map<string, Cell[]>();
  for (let round = 1; round <= rounds; round++) {
    for (const load of loads) {
      for (const inFlight of inFlights) {
        for (const contender of contenders) {
          await contender.prepare(load, seconds);
          const cell = await contender.run(load, inFlight, seconds);
          const key = `${contender.name}|${load}|${inFlight}`;
          cells.set(key, [...(cells.get(key) ?? []), cell]);
          console.error(
            `round ${round} ${key}: ${Math.round(cell.perSecond)}/s p50 ${cell.p50.toFixed(1)} p99 ${cell.p99.toFixed(1)}${cell.fastShare === undefined ? '' : ` fast ${Math.round(cell.fastShare * 100)} %`}`,
          );
        }
      }
    }
  }
  const medians = [...cells].map(([key, list]) => {
    const [name = '', load = '', inFlight = ''] = key.split('|');
    const of = (pick: (cell: Cell) => number): number => median(list.map(pick));
    const share = list[0]?.fastShare === undefined ? null : of((cell) => cell.fastShare ?? 0);
    return {
      name,
      load,
      inFlight: Number(inFlight),
      perSecond: Math.round(of((cell) => cell.perSecond)),
      p50: of((cell) => cell.p50),
      p99: of((cell) => cell.p99),
      fastShare: share,
    };
  });
  const best = (load: string): number =>
    Math.max(...medians.filter((one) => one.name.startsWith('raw') && one.load === load).map((one) => one.perSecond));
  const rivalAt = (load: string, inFlight: number): number | undefined =>
    medians.find((one) => one.name === 'stripe-no-webhooks' && one.load === load && one.inFlight === inFlight)
      ?.perSecond;
  const lines = [
    '| load | in flight | what | per s | p50 ms | p99 ms | x raw | x rival | fast path |',
    '|---|---:|---|---:|---:|---:|---:|---:|---:|',
  ];
  for (const one of medians) {
    const ours = one.name.startsWith('Farebox');
    const other = rivalAt(one.load, one.inFlight);
    lines.push(
      `| ${one.load} | ${one.inFlight} | ${one.name} | ${one.perSecond.toLocaleString('en')} | ${one.p50.toFixed(1)} | ${one.p99.toFixed(1)} | ${(one.perSecond / best(one.load)).toFixed(2)} | ${ours && other ? (one.perSecond / other).toFixed(1) : ''} | ${one.fastShare === null ? '' : `${Math.round(one.fastShare * 100)} %`} |`,
    );
  }
  const history = wanted('history') ? await longHistory(url, rounds, Math.min(seconds, 3)) : '';
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const head = `Ledger benchmark at ${commit}: ${rounds} interleaved rounds of ${seconds} s, medians, ${customers.toLocaleString('en')} customers, Node ${process.version}, default durability; load average before the run ${loadBefore.toFixed(1)} on ${availableParallelism()} cores. "Raw" is pgbench's best figure of a load, on 64 connections at most. ${disk}`;
  console.log(`${head}\n\n${lines.join('\n')}\n\n${history}`);
  if (values.out !== undefined) {
    mkdirSync(values.out, { recursive: true });
    writeFileSync(
      join(values.out, 'ledger.md'),
      `# Ledger benchmark\n\n${head}\n\n${lines.join('\n')}\n\n${history}\n`,
    );
    writeFileSync(
      join(values.out, 'ledger.json'),
      `${JSON.stringify({ commit, seconds, rounds, customers, medians, cells: Object.fromEntries(cells) }, null, 1)}\n`,
    );
  }
} finally {
  for (const contender of contenders) await contender.close();
  await server?.stop();
}
