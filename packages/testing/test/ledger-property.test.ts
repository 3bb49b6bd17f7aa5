import {
  memoryStore,
  entries,
  grants,
  schedules,
  type EntryRow,
  type GrantRow,
  type ScheduleRow,
  type Store,
  violationsOf,
} from '@farebox/core/store';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../src/random.js';
import { acquaint, randomPause, randomStep } from '../src/random-steps.js';

const SEEDS = Number(process.env['FAREBOX_SEEDS'] ?? 20);
const FIRST = Number(process.env['FAREBOX_FIRST_SEED'] ?? 1);

async function all<R>(store: Store, family: Parameters<Store['list']>[0], account: number): Promise<readonly R[]> {
  const page = await store.list(family, { account }, { limit: 1_000_000, cursor: null });
  return page.rows.map((versioned) => versioned.row as R);
}

async function check(store: Store, account: number, now: number, seed: number, step: unknown): Promise<void> {
  await store.commit({ account, steps: [], now });
  const { slice } = await store.read(account, undefined, now);
  if (!slice.account) return;
  const dump = {
    account: slice.account,
    grants: await all<GrantRow>(store, grants, account),
    schedules: await all<ScheduleRow>(store, schedules, account),
    entries: [...(await all<EntryRow>(store, entries, account))].reverse(),
  };
  const violations = violationsOf(dump, now);
  if (violations.length > 0)
    expect.fail(
      `seed ${seed}: ${JSON.stringify(violations)} after ${JSON.stringify(step)}\n${dump.entries
        .slice(-12)
        .map((e) => JSON.stringify(e))
        .join(
          '\n',
        )}\n${dump.grants.map((g) => JSON.stringify(g)).join('\n')}\n${JSON.stringify(dump.account)}\n${JSON.stringify(dump.schedules)}`,
    );
}

describe('decide', () => {
  it('keeps every invariant after every step of random full-ledger runs', async () => {
    for (let seed = FIRST; seed < FIRST + SEEDS; seed += 1) {
      const random = createRandom(seed);
      let now = Date.UTC(2026, 0, 31, 12);
      const store = memoryStore({ clock: () => now });
      const known = acquaint(1);
      for (let count = 0; count < 120; count += 1) {
        now += randomPause(random);
        const step = randomStep(random, known, now);
        try {
          await store.commit({ account: 1, steps: [step] });
        } catch (error) {
          throw new Error(`seed ${seed}, step ${count} ${JSON.stringify(step)}`, { cause: error });
        }
        await check(store, 1, now, seed, step);
      }
    }
  }, 600_000);
});
