import { describe, expect, it } from 'vitest';
import { counting, createEngine } from './engine.js';

/** An engine that knows the customer already, and what it asks of the store from here on. */
async function known() {
  const calls: string[] = [];
  const { farebox } = createEngine({ wrap: counting(calls) });
  await farebox.tokens.balance('42');
  await farebox.tokens.balance({ organization: 'acme' });
  await farebox.tokens.setMemberCap({ organization: 'acme' }, 'ann', { limit: 3, every: 'day' });
  calls.length = 0;
  return {
    farebox,
    during: async (call: () => Promise<unknown>): Promise<readonly string[]> => {
      calls.length = 0;
      await call();
      return [...calls];
    },
  };
}

describe('round trips to the store, once the account is known', () => {
  it('reads a balance in one', async () => {
    const { farebox, during } = await known();
    expect(await during(() => farebox.tokens.balance('42'))).toEqual(['read']);
  });

  it('quotes in one: an open feature, a gated one, one that is denied, one under a member cap', async () => {
    const { farebox, during } = await known();
    const pool = { organization: 'acme' };
    const quotes: readonly [() => Promise<{ readonly allowed: boolean }>, boolean][] = [
      [() => farebox.tokens.quote('42', 'pdp_analyzer', { complexity: 'low' }), true],
      [() => farebox.tokens.quote('42', 'audit'), false],
      [() => farebox.tokens.quote('42', 'spec_generator', { complexity: 'high' }), false],
      [() => farebox.tokens.quote(pool, 'pdp_analyzer', { complexity: 'low' }, { member: 'ann' }), false],
    ];
    for (const [quote, allowed] of quotes) {
      expect(await during(async () => expect((await quote()).allowed).toBe(allowed))).toEqual(['read']);
    }
  });

  it('answers whether a flag is on in one', async () => {
    const { farebox, during } = await known();
    expect(await during(() => farebox.features.has('42', 'priority_support'))).toEqual(['read']);
  });

  it('changes tokens in one, and reads the balance of the answer in one more', async () => {
    const { farebox, during } = await known();
    const pair = ['commit', 'read'];
    expect(await during(() => farebox.tokens.grant('42', { key: 'g', amount: 50 }))).toEqual(pair);
    expect(await during(() => farebox.tokens.spend('42', 'pdp_analyzer', { key: 's' }))).toEqual(pair);
    expect(await during(() => farebox.tokens.hold('42', 'pdp_analyzer', { key: 'h' }))).toEqual(pair);
    expect(await during(() => farebox.tokens.capture('42', 'h', { amount: 3 }))).toEqual(pair);
    expect(await during(() => farebox.tokens.hold('42', 'pdp_analyzer', { key: 'h2' }))).toEqual(pair);
    expect(await during(() => farebox.tokens.release('42', 'h2'))).toEqual(pair);
  });
});
