import { fork } from 'node:child_process';
import { once } from 'node:events';
import pg from 'pg';
import { postgres } from '../src/postgres/index.js';
import {
  type Cell,
  type Contender,
  ENDLESS,
  GRANT,
  type Grants,
  grantsText,
  type Load,
  MOST_PER_SECOND,
  type Target,
} from './contender.js';
import { measure, randomFrom } from './measure.js';
import { caller, engineOn, type PublicCall } from './public-calls.js';
import { RAW } from './raw-contenders.js';

const schemaOf = (grants: Grants): string => `public_${grants}`;

function engine(url: string, grants: Grants) {
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  const store = postgres(pool, { schema: schemaOf(grants) });
  const farebox = engineOn(store);
  return {
    store,
    farebox,
    close: async () => {
      await store.close();
      await pool.end();
    },
  };
}
/** What each row is measured by: a spend by the store's, a run by a spend, what reads by a raw select. */
function measuredBy(call: PublicCall, grants: Grants): string {
  if (call === 'tokens.spend') return `store.commit spend, ${grantsText(grants)}`;
  return call === 'tokens.run' ? `tokens.spend, ${grantsText(grants)}` : RAW.select;
}

export interface PublicWorld {
  readonly contenders: readonly Contender[];
  /** After its contenders. */
  close(): Promise<unknown>;
}

/** An app's engine on a pool of ten, its customers, and a contender for each call. */
export async function publicWorld(
  { url, customers }: Target,
  grants: Grants,
  calls: readonly PublicCall[],
  processes = 0,
): Promise<PublicWorld> {
  const { farebox, store, close } = engine(url, grants);
  await store.migrate();
  const run = Date.now().toString(36);
  const call = caller(farebox, run);
  const hot = `user_${customers + 1}`;
  const names = Array.from({ length: customers }, (_, index) => `user_${index + 1}`);
  let granted = 0;
  const left = new Map<string, number>();
  async function topUp(customer: string, tokens: number): Promise<void> {
    for (const size = grants === 'one' ? ENDLESS : GRANT; (left.get(customer) ?? 0) < tokens; ) {
      await farebox.tokens.grant(customer, { key: `g:${run}:${granted++}`, amount: size });
      left.set(customer, (left.get(customer) ?? 0) + size);
    }
  }
  async function topUpAll(): Promise<void> {
    for (let from = 0; from < names.length; from += 500)
      await Promise.all(names.slice(from, from + 500).map((name) => topUp(name, 3 * GRANT)));
  }
  async function topUpHot(seconds: number): Promise<void> {
    const missing = Math.ceil((seconds * MOST_PER_SECOND - (left.get(hot) ?? 0)) / GRANT);
    if (grants === 'one') return topUp(hot, GRANT);
    for (let done = 0; done < missing; done += 2048)
      await Promise.all(
        Array.from({ length: Math.min(2048, missing - done) }, () =>
          farebox.tokens.grant(hot, { key: `g:${run}:${granted++}`, amount: GRANT }),
        ),
      );
    left.set(hot, (left.get(hot) ?? 0) + Math.max(0, missing) * GRANT);
  }
  await topUpAll();
  await topUpHot(0.01);

  const random = randomFrom(7);
  const draw = (load: Load): string => (load === 'hot' ? hot : (names[Math.floor(random() * names.length)] as string));
  const take = (customer: string, tokens: number): unknown => left.set(customer, (left.get(customer) ?? 0) - tokens);
  const takes = (name: PublicCall): boolean => name === 'tokens.spend' || name === 'tokens.run';
  const contenders = calls.map(
    (name): Contender => ({
      name: takes(name) ? `${name}, ${grantsText(grants)}` : name,
      against: measuredBy(name, grants),
      prepare: async (load, seconds) => {
        if (takes(name)) await (load === 'hot' ? topUpHot(seconds) : topUpAll());
      },
      async run(load, inFlight, seconds) {
        const before = { ...store.counters };
        const measured = await measure(inFlight, seconds, () => {
          const customer = draw(load);
          if (takes(name)) take(customer, 1);
          return call(name, customer);
        });
        if (!takes(name)) return measured;
        const fast = store.counters.fast - before.fast;
        return { ...measured, fastShare: fast / (fast + store.counters.general - before.general) };
      },
      close: () => Promise.resolve(),
    }),
  );
  if (processes > 0) {
    const [spend] = contenders;
    if (spend)
      contenders.push(await inProcesses(processes, url, grants, customers, spend, (customer) => left.set(customer, 0)));
  }
  return {
    contenders,
    close,
  };
}

/** The same app in several processes on one database, each with a pool of its own: their spends together. */
async function inProcesses(
  processes: number,
  url: string,
  grants: Grants,
  customers: number,
  { prepare }: Contender,
  empty: (customer: string) => unknown,
): Promise<Contender> {
  const children = Array.from({ length: processes }, (_, index) =>
    fork('scripts/run.mjs', ['packages/sql/bench/public-process.ts', url, grants, String(customers), String(index)], {
      execArgv: [],
    }),
  );
  await Promise.all(children.map((child) => once(child, 'message')));
  return {
    name: `tokens.spend in ${processes} processes, ${grantsText(grants)}`,
    against: `tokens.spend, ${grantsText(grants)}`,
    leastInFlight: processes,
    prepare,
    async run(load, inFlight, seconds) {
      const cells = await Promise.all(
        children.map(async (child) => {
          const answered = once(child, 'message');
          child.send({ load, inFlight: Math.round(inFlight / processes), seconds });
          const [cell] = (await answered) as [Cell];
          return cell;
        }),
      );
      // What they took is not counted here: the next cell begins with new grants.
      if (load === 'hot') empty(`user_${customers + 1}`);
      else for (let customer = 1; customer <= customers; customer++) empty(`user_${customer}`);
      const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
      return {
        perSecond: cells.reduce((sum, { perSecond }) => sum + perSecond, 0),
        p50: middle(cells.map(({ p50 }) => p50)),
        p99: Math.max(...cells.map(({ p99 }) => p99)),
      };
    },
    close: async () => {
      await Promise.all(
        children.map(async (child) => {
          const gone = once(child, 'exit');
          child.disconnect();
          await gone;
        }),
      );
    },
  };
}

/** For public-process.ts: the engine of one of several processes. */
export const engineOf = engine;
