import { memoryStore, type StepDone } from '@farebox/core/store';
import { acquaint, createRandom, dumpLedger, randomPause, randomStep } from '@farebox/testing';
import { describe, expect, it } from 'vitest';
import { compareWithModel, type Dump } from '../proof/model.js';
import type { Witness } from './deeds.js';

const START = Date.UTC(2026, 0, 31, 10);
const ACCOUNT = 1;

/** A ledger after random full-ledger steps, and what their callers were answered. */
async function busy(
  seed: number,
): Promise<{ readonly dump: Dump; readonly witnesses: readonly Witness[]; now: number }> {
  const store = memoryStore();
  const random = createRandom(seed);
  const known = acquaint(ACCOUNT);
  const witnesses: Witness[] = [];
  let now = START;
  for (let index = 0; index < 150; index++) {
    now += randomPause(random);
    const step = randomStep(random, known, now);
    const answered = await store.commit({ account: ACCOUNT, steps: [step], now });
    const result = answered.status === 'ok' ? answered.steps[0] : answered.why;
    if (!result || result === 'guardLost') throw new Error('A unit of one step has one answer.');
    witnesses.push({ id: String(index), account: ACCOUNT, step, result });
  }
  const dump = await dumpLedger(store, ACCOUNT, now);
  if (!dump) throw new Error('Nothing was done.');
  return { dump, witnesses, now };
}
const kindsOf = async (dump: Dump, witnesses: readonly Witness[], now: number): Promise<ReadonlySet<string>> =>
  new Set((await compareWithModel(dump, witnesses, now, ACCOUNT)).differences.map(({ kind }) => kind));
const isDone = ({ result }: Witness): boolean => result.status === 'ok';

describe('the model that proofs compare with', () => {
  it.each([1, 2, 3, 4, 5, 6])(
    'agrees with a sound ledger, in whatever order its answers were heard (seed %i)',
    async (seed) => {
      const { dump, witnesses, now } = await busy(seed);
      const shuffled = createRandom(seed).shuffle(witnesses);
      const { differences, effects, replays } = await compareWithModel(dump, shuffled, now, ACCOUNT);
      expect(differences).toEqual([]);
      expect(effects).toBe(witnesses.filter(isDone).length);
      expect(effects).toBeGreaterThan(60);
      expect(replays).toBeGreaterThan(0);
    },
  );

  it('agrees when the first answer was lost and only a replay told of the effect', async () => {
    const { dump, witnesses, now } = await busy(7);
    const lost = witnesses.map((witness): Witness => {
      const { result, step } = witness;
      if (result.status !== 'ok' || step.command.do === 'extend') return witness;
      const { crossed: _untold, ...first } = result;
      return { ...witness, result: { status: 'replay', first, kind: 'spend', reference: null } };
    });
    expect((await compareWithModel(dump, lost, now, ACCOUNT)).differences).toEqual([]);
  });

  it('names an acknowledged effect that is not there lost', async () => {
    const { dump, witnesses, now } = await busy(8);
    const entries = dump.entries.filter(({ kind }, index) => kind !== 'spend' || index < 40);
    expect(entries.length).toBeLessThan(dump.entries.length);
    expect(await kindsOf({ ...dump, entries }, witnesses, now)).toContain('lost');
  });

  it('names an effect that nobody was told of doubled, and one key that was done twice', async () => {
    const { dump, witnesses, now } = await busy(9);
    const last = witnesses.findLast((witness) => isDone(witness) && witness.step.command.do === 'spend') as Witness;
    expect(
      await kindsOf(
        dump,
        witnesses.filter((witness) => witness !== last),
        now,
      ),
    ).toContain('doubled');
    const twice: Witness = { ...last, result: { ...(last.result as StepDone), seq: 100_000 } };
    expect(await kindsOf(dump, [...witnesses, twice], now)).toContain('doubled');
  });

  it.each([
    [
      'a balance',
      (dump: Dump): Dump => ({ ...dump, account: { ...dump.account, available: dump.account.available + 1 } }),
    ],
    ['a grant', (dump: Dump): Dump => ({ ...dump, grants: dump.grants.map((one) => ({ ...one, remaining: 0 })) })],
    [
      'the time of an entry',
      (dump: Dump): Dump => ({ ...dump, entries: dump.entries.map((one) => ({ ...one, at: 0 })) }),
    ],
    ['details', (dump: Dump): Dump => ({ ...dump, details: dump.details.slice(1) })],
    [
      'a schedule',
      (dump: Dump): Dump => ({ ...dump, schedules: dump.schedules.map((one) => ({ ...one, nextK: 99 })) }),
    ],
  ])('says that %s differs', async (_, change) => {
    const { dump, witnesses, now } = await busy(10);
    expect(await kindsOf(change(dump), witnesses, now)).toContain('differs');
  });

  it('says that an answer differs from the one the model gives', async () => {
    const { dump, witnesses, now } = await busy(11);
    const wrong = witnesses.map((witness) =>
      witness.result.status === 'ok' && witness.step.command.do === 'spend'
        ? { ...witness, result: { ...witness.result, available: witness.result.available + 1 } }
        : witness,
    );
    expect(await kindsOf(dump, wrong, now)).toEqual(new Set(['differs']));
  });
});
