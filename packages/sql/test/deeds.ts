import type { Store } from '@farebox/core/store';
import { type RaceSetting, type Tally, acquaint, createRandom, randomStep } from '@farebox/testing';

export type Deed = 'spendForEver' | 'randomSteps';

/** What a worker does outside of the kit's races. */
export const deeds: Readonly<Record<Deed, (store: Store, setting: RaceSetting) => Promise<Tally>>> = {
  /** Spends 1 again and again until it is killed, and tells after each which key was acknowledged. */
  async spendForEver(store, { base, worker, seed }) {
    const random = createRandom(seed + worker);
    for (let number = 0; ; number++) {
      const account = base + random.between(0, 3);
      const key = `w${worker}:${seed}:${number}`;
      const result = await store.commit({ account, steps: [{ key, command: { do: 'spend', amount: 1 } }] });
      if (result.status === 'ok') process.send?.({ acknowledged: [account, key] });
    }
  },
  /** Full-ledger steps on eight accounts, many at the same time; replays of its own keys are checked against their first answer. */
  async randomSteps(store, { base, worker, seed, workers }) {
    const random = createRandom(seed * 1000 + worker);
    const known = Array.from({ length: 8 }, (_, index) => acquaint(base + index));
    for (const one of known) one.serial = worker * 10_000_000 + random.between(0, 9_000) * 1000;
    const operations = Number(process.env['FAREBOX_OPERATIONS'] ?? 1000);
    const lanes = Math.max(1, Math.floor(32 / workers));
    let done = 0;
    let replaysWrong = 0;
    const acknowledged: string[] = [];
    await Promise.all(
      Array.from({ length: lanes }, async () => {
        while (done < operations) {
          done++;
          const one = random.pick(known);
          const step = randomStep(random, one, Date.now());
          const unit = { account: one.account, steps: [step] };
          const first = await store.commit(unit);
          if (first.status !== 'ok' || first.steps[0]?.status !== 'ok') continue;
          acknowledged.push(
            `${one.account}|${first.steps[0].seq}|${'hold' in step.command ? step.command.hold : step.key}`,
          );
          if (!random.chance(0.05)) continue;
          const again = await store.commit(unit);
          const answer = again.status === 'ok' ? again.steps[0] : null;
          const isSame =
            answer?.status === 'replay' &&
            answer.first.seq === first.steps[0].seq &&
            answer.first.amount === first.steps[0].amount;
          if (!isSame && step.command.do !== 'extend') replaysWrong++;
        }
      }),
    );
    return { operations: done, replaysWrong, acknowledged };
  },
};
