import { type EntryRow, entries, violationsOf } from '@farebox/core/store';
import { dumpLedger, listAll } from '../conformance/dump.js';
import { createRandom } from '../random.js';
import { acquaint, randomStep } from '../random-steps.js';
import { all, type Race, sound, statusOf, stepOf, times, total } from './race.js';

const overspend: Race = {
  name: 'overspend',
  title: 'L2 L3 L4 L5 L6 L7 never spends more than there is, from several grants, and declines nobody for nothing',
  async prepare(store, base) {
    await store.commit({
      account: base,
      steps: times(5, (index) => ({
        key: `grant-${index}`,
        command: { do: 'grant', amount: 20, priority: 10 + index },
      })),
    });
  },
  async act(store, { base, worker, seed }) {
    const random = createRandom(seed + worker);
    let accepted = 0;
    for (let round = 0; round < 3; round += 1) {
      const results = await Promise.all(
        times(8, (index) =>
          store.commit({
            account: base,
            steps: [{ key: `s-${worker}-${round}-${index}`, command: { do: 'spend', amount: random.between(1, 5) } }],
          }),
        ),
      );
      for (const result of results) {
        const step = stepOf(result);
        if (step.status === 'ok') accepted += step.amount;
      }
    }
    return { accepted };
  },
  async judge(store, base, tallies) {
    const accepted = total(tallies, 'accepted');
    const { slice } = await store.read(base);
    const left = slice.account?.available ?? -1;
    const complaints = [...(await sound(store, base))];
    if (accepted > 100) complaints.push(`${accepted} of 100 tokens were spent`);
    if (accepted + left !== 100) complaints.push(`${accepted} were spent and ${left} are left of 100`);
    if (left >= 5) complaints.push(`${left} are left: somebody was declined for nothing`);
    return complaints;
  },
};

const sameKey: Race = {
  name: 'same-key',
  title:
    'L10 does the work of one key once, whoever sends it how often at the same time, and tells all of them the same',
  async prepare(store, base) {
    await store.commit({ account: base, steps: [{ key: 'grant', command: { do: 'grant', amount: 1000 } }] });
  },
  async act(store, { base }) {
    let done = 0;
    const answers: string[] = [];
    for (let round = 0; round < 6; round += 1) {
      const results = await Promise.all(
        times(8, () =>
          store.commit({
            account: base,
            steps: [
              {
                key: `op-${round}`,
                command: round % 2 === 0 ? { do: 'spend', amount: 3 } : { do: 'hold', amount: 3, ttlSeconds: 3600 },
              },
            ],
          }),
        ),
      );
      for (const result of results) {
        const step = stepOf(result);
        if (step.status === 'ok') done += 1;
        const first = step.status === 'ok' ? step : step.status === 'replay' ? step.first : step;
        answers.push(JSON.stringify([round, Object.entries(first).sort()]));
      }
    }
    return { done, answers };
  },
  async judge(store, base, tallies) {
    const complaints = [...(await sound(store, base))];
    const done = total(tallies, 'done');
    const answers = new Set(all(tallies, 'answers'));
    if (done !== 6) complaints.push(`six keys did their work ${done} times`);
    if (answers.size !== 6) complaints.push(`six keys gave ${answers.size} different answers`);
    return complaints;
  },
};

