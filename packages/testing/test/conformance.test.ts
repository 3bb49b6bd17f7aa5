import { memoryStore } from '@farebox/core/store';
import { afterAll, describe, it } from 'vitest';
import { describeStore, documentDriver, documentStore } from '../src/index.js';

describeStore({ name: 'memory', runner: { describe, it, afterAll }, create: async () => ({ store: memoryStore() }) });
describeStore({
  name: 'compare-and-set documents',
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
