import { expect, it } from 'vitest';
import type { AskedAccount, ReadAccount } from '../src/postgres/read-accounts.js';
import { ReadQueue } from '../src/postgres/read-queue.js';

const found = ({ account, now }: AskedAccount): ReadAccount => ({
  isDue: false,
  now: now ?? account,
  slice: { account: null, schedules: [], grants: [], entries: [], details: [] },
});
const asked = (account: number, now?: number): AskedAccount => ({ account, now, grants: true });
/** Statements as they were sent; each is answered when the test says so. */
function recorded() {
  const sent: {
    readonly accounts: readonly number[];
    readonly answer: () => void;
    readonly fail: (why: unknown) => void;
  }[] = [];
  const queue = new ReadQueue(
    (batch) =>
      new Promise((resolve, reject) => {
        sent.push({
          accounts: batch.map(({ account }) => account),
          answer: () => resolve(batch.map(found)),
          fail: reject,
        });
      }),
  );
  return { sent, queue };
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('sends what one turn asks as one statement, and asks for the same figures once', async () => {
  const { sent, queue } = recorded();
  const answers = Promise.all([queue.add(asked(1)), queue.add(asked(2)), queue.add(asked(1)), queue.add(asked(1, 50))]);
  await turn();
  expect(sent.map(({ accounts }) => accounts)).toEqual([[1, 2, 1]]);
  sent[0]?.answer();
  expect((await answers).map((answer) => (answer.isDue ? null : answer.now))).toEqual([1, 2, 1, 50]);
});

it('lets no customer wait for the answer to another', async () => {
  const { sent, queue } = recorded();
  void queue.add(asked(1));
  await turn();
  const second = queue.add(asked(2));
  await turn();
  expect(sent.map(({ accounts }) => accounts)).toEqual([[1], [2]]);
  sent[1]?.answer();
  expect(await second).toMatchObject({ now: 2 });
});

it('sends a lone caller at once, in the turn in which it asks', async () => {
  const { sent, queue } = recorded();
  void queue.add(asked(7));
  await Promise.resolve();
  expect(sent).toHaveLength(1);
});

it('spreads a crowd over several statements, and over no more than a pool has connections', async () => {
  const { sent, queue } = recorded();
  const answers = Array.from({ length: 1000 }, (_, account) => queue.add(asked(account)));
  await turn();
  expect(sent.map(({ accounts }) => accounts.length)).toEqual(Array(8).fill(64));
  for (let answered = 0; answered < sent.length; answered++) {
    sent[answered]?.answer();
    await turn();
  }
  expect((await Promise.all(answers)).map((answer) => (answer.isDue ? null : answer.now))).toEqual(
    Array.from({ length: 1000 }, (_, account) => account),
  );
});

it('lets what the database refuses fail alone, and what ends the connection fail for all', async () => {
  const { sent, queue } = recorded();
  const settled = Promise.allSettled([queue.add(asked(1)), queue.add(asked(2))]);
  await turn();
  sent[0]?.fail(Object.assign(new Error('out of range'), { code: '22003' }));
  await turn();
  sent[1]?.fail(Object.assign(new Error('out of range'), { code: '22003' }));
  await turn();
  sent[2]?.answer();
  expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);

  const gone = Promise.allSettled([queue.add(asked(3)), queue.add(asked(4))]);
  await turn();
  sent[3]?.fail(Object.assign(new Error('gone'), { code: '57P01' }));
  expect((await gone).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(sent).toHaveLength(4);
});
