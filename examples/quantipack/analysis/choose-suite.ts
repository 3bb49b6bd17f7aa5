import type { Yielder } from './cooperate.js';
import { type Footprint, footprintsFor, heightNeeded } from './footprints.js';
import { type Box, volumeOf } from './packing/box.js';
import type { ParcelGroup } from './packing/parcel-groups.js';

/** A box that could be made. */
export interface BoxShape extends Footprint {
  readonly heightMm: number;
}

export interface SuiteStep {
  readonly shapes: readonly BoxShape[];
  /** Cubic millimetres of box that all parcels take; null while some parcel fits none of the shapes. */
  readonly shippedVolume: number | null;
}

interface Candidate {
  readonly shape: BoxShape;
  readonly volume: number;
  /** By group: does it fit? */
  readonly fits: Uint8Array;
}

/** A suite of more sizes is a storage problem. */
export const MOST_BOXES = 8;
const SWAP_ROUNDS = 3;

/**
 * The best suites found of 1, 2, … 8 sizes. Choosing k sizes so that all parcels ship in the least volume is the
 * k-median problem; this is its usual greedy answer (add the size that saves most) improved by swapping single sizes
 * while that saves anything.
 */
export async function chooseSuites(
  groups: readonly ParcelGroup[],
  suite: readonly Box[],
  yielder: Yielder,
): Promise<SuiteStep[]> {
  if (groups.length === 0) return [];
  const candidates = await candidatesFor(groups, suite, yielder);
  const counts = groups.map(({ count }) => count);
  // A parcel without a box costs more than any box, so that coverage comes before thrift.
  const penalty = 4 * candidates.reduce((largest, { volume }) => Math.max(largest, volume), 0);
  const cost = (chosen: readonly Candidate[]) => {
    let total = 0;
    for (const [group, count] of counts.entries()) total += count * cheapest(chosen, group, penalty);
    return total;
  };
  const steps: SuiteStep[] = [];
  let chosen: Candidate[] = [];
  while (chosen.length < Math.min(MOST_BOXES, candidates.length)) {
    await yielder.turn(0.5 + chosen.length / (2 * MOST_BOXES));
    chosen.push(bestAddition(chosen, candidates, counts, penalty));
    chosen = await improveBySwaps(chosen, candidates, counts, penalty, yielder);
    const covered = counts.every((_, group) => chosen.some(({ fits }) => fits[group] === 1));
    steps.push({
      shapes: chosen.map(({ shape }) => shape).toSorted((a, b) => volumeOf(a) - volumeOf(b)),
      shippedVolume: covered ? cost(chosen) : null,
    });
  }
  return steps;
}

async function candidatesFor(
  groups: readonly ParcelGroup[],
  suite: readonly Box[],
  yielder: Yielder,
): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  const footprints = footprintsFor(suite);
  for (const [index, footprint] of footprints.entries()) {
    const needs: (number | null)[] = [];
    for (const group of groups) {
      await yielder.turn((0.5 * index) / footprints.length);
      needs.push(heightNeeded(group, footprint));
    }
    for (const heightMm of new Set(needs.filter((need) => need !== null))) {
      const shape = { ...footprint, heightMm };
      const fits = Uint8Array.from(needs, (need) => (need !== null && need <= heightMm ? 1 : 0));
      candidates.push({ shape, volume: volumeOf(shape), fits });
    }
  }
  return candidates;
}

function cheapest(chosen: readonly Candidate[], group: number, penalty: number): number {
  let least = penalty;
  for (const { fits, volume } of chosen) if (fits[group] === 1 && volume < least) least = volume;
  return least;
}

function bestAddition(
  chosen: readonly Candidate[],
  candidates: readonly Candidate[],
  counts: readonly number[],
  penalty: number,
): Candidate {
  const current = counts.map((_, group) => cheapest(chosen, group, penalty));
  let best: { candidate: Candidate; saved: number } | null = null;
  for (const candidate of candidates) {
    let saved = 0;
    for (let group = 0; group < counts.length; group += 1) {
      const now = current[group] ?? 0;
      if (candidate.fits[group] === 1 && candidate.volume < now)
        saved += (counts[group] ?? 0) * (now - candidate.volume);
    }
    if (!best || saved > best.saved) best = { candidate, saved };
  }
  if (!best) throw new Error('A suite is chosen from at least one candidate.');
  return best.candidate;
}

/** Takes one size out and puts the best one in, for each size in turn, until a round changes nothing. */
async function improveBySwaps(
  start: readonly Candidate[],
  candidates: readonly Candidate[],
  counts: readonly number[],
  penalty: number,
  yielder: Yielder,
): Promise<Candidate[]> {
  let chosen = [...start];
  for (let round = 0; round < SWAP_ROUNDS; round += 1) {
    let changed = false;
    for (const [index, old] of chosen.entries()) {
      await yielder.turn(0.5 + chosen.length / (2 * MOST_BOXES));
      const better = bestAddition(chosen.toSpliced(index, 1), candidates, counts, penalty);
      if (better === old) continue;
      chosen = chosen.with(index, better);
      changed = true;
    }
    if (!changed) break;
  }
  return chosen;
}
