import type { Unit } from '@farebox/core/store';
import pg from 'pg';
import { type PostgresOptions, type PostgresStore, postgres } from '../src/postgres/index.js';
import { type Contender, ENDLESS, GRANT, type Grants, grantsText, MOST_PER_SECOND, type Target } from './contender.js';
import { measure, randomFrom } from './measure.js';

/** Half the spends say what they were for. */
const METADATA = { orderCount: 1240, packageCount: 318, processingTimeMs: 5321 };

/** The store by itself: `store.commit`, what the public API stands on. A customer of grants of twenty has three of them. */
export async function storeContender(
  { url, customers }: Target,
  kind: 'spend' | 'pair',
  grants: Grants,
  options: PostgresOptions = {},
): Promise<Contender> {
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  const store: PostgresStore = postgres(pool, { schema: `store_${kind}_${grants}`, ...options });
  await store.migrate();
  const hot = customers + 1;
  const run = Date.now().toString(36);
  let number = 0;
  const grant = (account: number, amount: number): Promise<unknown> =>
    store.commit({
      account,
      steps: [{ key: `g:${run}:${number++}`, command: { do: 'grant', amount, category: 'paid' } }],
    });
  async function topUp(account: number, tokens: number): Promise<void> {
    const { slice } = await store.read(account);
    if (grants === 'one') {
      if (slice.account === null) await grant(account, ENDLESS);
      return;
    }
    for (let missing = tokens - (slice.account?.available ?? 0); missing > 0; missing -= GRANT)
      await grant(account, GRANT);
  }
  const random = randomFrom(7);
  const step = (): { key: string; reference?: string; metadata?: typeof METADATA } => {
    const key = `s:${run}:${(number++).toString(36)}:5f0c2d1e-analysis`;
    return number % 2 === 0 ? { key } : { key, reference: `analysis_${number}`, metadata: METADATA };
  };
  const ask = async (unit: Unit): Promise<void> => {
    const result = await store.commit(unit);
    if (result.status !== 'ok')
      throw new Error(`A request of the benchmark was refused: ${JSON.stringify(result.why)}`);
  };
  return {
    name: `store.commit ${kind === 'spend' ? 'spend' : 'hold + capture'}, ${grantsText(grants)}`,
    async prepare(load, seconds) {
      if (load === 'hot') {
        if (grants === 'one') return topUp(hot, ENDLESS);
        const { slice } = await store.read(hot);
        const missing = Math.ceil((seconds * MOST_PER_SECOND - (slice.account?.available ?? 0)) / GRANT);
        for (let i = 0; i < missing; i += 2048)
          await Promise.all(Array.from({ length: Math.min(2048, missing - i) }, () => grant(hot, GRANT)));
        return;
      }
      for (let from = 1; from <= customers; from += 500) {
        await Promise.all(
          Array.from({ length: Math.min(500, customers - from + 1) }, (_, i) => topUp(from + i, 3 * GRANT)),
        );
      }
    },
    async run(load, inFlight, seconds) {
      const before = { ...store.counters };
      const measured = await measure(inFlight, seconds, async () => {
        const account = load === 'hot' ? hot : 1 + Math.floor(random() * customers);
        if (kind === 'spend')
          return ask({ account, steps: [{ ...step(), feature: 'pdp_analyzer', command: { do: 'spend', amount: 1 } }] });
        const held = step();
        await ask({
          account,
          steps: [{ ...held, feature: 'pdp_analyzer', command: { do: 'hold', amount: 1, ttlSeconds: 600 } }],
        });
        await ask({ account, steps: [{ key: held.key, command: { do: 'capture', hold: held.key, amount: 1 } }] });
      });
      const fast = store.counters.fast - before.fast;
      return { ...measured, fastShare: fast / (fast + store.counters.general - before.general) };
    },
    close: async () => {
      await store.close();
      await pool.end();
    },
  };
}
