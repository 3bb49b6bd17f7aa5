import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startOwnPostgres } from '../test/postgres-server.js';
import type { Cell, Contender, Grants, Load } from './contender.js';
import { cellKey, goalsOf, mediansOf, tableOf } from './ledger-report.js';
import { loneCommit, longHistory } from './long-history.js';
import { type PublicCall, publicCalls } from './public-calls.js';
import { publicWorld } from './public-contenders.js';
import { hasPgbench, raw } from './raw-contenders.js';
import { rival } from './rival.js';
import { storeContender } from './store-contenders.js';

// `--only` takes raw, rival, select, spend, pair, history and the names of the public API's calls.
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '5' },
    customers: { type: 'string', default: '10000' },
    inflight: { type: 'string', default: '1,8,32,256' },
    loads: { type: 'string', default: 'spread,hot' },
    grants: { type: 'string', default: 'twenty,one' },
    processes: { type: 'string', default: '0' },
    url: { type: 'string' },
    only: { type: 'string' },
    out: { type: 'string' },
  },
});
const [seconds, rounds, customers] = [Number(values.seconds), Number(values.rounds), Number(values.customers)];
const inFlights = values.inflight.split(',').map(Number);
const loads = values.loads.split(',') as Load[];
const sizes = values.grants.split(',') as Grants[];
const wanted = (name: string): boolean => values.only === undefined || values.only.split(',').includes(name);

if (!hasPgbench())
  throw new Error('bench:ledger needs pgbench on the PATH (Debian: postgresql package): it is what "raw" means.');
// What runs is what stands here now, whatever is committed meanwhile.
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
// Default durability: no flags.
const server = values.url === undefined ? await startOwnPostgres() : null;
const url = values.url ?? `postgres://postgres:postgres@127.0.0.1:${server?.port}/postgres`;
const loadBefore = loadavg()[0] ?? 0;
const contenders: Contender[] = [];
const closing: (() => Promise<unknown>)[] = [];
try {
  const target = { url, customers };
  if (wanted('raw')) contenders.push(await raw(target, 'spend'));
  if (wanted('rival')) contenders.push(await rival(target));
  for (const grants of sizes) {
    for (const kind of ['spend', 'pair'] as const)
      if (wanted(kind)) contenders.push(await storeContender(target, kind, grants));
    // What only reads does not care for the size of a grant: once is enough.
    const calls: readonly PublicCall[] =
      grants === sizes[0]
        ? publicCalls
        : publicCalls.filter((call) => call === 'tokens.spend' || call === 'tokens.run');
    const asked = calls.filter(wanted);
    if (asked.length === 0) continue;
    const world = await publicWorld(target, grants, asked, Number(values.processes));
    contenders.push(...world.contenders);
    closing.push(world.close);
  }
  if (wanted('select')) contenders.push(await raw(target, 'select'));

  const disk = await loneCommit(url);
  const cells = new Map<string, Cell[]>();
  for (let round = 1; round <= rounds; round++) {
    for (const load of loads) {
      for (const inFlight of inFlights) {
        for (const contender of contenders) {
          if (inFlight < (contender.leastInFlight ?? 1)) continue;
          await contender.prepare(load, seconds);
          const cell = await contender.run(load, inFlight, seconds);
          const key = cellKey(contender.name, load, inFlight);
          cells.set(key, [...(cells.get(key) ?? []), cell]);
          console.error(
            `round ${round} ${key}: ${Math.round(cell.perSecond)}/s p50 ${cell.p50.toFixed(2)} p99 ${cell.p99.toFixed(1)}${cell.fastShare === undefined ? '' : ` fast ${Math.round(cell.fastShare * 100)} %`}`,
          );
        }
      }
    }
  }
  const medians = mediansOf(cells);
  const history = wanted('history') ? await longHistory(url, rounds, Math.min(seconds, 3)) : '';
  const head = `Ledger benchmark at ${commit}: ${rounds} interleaved rounds of ${seconds} s, medians, ${customers.toLocaleString('en')} customers, Node ${process.version}, default durability; load average before the run ${loadBefore.toFixed(1)} on ${availableParallelism()} cores. "store.commit" is the store by itself, "tokens.…" and the like what an app calls (a pool of ten connections each). "x raw" is by pgbench's best spend of a load, on 64 connections at most; "x its measure" by the store's spend for a spend, by a spend for a run, by a raw select by key for what only reads. ${disk}`;
  const parts = [head, goalsOf(medians), tableOf(medians, contenders), history].filter(Boolean);
  console.log(parts.join('\n\n'));
  if (values.out !== undefined) {
    mkdirSync(values.out, { recursive: true });
    writeFileSync(join(values.out, 'ledger.md'), `# Ledger benchmark\n\n${parts.join('\n\n')}\n`);
    writeFileSync(
      join(values.out, 'ledger.json'),
      `${JSON.stringify({ commit, seconds, rounds, customers, medians, cells: Object.fromEntries(cells) }, null, 1)}\n`,
    );
  }
} finally {
  for (const contender of contenders) await contender.close();
  for (const close of closing) await close();
  await server?.stop();
}
