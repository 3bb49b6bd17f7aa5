import { describe, expect, it } from 'vitest';
import { createFarebox, memoryStore, NotSupportedError, silentLogger, StoreUnavailableError } from '../../src/index.js';
import { stripeCustomers } from '../../src/storage/record-families.js';
import type { Store } from '../../src/storage/contract.js';
import { catalog } from './catalog.js';

/** A Stripe that has every customer and no subscription. */
const httpClient = {
  getClientName: () => 'test',
  makeRequest: async (_host: string, _port: string, path: string) => {
    const url = new URL(path, 'https://stripe.test');
    const id = url.pathname.split('/')[3];
    const body = url.pathname.endsWith('/account')
      ? { id: 'acct_test', object: 'account' }
      : id === undefined
        ? { object: 'list', data: [], has_more: false }
        : { id, object: 'customer', metadata: {}, invoice_settings: {} };
    return {
      getStatusCode: () => 200,
      getHeaders: () => ({}),
      getRawResponse: () => body,
      toStream: () => undefined,
      toJSON: async () => body,
    };
  },
};
const engineOver = (store: Omit<Store, 'with'>) =>
  createFarebox({
    catalog,
    store,
    stripe: { secretKey: 'sk_test_farebox_core_tests', httpClient },
    logger: silentLogger,
  });

// Found by the simulation of the whole engine: both links succeeded, and one wallet heard the events of two customers.
describe('customers.link', () => {
  it('S8 X11 links one Stripe customer to a wallet though two are named at once', async () => {
    const store = memoryStore();
    const [a, b] = [engineOver(store), engineOver(store)];
    await a.tokens.balance('ann');
    const links = await Promise.allSettled([a.customers.link('ann', 'cus_a'), b.customers.link('ann', 'cus_b')]);
    expect(links.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(links.find(({ status }) => status === 'rejected')).toMatchObject({ reason: expect.any(NotSupportedError) });
    const mapped = await store.list(stripeCustomers, { mode: 'test' }, { limit: 9, cursor: null });
    expect(mapped.rows).toHaveLength(1);
  });

  it('X11 leaves a wallet free whose link lost against another wallet', async () => {
    const store = memoryStore();
    const [a, b] = [engineOver(store), engineOver(store)];
    for (const customer of ['ann', 'bob']) await a.tokens.balance(customer);
    const links = await Promise.allSettled([a.customers.link('ann', 'cus_a'), b.customers.link('bob', 'cus_a')]);
    expect(links.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const loser = links[0]?.status === 'rejected' ? 'ann' : 'bob';
    await b.customers.link(loser, 'cus_b');
    expect((await store.list(stripeCustomers, { mode: 'test' }, { limit: 9, cursor: null })).rows).toHaveLength(2);
  });

  it('X11 frees the wallet by the same call again when the process died in between', async () => {
    const store = memoryStore();
    const healthy = engineOver(store);
    for (const customer of ['ann', 'bob']) await healthy.tokens.balance(customer);
    const dying = engineOver({
      ...store,
      insertIfAbsent: async (family, row) => {
        if (family.name !== stripeCustomers.name) return store.insertIfAbsent(family, row);
        await healthy.customers.link('bob', 'cus_a');
        throw new Error('gone');
      },
    });
    await expect(dying.customers.link('ann', 'cus_a')).rejects.toThrow(StoreUnavailableError);
    await expect(healthy.customers.link('ann', 'cus_a')).rejects.toThrow(NotSupportedError);
    await healthy.customers.link('ann', 'cus_b');
  });
});