const oneEnd: Race = {
  name: 'one-end',
  title: 'L16 ends a hold once when captures and releases of different amounts race',
  async prepare(store, base) {
    await store.commit({
      account: base,
      steps: [
        { key: 'grant', command: { do: 'grant', amount: 100 } },
        ...times(
          8,
          (index) => ({ key: `hold-${index}`, command: { do: 'hold', amount: 10, ttlSeconds: 3600 } }) as const,
        ),
      ],
    });
  },
  async act(store, { base, worker }) {
    let ended = 0;
    const odd: string[] = [];
    for (let hold = 0; hold < 8; hold += 1) {
      const captures = times(
        3,
        (index) =>
          ({
            do: 'capture',
            hold: `hold-${hold}`,
            amount: worker * 3 + index + 1 > 10 ? 10 : worker * 3 + index + 1,
          }) as const,
      );
      const results = await Promise.all(
        [...captures, { do: 'release', hold: `hold-${hold}` } as const].map((command) =>
          store.commit({ account: base, steps: [{ key: 'end', command }] }),
        ),
      );
      for (const status of results.map(statusOf)) {
        if (status === 'ok') ended += 1;
        else if (status !== 'alreadyResolved' && status !== 'replay') odd.push(status);
      }
    }
    return { ended, odd };
  },
  async judge(store, base, tallies) {
    const complaints = [
      ...(await sound(store, base)),
      ...all(tallies, 'odd').map((status) => `an end was answered ${status}`),
    ];
    const ended = total(tallies, 'ended');
    if (ended !== 8) complaints.push(`eight holds ended ${ended} times`);
    const { slice } = await store.read(base);
    if (slice.account?.held !== 0) complaints.push(`${slice.account?.held} are still held`);
    return complaints;
  },
};

const firstUse: Race = {
  name: 'first-use',
  title: 'L26 L27 makes one account and one welcome grant when everybody comes first',
  async prepare() {},
  async act(store, { base, worker }) {
    let spent = 0;
    const results = await Promise.all(
      times(8, (index) =>
        store.commit({
          account: base,
          steps: [
            { key: 'welcome', command: { do: 'grant', amount: 10, category: 'promo' } },
            { key: `s-${worker}-${index}`, command: { do: 'spend', amount: 1 } },
          ],
        }),
      ),
    );
    for (const result of results) if (result.status === 'ok') spent += 1;
    return { spent };
  },
  async judge(store, base, tallies) {
    const complaints = [...(await sound(store, base))];
    const spent = total(tallies, 'spent');
    const grants = (await listAll<EntryRow>(store, entries, base)).filter((entry) => entry.kind === 'grant').length;
    if (spent !== 10) complaints.push(`${spent} of 10 tokens were spent`);
    if (grants !== 1) complaints.push(`the welcome was granted ${grants} times`);
    return complaints;
  },
};

const everything: Race = {
  name: 'everything',
  title: 'L8 D6 D7 surfaces no error and keeps every invariant under random full-ledger steps on a few accounts',
  async prepare(store, base) {
    for (let index = 0; index < 3; index += 1)
      await store.commit({ account: base + index, steps: [{ key: 'grant', command: { do: 'grant', amount: 500 } }] });
  },
  async act(store, { base, worker, seed }) {
    const random = createRandom(seed * 31 + worker);
    const known = times(3, (index) => acquaint(base + index));
    const errors: string[] = [];
    let steps = 0;
    for (let round = 0; round < 12; round += 1) {
      const { now } = await store.read(base);
      await Promise.all(
        times(6, async () => {
          const acquaintance = random.pick(known);
          const step = randomStep(random, acquaintance, now);
          const key =
            step.command.do === 'schedule' || step.command.do === 'endSchedule' ? `w${worker}-${step.key}` : step.key;
          try {
            await store.commit({ account: acquaintance.account, steps: [{ ...step, key }] });
            steps += 1;
          } catch (error) {
            errors.push(`${step.command.do}: ${String(error)}`);
          }
        }),
      );
    }
    return { steps, errors };
  },
  async judge(store, base, tallies) {
    const complaints = [...all(tallies, 'errors')];
    for (let index = 0; index < 3; index += 1) complaints.push(...(await sound(store, base + index)));
    return complaints;
  },
};

