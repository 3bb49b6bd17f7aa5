import {
  archiveLedger,
  memoryStore,
  type Step,
  type StepResult,
  type Store,
  type UnitResult,
  verifyLedger,
} from '@farebox/core/store';
import { describe, expect, it } from 'vitest';
import { comparable, dumpLedger } from '../src/conformance/dump.js';
import { documentStore } from '../src/document-store.js';
import { createRandom } from '../src/random.js';
import { acquaint, randomPause, randomStep } from '../src/random-steps.js';

const START = Date.UTC(2026, 0, 31, 12);
const SEEDS = Number(process.env['FAREBOX_SEEDS'] ?? 25);
const FIRST = Number(process.env['FAREBOX_FIRST_SEED'] ?? 1);

/** One random history: when, and what. */
function history(seed: number, length: number): readonly { readonly now: number; readonly step: Step }[] {
  const random = createRandom(seed);
  const known = acquaint(1);
  let now = START;
  return Array.from({ length }, () => {
    now += randomPause(random);
    return { now, step: randomStep(random, known, now) };
  });
}
const answerOf = (result: UnitResult): StepResult =>
  result.status === 'ok' ? (result.steps[0] as StepResult) : (result.why as StepResult);
async function stateOf(store: Store, now: number): Promise<unknown> {
  const dump = await dumpLedger(store, 1, now);
  return dump === null ? null : comparable(dump);
}

describe('decide', () => {
  it('T7 leaves the same state and answers whether what is due is settled often or only when somebody comes', async () => {
    for (let seed = FIRST; seed < FIRST + SEEDS; seed += 1) {
      const random = createRandom(seed + 1_000_000);
      const [often, late] = [memoryStore(), memoryStore()];
      let before = START;
      for (const { now, step } of history(seed, 80)) {
        for (let look = 0; look < 4; look += 1) {
          before += Math.floor((now - before) * random.next());
          await often.commit({ account: 1, steps: [], now: before });
        }
        const [a, b] = [
          await often.commit({ account: 1, steps: [step], now }),
          await late.commit({ account: 1, steps: [step], now }),
        ];
        expect(answerOf(a), `seed ${seed}, ${JSON.stringify(step)}`).toEqual(answerOf(b));
        before = now;
      }
      expect(await stateOf(often, before), `seed ${seed}`).toEqual(await stateOf(late, before));
    }
  }, 600_000);

  it('leaves the same state and answers whether units come one by one or queue up and are decided together', async () => {
    for (let seed = FIRST; seed < FIRST + SEEDS; seed += 1) {
      const random = createRandom(seed + 2_000_000);
      const [alone, together] = [memoryStore(), documentStore()];
      const steps = history(seed, 80);
      for (let from = 0; from < steps.length; ) {
        const batch = steps.slice(from, from + random.between(1, 12));
        const now = batch[0]?.now ?? START;
        const merged = await Promise.all(batch.map(({ step }) => together.commit({ account: 1, steps: [step], now })));
        const single: UnitResult[] = [];
        for (const { step } of batch) single.push(await alone.commit({ account: 1, steps: [step], now }));
        expect(merged.map(answerOf), `seed ${seed}, steps from ${from}`).toEqual(single.map(answerOf));
        from += batch.length;
      }
      const now = steps.at(-1)?.now ?? START;
      expect(await stateOf(together, now), `seed ${seed}`).toEqual(await stateOf(alone, now));
    }
  }, 600_000);

  it('L13 leaves the same state and answers whether old entries are archived again and again or never', async () => {
    let moved = 0;
    for (let seed = FIRST; seed < FIRST + SEEDS; seed += 1) {
      const random = createRandom(seed + 3_000_000);
      const [archiving, keeping] = [memoryStore(), memoryStore()];
      let last = START;
      for (const { now, step } of history(seed, 80)) {
        const [a, b] = [
          await archiving.commit({ account: 1, steps: [step], now }),
          await keeping.commit({ account: 1, steps: [step], now }),
        ];
        expect(answerOf(a), `seed ${seed}, ${JSON.stringify(step)}`).toEqual(answerOf(b));
        last = now;
        if (!random.chance(0.2)) continue;
        moved += (await archiveLedger(archiving, { before: now - random.between(0, 20) * 86_400_000 })).entries;
        for (const sinceCheckpoint of [true, false]) {
          const { faulty } = await verifyLedger(archiving, { now, sinceCheckpoint });
          expect(faulty, `seed ${seed}, ${JSON.stringify(step)}, from the checkpoint: ${sinceCheckpoint}`).toEqual([]);
        }
      }
      expect(await stateOf(archiving, last), `seed ${seed}`).toEqual(await stateOf(keeping, last));
    }
    expect(moved).toBeGreaterThan(100);
  }, 600_000);
});
