// pnpm simulate [--seeds N] [--seed S] [--minutes M] [--world ledger|engine]: deterministic runs of the ledger over a
// compare-and-set database and of the whole engine over the memory store, with crashes, lost replies and jumping clocks.
import { simulateEngine } from '../../packages/testing/src/simulation/simulate-engine.js';
import { EngineTally } from '../../packages/testing/src/simulation/engine-tally.js';
import { simulate } from '../../packages/testing/src/simulation/simulate.js';
import { SimulationTally } from '../../packages/testing/src/simulation/tally.js';

const textOption = (name: string): string | undefined => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
};
const option = (name: string): number | undefined => {
  const text = textOption(name);
  return text === undefined ? undefined : Number(text);
};
const YEAR_MS = 365.25 * 86_400_000;

const first = option('seed') ?? 1;
const seeds = option('seeds') ?? 50;
const minutes = option('minutes') ?? Number.POSITIVE_INFINITY;
const only = textOption('world');
const startedAt = performance.now();
const worlds = [
  // Fewer runs than `enough` need not have met everything.
  { name: 'ledger', tally: new SimulationTally(), simulate, steps: 0, enough: 20 },
  { name: 'engine', tally: new EngineTally(), simulate: simulateEngine, steps: 0, enough: 50 },
].filter(({ name }) => only === undefined || name === only);
let [ran, years, violations] = [0, 0, 0];
for (let seed = first; seed < first + seeds; seed += 1) {
  if (performance.now() - startedAt > minutes * 60_000) break;
  ran += 1;
  for (const world of worlds) {
    const result = await world.simulate(seed);
    world.steps += result.steps;
    years += result.simulatedMs / YEAR_MS;
    violations += result.violations.length;
    world.tally.merge(result.tally as never);
    for (const violation of result.violations.slice(0, 5)) console.log(`seed ${seed}, ${world.name}: ${violation}`);
    if (result.violations.length > 0)
      console.log(`again: pnpm simulate --seed ${seed} --seeds 1 --world ${world.name}`);
  }
}
const steps = worlds.reduce((sum, world) => sum + world.steps, 0);
for (const { name, tally, steps: own, enough } of worlds) {
  console.log(`\n${name}: ${own} steps`);
  console.log(tally.table());
  const zeros = ran >= enough ? tally.zeros() : [];
  for (const zero of zeros) console.log(`never met: ${name} ${zero}`);
  if (zeros.length > 0) process.exitCode = 1;
}
if (violations > 0) process.exitCode = 1;
console.log(`${ran} seeds, ${steps} steps, ${years.toFixed(1)} simulated years, ${violations} violations`);
