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

  it('takes a snapshot in two round trips: all that it shows at once, then the revision once more', async () => {
    const { farebox, during } = await known();
    const permissions = { canManageBilling: true, canSpend: true, billingContact: null };
    expect(await during(() => farebox.snapshot('42', permissions))).toEqual(['read', 'list', 'find', 'read']);
  });

  it('answers whether a flag is on in one', async () => {
    const { farebox, during } = await known();
    expect(await during(() => farebox.features.has('42', 'priority_support'))).toEqual(['read']);
  });

  it('changes tokens in one: every outcome answers from its commit', async () => {
    const { farebox, during } = await known();
    const { tokens } = farebox;
    const commit = ['commit'];
    expect(await during(() => tokens.grant('42', { key: 'g', amount: 50 }))).toEqual(commit);
    expect(await during(() => tokens.spend('42', 'pdp_analyzer', { key: 's' }))).toEqual(commit);
    expect(await during(() => tokens.spend('42', 'pdp_analyzer', { key: 's' }))).toEqual(commit);
    expect(await during(() => tokens.hold('42', 'pdp_analyzer', { key: 'h' }))).toEqual(commit);
    expect(await during(() => tokens.capture('42', 'h', { amount: 3 }))).toEqual(commit);
    expect(await during(() => tokens.hold('42', 'pdp_analyzer', { key: 'h2' }))).toEqual(commit);
    expect(await during(() => tokens.extend('42', 'h2', 900))).toEqual(commit);
    expect(await during(() => tokens.release('42', 'h2'))).toEqual(commit);
    expect(await during(() => tokens.hold('42', 'pdp_analyzer', { key: 'h3' }))).toEqual(commit);
    expect(await during(() => tokens.capture('42', 'h3'))).toEqual(commit);
    const correction = { reason: 'a mistake', actor: 'ann' };
    expect(await during(() => tokens.adjust('42', { key: 'a', amount: -1, ...correction }))).toEqual(commit);
    expect(await during(() => tokens.adjust('42', { key: 'b', amount: -9999, ...correction }))).toEqual(commit);
  });

  it('looks for what it gives back, then gives it back', async () => {
    const { farebox, during } = await known();
    await farebox.tokens.spend('42', 'pdp_analyzer', { key: 's', complexity: 'low' });
    expect(await during(() => farebox.tokens.refund('42', { key: 'r', of: 's' }))).toEqual(['read', 'commit']);
  });

  it('runs in two commits, whether the work ends well or not', async () => {
    const { farebox, during } = await known();
    const run = (key: string, work: () => unknown) => farebox.tokens.run('42', 'pdp_analyzer', { key }, work);
    expect(await during(() => run('a', () => 1))).toEqual(['commit', 'commit']);
    await farebox.tokens.grant('42', { key: 'g', amount: 50 });
    const failed = () => run('b', () => Promise.reject(new Error('boom'))).catch(() => undefined);
    expect(await during(failed)).toEqual(['commit', 'commit']);
  });

  it('runs up to a confirmed cost in the same two commits, and asks nothing when it costs more', async () => {
    const { farebox, during } = await known();
    const run = (key: string, costAtMost: number) =>
      farebox.tokens.run('42', 'pdp_analyzer', { key, estimate: { complexity: 'low' }, costAtMost }, () => 1);
    expect(await during(() => run('a', 4))).toEqual(['commit', 'commit']);
    for (const costAtMost of [3, 0, Number.NaN])
      expect(
        await during(async () => expect(await run('b', costAtMost)).toEqual({ status: 'cost_changed', cost: 4 })),
      ).toEqual([]);
  });

  it('answers what a balance read in the same moment says', async () => {
    const { farebox } = await known();
    const { grants: _grants, ...read } = await farebox.tokens.balance('42');
    const spent = await farebox.tokens.spend('42', 'pdp_analyzer', { key: 's', complexity: 'low' });
    const { grants, ...after } = await farebox.tokens.balance('42');
    expect(spent).toMatchObject({ status: 'done', balance: after });
    expect(after).toMatchObject({ usedTokens: read.usedTokens + 4, remainingTokens: 1 });
    expect(grants).toMatchObject([{ category: 'plan', remaining: 1 }]);
  });
});
