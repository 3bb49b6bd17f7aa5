import { memoryStore, violationsOf } from '@farebox/core/store';
import { dumpLedger } from '../conformance/dump.js';
import { describeStore } from '../conformance/describe-store.js';
import { documentDriver, documentStore } from '../document-store.js';
import { createRandom } from '../random.js';
import { createCollector } from './collector.js';
import { acquaint, randomPause, randomStep } from '../random-steps.js';

const collector = createCollector();
const { runner } = collector;

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

await collector.run();
