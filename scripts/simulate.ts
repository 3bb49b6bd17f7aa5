// pnpm simulate [--seeds N] [--seed S] [--minutes M]: deterministic runs of the whole ledger with crashes, duplicates and jumping clocks.
import { simulate } from '../packages/testing/src/simulation/simulate.js';
import { SimulationTally } from '../packages/testing/src/simulation/tally.js';

const option = (name: string): number | undefined => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : Number(process.argv[at + 1]);
};
const YEAR_MS = 365.25 * 86_400_000;
/** Fewer runs than this need not have met everything. */
const ENOUGH_SEEDS = 20;

const first = option('seed') ?? 1;
const seeds = option('seeds') ?? 50;
const minutes = option('minutes') ?? Number.POSITIVE_INFINITY;
const startedAt = performance.now();
const tally = new SimulationTally();
let [ran, steps, years, violations] = [0, 0, 0, 0];
for (let seed = first; seed < first + seeds; seed += 1) {
  if (performance.now() - startedAt > minutes * 60_000) break;
  const result = await simulate(seed);
  ran += 1;
  steps += result.steps;
  years += result.simulatedMs / YEAR_MS;
  violations += result.violations.length;
  tally.merge(result.tally);
  for (const violation of result.violations.slice(0, 5)) console.log(`seed ${seed}: ${violation}`);
  if (result.violations.length > 0) console.log(`again: pnpm simulate --seed ${seed} --seeds 1`);
}
console.log(tally.table());
const zeros = ran >= ENOUGH_SEEDS ? tally.zeros() : [];
for (const zero of zeros) console.log(`never met: ${zero}`);
if (violations > 0 || zeros.length > 0) process.exitCode = 1;
console.log(`${ran} seeds, ${steps} steps, ${years.toFixed(1)} simulated years, ${violations} violations`);
