// pnpm simulate [--seeds N] [--seed S] [--minutes M] [--world ledger|engine] [--workers W]: deterministic runs of the ledger
// over a compare-and-set database and of the whole engine over the memory store, with crashes, lost replies and jumping clocks.
import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { EngineTally } from '../../packages/testing/src/simulation/engine-tally.js';
import { simulate } from '../../packages/testing/src/simulation/simulate.js';
import { simulateEngine } from '../../packages/testing/src/simulation/simulate-engine.js';
import { SimulationTally } from '../../packages/testing/src/simulation/tally.js';

const YEAR_MS = 365.25 * 86_400_000;
const WORLDS = ['ledger', 'engine'] as const;
type World = (typeof WORLDS)[number];
/** What a thread tells of one seed in one world; the tally arrives as plain data. */
interface Told {
  readonly seed: number;
  readonly world: World;
  readonly steps: number;
  readonly simulatedMs: number;
  readonly violations: readonly string[];
  readonly tally: unknown;
}
interface Asked {
  readonly seed: number;
  readonly worlds: readonly World[];
}

const textOption = (name: string): string | undefined => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
};
const option = (name: string): number | undefined => {
  const text = textOption(name);
  return text === undefined ? undefined : Number(text);
};

/** A thread runs seed after seed. A run takes the machine's clock and dice for its own, so a thread does nothing else. */
function work(): void {
  parentPort?.on('message', async ({ seed, worlds }: Asked) => {
    const told: Told[] = [];
    for (const world of worlds) {
      const result = await (world === 'ledger' ? simulate(seed) : simulateEngine(seed));
      told.push({ seed, world, ...result });
    }
    parentPort?.postMessage(told);
  });
}

async function lead(): Promise<void> {
  const first = option('seed') ?? 1;
  const seeds = option('seeds') ?? 50;
  const minutes = option('minutes') ?? Number.POSITIVE_INFINITY;
  const only = textOption('world');
  const worlds = WORLDS.filter((name) => only === undefined || name === only);
  const startedAt = performance.now();
  // Fewer runs than `enough` need not have met everything.
  const totals = {
    ledger: { tally: new SimulationTally(), steps: 0, enough: 20 },
    engine: { tally: new EngineTally(), steps: 0, enough: 50 },
  };
  let [next, ran, years, violations] = [first, 0, 0, 0];

  const hear = ({ seed, world, steps, simulatedMs, violations: found, tally }: Told): void => {
    const total = totals[world];
    total.steps += steps;
    total.tally.merge(tally as never);
    years += simulatedMs / YEAR_MS;
    violations += found.length;
    for (const violation of found.slice(0, 5)) console.log(`seed ${seed}, ${world}: ${violation}`);
    if (found.length > 0) console.log(`again: pnpm simulate --seed ${seed} --seeds 1 --world ${world}`);
  };
  const employ = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL(import.meta.url));
      const ask = (): void => {
        if (next >= first + seeds || performance.now() - startedAt > minutes * 60_000) {
          void worker.terminate();
          resolve();
          return;
        }
        worker.postMessage({ seed: next, worlds } satisfies Asked);
        next += 1;
      };
      worker.on('error', reject);
      worker.on('message', (told: readonly Told[]) => {
        ran += 1;
        told.forEach(hear);
        ask();
      });
      ask();
    });
  const hands = Math.min(seeds, option('workers') ?? availableParallelism());
  await Promise.all(Array.from({ length: hands }, employ));

  for (const name of worlds) {
    const { tally, steps, enough } = totals[name];
    console.log(`\n${name}: ${steps} steps`);
    console.log(tally.table());
    const zeros = ran >= enough ? tally.zeros() : [];
    for (const zero of zeros) console.log(`never met: ${name} ${zero}`);
    if (zeros.length > 0) process.exitCode = 1;
  }
  if (violations > 0) process.exitCode = 1;
  const steps = totals.ledger.steps + totals.engine.steps;
  const perMinute = Math.round(ran / ((performance.now() - startedAt) / 60_000));
  console.log(
    `${ran} seeds, ${steps} steps, ${years.toFixed(1)} simulated years, ${violations} violations; ${perMinute} seeds a minute on ${hands} threads`,
  );
}

if (isMainThread) await lead();
else work();
