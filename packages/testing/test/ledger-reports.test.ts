import {
  explainLedger,
  memoryDriver,
  memoryStoreOf,
  type StoreDriver,
  transferTokens,
  verifyLedger,
} from '@farebox/core/store';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../src/random.js';
import { acquaint, randomPause, randomStep } from '../src/random-steps.js';

const START = Date.UTC(2026, 0, 31, 10);
const DAY = 86_400_000;

async function busyStore(accounts: number, steps: number) {
  let now = START;
  const driver = memoryDriver({ clock: () => now });
  const store = memoryStoreOf(driver);
  const random = createRandom(7);
  for (let account = 1; account <= accounts; account += 1) {
    const known = acquaint(account);
    for (let step = 0; step < steps; step += 1) {
      now += Math.min(randomPause(random), DAY);
      await store.commit({ account, steps: [randomStep(random, known, now)] });
    }
  }
  return { store, driver, now };
}

describe('verifyLedger', () => {
  it('finds nothing in a busy ledger, and writes nothing while it looks', async () => {
    const { store } = await busyStore(6, 60);
    const before = (await store.read(1)).slice.account?.revision;
    const report = await verifyLedger(store);
    expect(report).toMatchObject({ accounts: 6, faulty: [], smallest: null });
    expect(report.entries).toBeGreaterThan(200);
    expect((await store.read(1)).slice.account?.revision).toBe(before);
    expect(await verifyLedger(store, { account: 4 })).toMatchObject({ accounts: 1, faulty: [] });
    expect(await verifyLedger(store, { account: 404 })).toMatchObject({ accounts: 0, faulty: [] });
  });

  it('L19 names what is wrong and shows the smallest faulty account with its entries', async () => {
    const { driver, now } = await busyStore(3, 40);
    const broken: StoreDriver = {
      ...driver,
      async list(family, prefix, options) {
        const page = await driver.list(family, prefix, options);
        if (family.name !== 'grants' || prefix['account'] === 2) return page;
        const rows = page.rows.map((versioned, index) =>
          index === 0 ? { ...versioned, row: { ...(versioned.row as object), remaining: 1_000_003 } } : versioned,
        );
        return { ...page, rows } as typeof page;
      },
    };
    const report = await verifyLedger({ ...memoryStoreOf(driver), list: broken.list }, { now });
    expect(report.faulty.map(({ account }) => account)).toEqual([1, 3]);
    expect(report.faulty[0]?.violations.map(({ invariant }) => invariant)).toContain('I1');
    expect(report.smallest?.dump.entries.length).toBeGreaterThan(0);
  });
});

describe('explainLedger', () => {
  it('lists each grant, hold and entry behind the number a user sees', async () => {
    const store = memoryStoreOf(memoryDriver({ clock: () => START }));
    await store.commit({
      account: 1,
      steps: [
        {
          key: 'p',
          command: { do: 'schedule', slot: 'free', plan: 'free', amount: 5, every: { unit: 'month', count: 1 } },
        },
        { key: 'pack', command: { do: 'grant', amount: 20, category: 'paid', reference: 'ch_1' } },
        { key: 's', command: { do: 'spend', amount: 8 } },
        { key: 'h', command: { do: 'hold', amount: 4, ttlSeconds: 60 } },
        { key: 'c', command: { do: 'clawback', reference: 'ch_1', total: 6 } },
        { key: 'r', command: { do: 'refund', of: 's', amount: 1 } },
      ],
    });
    const explanation = await explainLedger(store, 1);
    expect(explanation?.balance).toMatchObject({ remainingTokens: 8, heldTokens: 4, usedTokens: 7 });
    expect(explanation?.grants.map(({ grant: { key, remaining }, ...sums }) => ({ key, remaining, ...sums }))).toEqual([
      { key: `plan:free:${START}:0`, remaining: 0, spent: 5, held: 0, expired: 0, clawedBack: 0, paidDebt: 0 },
      { key: 'pack', remaining: 8, spent: 2, held: 4, expired: 0, clawedBack: 6, paidDebt: 0 },
    ]);
    expect(explanation?.holds.map(({ key, amount }) => [key, amount])).toEqual([['h', 4]]);
    expect(explanation?.entries).toHaveLength(8);
    expect(await explainLedger(store, 2)).toBeNull();
  });
});

describe('transferTokens', () => {
  it('brings tokens once, with the expiry they had, and resumes after a crash in between', async () => {
    const store = memoryStoreOf(memoryDriver({ clock: () => START }));
    await store.commit({
      account: 1,
      steps: [
        { key: 'a', command: { do: 'grant', amount: 5, expiresAt: START + DAY } },
        { key: 'b', command: { do: 'grant', amount: 9 } },
      ],
    });
    const transfer = { key: 'move', from: 1, to: 2, amount: 8 };
    const crashing = {
      ...store,
      commit: async (unit: Parameters<typeof store.commit>[0]) =>
        unit.account === 2 ? Promise.reject(new Error('crash')) : store.commit(unit),
    };
    await expect(transferTokens(crashing, transfer)).rejects.toThrow('crash');
    expect((await store.read(1)).slice.account?.available).toBe(6);
    expect(await transferTokens(store, transfer)).toMatchObject({ status: 'moved', isReplay: false });
    expect(await transferTokens(store, transfer)).toMatchObject({ status: 'moved', isReplay: true });
    const { slice } = await store.read(2);
    expect(slice.grants.map(({ remaining, expiresAt }) => [remaining, expiresAt])).toEqual([
      [5, START + DAY],
      [3, null],
    ]);
    expect(await transferTokens(store, { ...transfer, key: 'too much', amount: 7 })).toMatchObject({
      status: 'refused',
      why: { status: 'insufficient' },
    });
    expect(await verifyLedger(store)).toMatchObject({ accounts: 2, faulty: [] });
  });
});
