import { type Store, violationsOf } from '@farebox/core/store';
import { createRandom } from '../random.js';
import { races, runRace } from '../races.js';
import { type Bench, createBench, type Suite } from './case.js';
import { comparable, dumpLedger } from './dump.js';
import { ensure, equal } from './expectations.js';
import { suites } from './suites/index.js';

/** The few words of a test runner that the kit speaks: vitest, jest, bun and node:test all have them. */
export interface TestRunner {
  describe(title: string, body: () => void): unknown;
  it(title: string, body: () => Promise<void>): unknown;
  afterAll(body: () => Promise<void>): unknown;
}
export interface StoreUnderTest {
  readonly store: Store;
  /** Further stores of the same data, as other processes have them: races spread their workers over all of them. */
  readonly peers?: readonly Store[] | undefined;
  readonly close?: (() => Promise<void>) | undefined;
  /** Engines that load, decide and save: how many commits lost and were tried again. The kit fails if none ever was. */
  readonly retries?: (() => number) | undefined;
}
export interface Exemption {
  /** The whole title of the case. */
  readonly test: string;
  /** Why this store cannot keep the promise. Shown in the report. */
  readonly reason: string;
}
export interface DescribeStoreOptions {
  readonly name: string;
  readonly runner: TestRunner;
  /** A fresh, empty, migrated store. With `hasFastPath` it is asked for both ways. */
  readonly create: (options: { readonly fastPath: boolean }) => Promise<StoreUnderTest>;
  /** The store has a shortcut beside `decide`: every ledger case runs with it on and forced off, and the states must be equal. */
  readonly hasFastPath?: boolean | undefined;
  /** `short`: without the other half of the fast path and with fewer rounds of races. */
  readonly length?: 'whole' | 'short' | undefined;
  /** Never of concurrency or idempotency. */
  readonly exemptions?: readonly Exemption[] | undefined;
  readonly seed?: number | undefined;
}
const UNEXEMPTABLE: ReadonlySet<string> = new Set(['concurrency', 'idempotency']);
const ACCOUNTS_PER_CASE = 1000;

/** The storage conformance kit: every promise of the contract, on the store that `create` makes. */
export function describeStore(options: DescribeStoreOptions): void {
  const { runner, name, hasFastPath = false, length = 'whole', exemptions = [], seed = 20_260_131 } = options;
  assertExemptions(exemptions);
  const stores = new Map<boolean, Promise<StoreUnderTest>>();
  const storeOf = (fastPath: boolean): Promise<StoreUnderTest> => {
    const made = stores.get(fastPath) ?? options.create({ fastPath });
    stores.set(fastPath, made);
    return made;
  };
  let base = 1_000_000;
  const nextBase = (): number => (base += ACCOUNTS_PER_CASE);

  runner.describe(`${name}: storage contract`, () => {
    for (const suite of suites) describeSuite(suite);
    runner.describe('concurrency', () => {
      for (const race of races) {
        const rounds = length === 'short' ? 1 : 2;
        const first = nextBase();
        for (let round = 1; round < rounds; round += 1) nextBase();
        runner.it(race.title, async () => {
          const { store, peers = [] } = await storeOf(true);
          for (let round = 0; round < rounds; round += 1) {
            const complaints = await runRace(race, [store, ...peers], first + round * ACCOUNTS_PER_CASE, seed + round);
            equal(complaints, [], `round ${round}, seed ${seed + round}`);
          }
        });
      }
      runner.it('has made at least one commit retry, where the engine compares versions', async () => {
        const { retries } = await storeOf(true);
        if (retries)
          ensure(
            retries() > 0,
            'No commit of this run was ever retried: its read and its write never overlapped, so nothing was proved.',
          );
      });
    });
    runner.afterAll(async () => {
      for (const made of stores.values()) await (await made).close?.();
    });
  });

  function describeSuite(suite: Suite): void {
    runner.describe(suite.concern, () => {
      for (const one of suite.cases) {
        const first = nextBase();
        const exemption = exemptions.find(({ test }) => test === one.title);
        if (exemption) {
          runner.it(`${one.title} (exempt: ${exemption.reason})`, async () => {});
          continue;
        }
        runner.it(one.title, async () => {
          const state = await runCase(true, first, one.run);
          if (!hasFastPath || length === 'short' || suite.concern === 'records' || one.usesRealTime) return;
          equal(
            await runCase(false, first, one.run),
            state,
            'the state with the fast path forced off (expected: with it on)',
          );
        });
      }
    });
  }

  async function runCase(fastPath: boolean, first: number, run: (bench: Bench) => Promise<void>): Promise<unknown> {
    const { store } = await storeOf(fastPath);
    const bench = createBench(store, createRandom(seed), first);
    await run(bench);
    const states: unknown[] = [];
    for (const wallet of bench.wallets) {
      const { account } = wallet;
      const dump = await dumpLedger(store, account, wallet.now);
      if (dump === null) continue;
      const now = Math.max(wallet.now, dump.account.sweptAt ?? wallet.now);
      equal(violationsOf(dump, now), [], `invariants of account ${account}`);
      const row = dump.account;
      const used = row.monthly + row.additional - row.held - row.available + row.debt;
      equal(
        row.available,
        Math.max(0, row.monthly + row.additional - used - row.held - row.debt),
        'remaining is max(0, monthly + additional - used - held - debt)',
      );
      if (now >= Date.UTC(2026, 0, 1) && now < Date.UTC(2040, 0, 1)) states.push(comparable(dump));
    }
    return states;
  }
}

function assertExemptions(exemptions: readonly Exemption[]): void {
  for (const { test, reason } of exemptions) {
    const suite = suites.find(({ cases }) => cases.some(({ title }) => title === test));
    if (races.some(({ title }) => title === test) || (suite && UNEXEMPTABLE.has(suite.concern)))
      throw new Error(`"${test}" has no off switch.`);
    if (!suite) throw new Error(`The kit has no case "${test}".`);
    if (reason.trim().length === 0) throw new Error(`The exemption from "${test}" gives no reason.`);
  }
}
