import type { Store } from '@farebox/core/store';
import { ledgerRaces } from './races/ledger-races.js';
import { type Race, times } from './races/race.js';
import { recordRaces } from './races/record-races.js';

export type { Race, RaceSetting, Tally } from './races/race.js';

/** Every race, by name. Run them on one store, or each worker in a process of its own. */
export const races: readonly Race[] = [...ledgerRaces, ...recordRaces];

export function raceNamed(name: string): Race {
  const race = races.find((one) => one.name === name);
  if (!race) throw new Error(`There is no race ${name}.`);
  return race;
}

/** The whole race in one process: workers are concurrent calls, spread over the stores (all of the same data). */
export async function runRace(
  race: Race,
  stores: readonly Store[],
  base: number,
  seed: number,
  workers = 4,
): Promise<readonly string[]> {
  const [first] = stores as readonly [Store];
  await race.prepare(first, base);
  const tallies = await Promise.all(
    times(workers, (worker) => race.act(stores[worker % stores.length] as Store, { base, worker, workers, seed })),
  );
  return race.judge(first, base, tallies);
}