/** Holds that end while others capture: each hold of one second is captured around its end, or gives its tokens back. */
const lateCapture: Race = {
  name: 'late-capture',
  title: 'L15 lets exactly one of sweep and capture have a hold at its end',
  async prepare(store, base) {
    await store.commit({
      account: base,
      steps: [{ key: 'grant', command: { do: 'grant', amount: 1000 } }],
      now: 1_000_000,
    });
    await store.commit({
      account: base,
      steps: times(12, (index) => ({ key: `hold-${index}`, command: { do: 'hold', amount: 5, ttlSeconds: 1 } })),
      now: 1_000_000,
    });
  },
  async act(store, { base, worker }) {
    let captured = 0;
    const odd: string[] = [];
    await Promise.all(
      times(12, async (index) => {
        const now = 1_000_998 + ((index + worker) % 5);
        const [, result] = await Promise.all([
          store.commit({ account: base, steps: [], now }),
          store.commit({
            account: base,
            steps: [{ key: '', command: { do: 'capture', hold: `hold-${index}`, amount: 5 } }],
            now,
          }),
        ]);
        const status = statusOf(result);
        if (status === 'ok') captured += 1;
        else if (status !== 'holdExpired' && status !== 'replay') odd.push(status);
      }),
    );
    return { captured, odd };
  },
  async judge(store, base, tallies) {
    const complaints = all(tallies, 'odd').map((status) => `a capture was answered ${status}`);
    const captured = total(tallies, 'captured');
    const dump = await dumpLedger(store, base, 1_010_000);
    if (dump === null) return ['the account is gone'];
    complaints.push(...violationsOf(dump, 1_010_000).map(({ message }) => message));
    if (dump.account.available !== 1000 - captured * 5)
      complaints.push(`${captured} of 12 holds were captured, ${dump.account.available} are left`);
    return complaints;
  },
};

/** Replays of an acknowledged spend race with others that change the balance. */
const declineRace: Race = {
  name: 'top-up',
  title: 'L9 never declines a spend for which a grant was acknowledged before it was sent',
  async prepare() {},
  async act(store, { base, worker }) {
    let declined = 0;
    for (let round = 0; round < 10; round += 1) {
      await store.commit({
        account: base,
        steps: [{ key: `g-${worker}-${round}`, command: { do: 'grant', amount: 3 } }],
      });
      const results = await Promise.all(
        times(3, (index) =>
          store.commit({
            account: base,
            steps: [{ key: `s-${worker}-${round}-${index}`, command: { do: 'spend', amount: 1 } }],
          }),
        ),
      );
      declined += results.filter((result) => result.status !== 'ok').length;
    }
    return { declined };
  },
  async judge(store, base, tallies) {
    const declined = total(tallies, 'declined');
    const { slice } = await store.read(base);
    return [
      ...(await sound(store, base)),
      ...(declined === 0 ? [] : [`${declined} spends were declined though their tokens were there`]),
      ...(slice.account?.available === 0 ? [] : [`${slice.account?.available} are left`]),
    ];
  },
};

const loneCallers: Race = {
  name: 'lone-callers',
  title: 'L6 keeps the balance where each process has one caller, who waits for each answer before it asks again',
  async prepare(store, base) {
    await store.commit({ account: base, steps: [{ key: 'grant', command: { do: 'grant', amount: 10_000 } }] });
  },
  async act(store, { base, worker }) {
    let taken = 0;
    for (let round = 0; round < 30; round += 1) {
      const key = `w${worker}-${round}`;
      const command =
        round % 3 === 0
          ? ({ do: 'hold', amount: 3, ttlSeconds: 3600 } as const)
          : ({ do: 'spend', amount: 2 } as const);
      if (statusOf(await store.commit({ account: base, steps: [{ key, command }] })) !== 'ok') continue;
      if (command.do === 'hold')
        await store.commit({ account: base, steps: [{ key, command: { do: 'capture', hold: key, amount: 1 } }] });
      taken += command.do === 'hold' ? 1 : 2;
    }
    return { taken };
  },
  async judge(store, base, tallies) {
    const taken = total(tallies, 'taken');
    const { slice } = await store.read(base);
    return [
      ...(await sound(store, base)),
      ...(slice.account?.available === 10_000 - taken
        ? []
        : [`${taken} of 10000 were taken and ${slice.account?.available} are left`]),
    ];
  },
};

export const ledgerRaces: readonly Race[] = [
  overspend,
  sameKey,
  oneEnd,
  firstUse,
  everything,
  lateCapture,
  declineRace,
  loneCallers,
];
