import { describeStore, type StoreUnderTest } from '@farebox/testing';
import { Miniflare } from 'miniflare';
import { afterAll, describe, it } from 'vitest';
import { d1, type D1Store } from '../src/d1/index.js';

const runner = { describe, it, afterAll };
const worker = { modules: true, script: 'export default { fetch() { return new Response(); } }', d1Databases: ['DB'] };

describeStore({
  name: 'D1 in workerd',
  runner,
  length: 'short',
  async create(): Promise<StoreUnderTest> {
    const miniflare = new Miniflare({ ...worker, host: '127.0.0.1' });
    const database = await miniflare.getD1Database('DB');
    const stores = Array.from({ length: 4 }, () => d1(database)) as [D1Store, ...D1Store[]];
    const [store, ...peers] = stores;
    return {
      store,
      peers,
      retries: () => stores.reduce((sum, { counters }) => sum + counters.retried, 0),
      close: () => miniflare.dispose(),
    };
  },
});
