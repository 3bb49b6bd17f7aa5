import { memoryStore } from '@farebox/core/store';
import { afterAll, describe, it } from 'vitest';
import { describeStore, documentDriver, documentStore } from '../src/index.js';
import { kitSeed } from './kit-length.js';

describeStore({
  name: 'memory',
  runner: { describe, it, afterAll },
  seed: kitSeed,
  create: async () => ({ store: memoryStore() }),
});
describeStore({
  name: 'compare-and-set documents',
  seed: kitSeed,
  runner: { describe, it, afterAll },
  create: async () => {
    const driver = documentDriver();
    const [store, ...peers] = [
      documentStore({}, driver),
      documentStore({}, driver),
      documentStore({}, driver),
    ] as const;
    return { store, peers, retries: () => [store, ...peers].reduce((sum, one) => sum + one.retries(), 0) };
  },
});
