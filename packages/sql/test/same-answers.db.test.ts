import {
  type AccountRow,
  entries,
  grants,
  memoryStore,
  schedules,
  type Step,
  type Store,
  type Unit,
  type UnitResult,
} from '@farebox/core/store';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../testing/src/random.js';
import { type Acquaintance, acquaint, randomPause, randomStep } from '../../testing/src/random-steps.js';
import { postgres } from '../src/postgres/index.js';
import { sqlite } from '../src/sqlite/local/index.js';
import { type PostgresServer, startPostgres } from './postgres-server.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

/** What only says how far an account may go without `decide`: conservative, and another path may know it later. */
const seen = (row: AccountRow | null): unknown => row && { ...row, fastLeft: 0, head: 0, settleAt: 0, sweptAt: 0 };
const answer = (result: UnitResult): unknown => ({ ...result, account: seen(result.account) });
async function everything(store: Store, account: number, now: number): Promise<unknown> {
  const { slice } = await store.read(account, undefined, now);
  const all = async (family: typeof entries | typeof grants | typeof schedules): Promise<unknown[]> =>
    (await store.list(family, { account }, { limit: 100_000, cursor: null })).rows.map(({ row }) => row);
  return {
    account: seen(slice.account),
    live: [...slice.grants].sort((a, b) => a.id - b.id),
    entries: await all(entries),
    schedules: await all(schedules),
  };
}

/** A customer's ordinary day: mostly what the fast statement was made for, in steps of seconds. */
function calmStep(random: Random, known: Acquaintance, now: number): Step {
  const key = `key-${++known.serial}`;
  const hold = known.holds.length > 0 ? random.pick(known.holds.slice(-4)) : 'nobody';
  const more = random.chance(0.5)
    ? { feature: 'chat', member: 'ann', reference: `work-${known.serial}`, metadata: { rows: 3 }, actor: 'api' }
    : {};
  const roll = random.next();
  if (roll < 0.12)
    return {
      key,
      command: {
        do: 'grant',
        amount: random.between(20, 90),
        expiresAt: random.chance(0.4) ? now + random.between(20_000, 900_000) : undefined,
      },
    };
  if (roll < 0.4) return { key, ...more, command: { do: 'spend', amount: random.between(1, 9) } };
  if (roll < 0.6) {
    known.holds.push(key);
    return { key, ...more, command: { do: 'hold', amount: random.between(1, 9), ttlSeconds: random.pick([30, 300]) } };
  }
  if (roll < 0.82) return { key, ...more, command: { do: 'capture', hold, amount: random.between(0, 9) } };
  if (roll < 0.9) return { key, command: { do: 'release', hold } };
  if (roll < 0.93) return { key, command: { do: 'extend', hold, ttlSeconds: 120 } };
  if (roll < 0.95) return { key, command: { do: 'configure', lowBalance: random.pick([[5, 2], [20], []]) } };
  if (roll < 0.97)
    return {
      key,
      command: {
        do: 'schedule',
        slot: 'free',
        plan: 'free',
        amount: random.pick([5, 50, null]),
        every: { unit: 'month', count: 1 },
      },
    };
  return { key: `key-${random.between(1, known.serial)}`, command: { do: 'spend', amount: random.between(1, 9) } };
}

describe('every store and both paths', () => {
  const runs = Number(process.env['FAREBOX_RUNS'] ?? 6);
  it.each(Array.from({ length: runs }, (_, index) => 1000 + index))(
    'give the same answers to the same steps and end in the same state (seed %i)',
    async (seed) => {
      const fast = postgres((await server.database()).pool);
      const slow = postgres((await server.database()).pool, { fastPath: false });
      await fast.migrate();
      await slow.migrate();
      const stores: Record<string, Store> = {
        memory: memoryStore(),
        sqlite: sqlite(new Database(':memory:')) as unknown as Store,
        fast: fast as unknown as Store,
        slow: slow as unknown as Store,
      };
      const random = createRandom(seed);
      const calm = seed % 2 === 0;
      const known = [acquaint(1), acquaint(2)];
      let now = Date.UTC(2026, 0, 31, 12);
      for (let step = 0; step < 120; step++) {
        now += calm ? random.between(0, 4000) : randomPause(random);
        const one = random.pick(known);
        const unit: Unit = { account: one.account, steps: [(calm ? calmStep : randomStep)(random, one, now)], now };
        const answers = await Promise.all(Object.values(stores).map((store) => store.commit(unit)));
        const [expected, ...others] = answers.map(answer);
        for (const [index, other] of others.entries())
          expect(other, `${Object.keys(stores)[index + 1]} at step ${step}: ${JSON.stringify(unit)}`).toEqual(expected);
      }
      for (const { account } of known) {
        const [expected, ...others] = await Promise.all(
          Object.values(stores).map((store) => everything(store, account, now)),
        );
        for (const [index, other] of others.entries()) expect(other, Object.keys(stores)[index + 1]).toEqual(expected);
      }
      if (calm) expect(fast.counters.fast, JSON.stringify(fast.counters)).toBeGreaterThan(25);
      expect(slow.counters.fast).toBe(0);
    },
  );
});
