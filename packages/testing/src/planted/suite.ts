import { memoryStore, violationsOf } from '@farebox/core/store';
import { dumpLedger } from '../conformance/dump.js';
import { describeStore, type TestRunner } from '../conformance/describe-store.js';
import { documentDriver, documentStore } from '../document-store.js';
import { createRandom } from '../random.js';
import { acquaint, randomPause, randomStep } from '../random-steps.js';

/** Collects what the kit declares and runs it in order, until the first promise that does not hold. */
const collected: { readonly title: string; readonly body: () => Promise<void> }[] = [];
const runner: TestRunner = {
  describe: (_title, body) => body(),
  it: (title, body) => collected.push({ title, body }),
  afterAll: () => undefined,
};

/** The ordinary suites: the kit on memory and on compare-and-set documents, then a short random search. */
describeStore({ name: 'memory', runner, create: async () => ({ store: memoryStore() }) });
describeStore({
  name: 'compare-and-set documents',
  runner,
  length: 'short',
  create: async () => {
    const driver = documentDriver();
    const stores = [documentStore({}, driver), documentStore({}, driver), documentStore({}, driver)] as const;
    return {
      store: stores[0],
      peers: stores.slice(1),
      retries: () => stores.reduce((sum, store) => sum + store.retries(), 0),
    };
  },
});
runner.it('keeps every invariant after every step of random full-ledger runs', async () => {
  for (let seed = 1; seed <= 4; seed += 1) await randomRun(seed);
});

async function randomRun(seed: number): Promise<void> {
  const random = createRandom(seed);
  let now = Date.UTC(2026, 0, 31, 12);
  const store = memoryStore({ clock: () => now });
  const known = acquaint(1);
  for (let count = 0; count < 100; count += 1) {
    now += randomPause(random);
    await store.commit({ account: 1, steps: [randomStep(random, known, now)] });
    const dump = await dumpLedger(store, 1, now);
    const violations = dump === null ? [] : violationsOf(dump, now);
    if (violations.length > 0) throw new Error(`seed ${seed}, step ${count}: ${JSON.stringify(violations[0])}`);
  }
}

const PATIENCE_MS = 20_000;
const patience = (): Promise<never> =>
  new Promise((_, reject) => setTimeout(() => reject(new Error('no answer')), PATIENCE_MS).unref());

for (const { title, body } of collected) {
  try {
    await Promise.race([body(), patience()]);
  } catch (error) {
    console.log(
      `red: ${title} - ${error instanceof Error ? error.message.split('\n')[0]?.slice(0, 160) : String(error)}`,
    );
    process.exit(1);
  }
}
console.log(`green: ${collected.length} promises hold`);
process.exit(0);
