import { describe, expect, it } from 'vitest';
import { createFarebox, defineCatalog, type Farebox, usd } from '../../src/index.js';
import { newAccountId } from '../../src/runtime/ids.js';
import { accountKeys } from '../../src/storage/record-families.js';
import { catalog, counting, createEngine, DAY, type TestCatalog } from './engine.js';

describe('the account directory', () => {
  it('L26 makes one account and one first grant when 32 first calls of several processes meet', async () => {
    const { farebox, another, store } = createEngine();
    const engines: Farebox<TestCatalog>[] = [farebox, another(), another(), another()];
    await Promise.all(
      Array.from({ length: 32 }, (_, n) =>
        (engines[n % 4] as Farebox<TestCatalog>).tokens.spend('42', 'pdp_analyzer', {
          key: `k${n}`,
          complexity: 'low',
        }),
      ),
    );
    const { accounts } = await store.scan({ limit: 10, cursor: null });
    expect(accounts).toHaveLength(1);
    expect(await farebox.tokens.balance('42')).toMatchObject({ monthlyTokens: 5, usedTokens: 4 });
    expect((await farebox.tokens.history('42')).entries.filter(({ kind }) => kind === 'refill')).toHaveLength(1);
  });

  it('finishes what a crash between the map and the ledger left', async () => {
    const { farebox, store } = createEngine();
    await store.insertIfAbsent(accountKeys, {
      connect: '',
      mode: 'test',
      kind: 'user',
      customer: '42',
      tokenType: 'token',
      account: newAccountId(),
      createdAt: 0,
    });
    expect((await farebox.tokens.balance('42')).remainingTokens).toBe(5);
  });

  it('takes another number when the first one is taken', async () => {
    const taken = new Set<number>();
    const { farebox } = createEngine({
      wrap: (store) => ({
        ...store,
        insertIfAbsent: async (family, row) => {
          const { account } = row as unknown as { account: number };
          if (family.name !== 'account_keys' || taken.size > 0) return store.insertIfAbsent(family, row);
          taken.add(account);
          await store.insertIfAbsent(family, { ...(row as object), customer: 'other' } as typeof row);
          return store.insertIfAbsent(family, row);
        },
      }),
    });
    expect((await farebox.tokens.balance('42')).remainingTokens).toBe(5);
    expect(taken.size).toBe(1);
  });

  it('asks the map once per customer and process', async () => {
    const calls: string[] = [];
    const { farebox } = createEngine({ wrap: counting(calls) });
    await farebox.tokens.balance('42');
    calls.length = 0;
    await farebox.tokens.balance('42');
    expect(calls).toEqual(['read']);
    await farebox.tokens.spend('42', 'pdp_analyzer', { key: 'a' });
    expect(calls).toEqual(['read', 'commit']);
  });

  it('T15 X27 keeps live and test apart', async () => {
    const { store } = createEngine();
    const make = (secretKey: string): Farebox<TestCatalog> => createFarebox({ catalog, store, stripe: { secretKey } });
    const live = make('sk_live_51Abcdefgh');
    const test = make('sk_test_51Abcdefgh');
    await test.tokens.spend('42', 'pdp_analyzer', { key: 'x' });
    expect(await live.tokens.balance('42')).toMatchObject({ usedTokens: 0, remainingTokens: 5 });
    await live.tokens.spend('42', 'pdp_analyzer', { key: 'x', complexity: 'low' });
    expect((await store.scan({ limit: 10, cursor: null })).accounts).toHaveLength(2);
  });

  it('gives a customer no tokens when the catalogue has no default plan', async () => {
    const { store } = createEngine();
    const paidOnly = defineCatalog({
      features: { chat: { name: 'Chat', cost: 1 } },
      plans: { pro: { name: 'Pro', tokens: 10, prices: { month: usd(5) } } },
    });
    const farebox = createFarebox({ catalog: paidOnly, store });
    expect(await farebox.tokens.balance('42')).toMatchObject({ remainingTokens: 0, resetDate: null });
    expect(await farebox.tokens.spend('42', 'chat', { key: 'a' })).toMatchObject({
      status: 'denied',
      denial: { reason: 'no_tokens', remedies: [{ kind: 'plan', plan: 'pro', interval: 'month' }] },
    });
  });

  it('L30 never declines on an unlimited default plan, and records every use', async () => {
    const { store } = createEngine();
    const free = defineCatalog({
      features: { chat: { name: 'Chat', cost: 7 } },
      plans: { free: { name: 'Free', tokens: 'unlimited' } },
    });
    const farebox = createFarebox({ catalog: free, store });
    for (let n = 0; n < 20; n += 1)
      expect(await farebox.tokens.spend('42', 'chat', { key: `k${n}` })).toMatchObject({ status: 'done', charged: 7 });
    expect(await farebox.tokens.balance('42')).toMatchObject({
      unlimited: true,
      remainingTokens: null,
      usedTokens: 140,
      grants: [],
    });
    const { entries } = await farebox.tokens.history('42');
    expect(entries).toHaveLength(20);
    expect(entries[0]).toMatchObject({ kind: 'spend', amount: -7, balanceAfter: null });
    expect(await farebox.tokens.quote('42', 'chat')).toMatchObject({
      allowed: true,
      remaining: null,
      remainingAfter: null,
    });
  });

  it('keeps a plan without tokens and its flags apart', async () => {
    const { store, advance } = createEngine();
    const flagsOnly = defineCatalog({
      features: { chat: { name: 'Chat', cost: 7 }, sso: { name: 'SSO', type: 'flag' } },
      plans: { free: { name: 'Free', tokens: 0, includes: ['sso'] } },
    });
    const farebox = createFarebox({ catalog: flagsOnly, store });
    expect(await farebox.features.has('42', 'sso')).toBe(true);
    advance(40 * DAY);
    expect(await farebox.tokens.balance('42')).toMatchObject({ remainingTokens: 0, monthlyTokens: 0 });
  });
});
