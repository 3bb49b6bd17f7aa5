import { describe, expect, it } from 'vitest';
import {
  IdempotencyConflictError,
  InvalidAmountError,
  InvalidCustomerError,
  StoreUnavailableError,
} from '../../src/index.js';
import type { Store } from '../../src/storage/contract.js';
import { createEngine, DAY, START } from './engine.js';

const pool = { organization: 'acme' };

describe('tokens.transfer', () => {
  it('moves from the pool to a member and back, and tokens keep the day on which they end', async () => {
    const { farebox, advance } = createEngine();
    await farebox.tokens.grant(pool, { key: 'gift', amount: 50, expiresAt: new Date(START + 5 * DAY) });
    const out = await farebox.tokens.transfer(pool, 'ana', { key: 'move:1', amount: 20 });
    expect(out).toMatchObject({
      status: 'done',
      moved: 20,
      replayed: false,
      from: { remainingTokens: 35, usedTokens: 0 },
      to: { remainingTokens: 25, usedTokens: 0 },
    });
    expect(await farebox.tokens.transfer(pool, 'ana', { key: 'move:1', amount: 20 })).toMatchObject({ replayed: true });
    expect(await farebox.tokens.transfer('ana', pool, { key: 'move:1', amount: 5 })).toMatchObject({ replayed: false });
    expect((await farebox.tokens.balance(pool)).remainingTokens).toBe(40);
    advance(5 * DAY);
    expect((await farebox.tokens.balance('ana')).remainingTokens).toBe(5);
    expect(await farebox.tokens.verify()).toMatchObject({ ok: true, accounts: 2 });
  });

  it('L10 brings what a crash kept from arriving, by the same call, and moves nothing twice', async () => {
    let commits = Number.POSITIVE_INFINITY;
    const wrap = (store: Store): Store => ({
      ...store,
      commit: async (unit) => {
        commits -= 1;
        if (commits < 0) throw new Error('connection lost');
        return store.commit(unit);
      },
    });
    const { farebox } = createEngine({ wrap });
    await farebox.tokens.grant(pool, { key: 'gift', amount: 50 });
    await farebox.tokens.balance('ana');
    commits = 1;
    const move = { key: 'move', amount: 20 };
    await expect(farebox.tokens.transfer(pool, 'ana', move)).rejects.toThrow(StoreUnavailableError);
    commits = Number.POSITIVE_INFINITY;
    expect((await farebox.tokens.balance(pool)).remainingTokens).toBe(35);
    expect((await farebox.tokens.balance('ana')).remainingTokens).toBe(5);
    expect(await farebox.tokens.transfer(pool, 'ana', move)).toMatchObject({
      status: 'done',
      to: { remainingTokens: 25 },
    });
    expect(await farebox.tokens.transfer(pool, 'ana', move)).toMatchObject({
      replayed: true,
      from: { remainingTokens: 35 },
    });
  });

  it('L12 lets many members give back under the same key', async () => {
    const { farebox } = createEngine();
    for (const member of ['ana', 'ben', 'cem'])
      expect(await farebox.tokens.transfer(member, pool, { key: 'month:1', amount: 3 })).toMatchObject({
        status: 'done',
      });
    expect((await farebox.tokens.balance(pool)).remainingTokens).toBe(14);
    await expect(farebox.tokens.transfer('ana', 'ben', { key: 'month:1', amount: 3 })).rejects.toThrow(
      IdempotencyConflictError,
    );
  });

  it('moves nothing that is not there, and nothing to oneself', async () => {
    const { farebox } = createEngine();
    expect(await farebox.tokens.transfer(pool, 'ana', { key: 'm', amount: 9 })).toEqual({
      status: 'not_enough_tokens',
      required: 9,
      remaining: 5,
      shortfall: 4,
    });
    await expect(farebox.tokens.transfer('ana', 'ana', { key: 'm', amount: 1 })).rejects.toThrow(InvalidCustomerError);
    await expect(farebox.tokens.transfer(pool, 'ana', { key: 'm', amount: -1 })).rejects.toThrow(InvalidAmountError);
    expect((await farebox.tokens.balance('ana')).remainingTokens).toBe(5);
  });

  it('tells a low balance that a transfer crossed', async () => {
    const told: unknown[] = [];
    const { farebox } = createEngine({ on: { 'tokens.low': (event) => void told.push(event) } });
    await farebox.tokens.grant(pool, { key: 'gift', amount: 10 });
    for (const _ of [1, 2]) await farebox.tokens.transfer(pool, 'ana', { key: 'm', amount: 11 });
    expect(told).toEqual([{ customer: pool, threshold: 5, remaining: 4 }]);
  });
});

describe('tokens.setMemberCap', () => {
  it('limits one member per window, in quote and in spend, holds included, and nobody else', async () => {
    const { farebox, advance } = createEngine();
    await farebox.tokens.grant(pool, { key: 'gift', amount: 1000 });
    const cap = { limit: 12, every: 'week' } as const;
    // The test begins on a Saturday: the week ends on Monday.
    expect(await farebox.tokens.setMemberCap(pool, 'ana', cap)).toEqual({
      member: 'ana',
      ...cap,
      used: 0,
      left: 12,
      resetsAt: new Date(Date.UTC(2026, 1, 2)),
    });
    await farebox.tokens.spend(pool, 'pdp_analyzer', { key: 'a', member: 'ana' });
    await farebox.tokens.hold(pool, 'pdp_analyzer', { key: 'b', member: 'ana' });
    const denial = { reason: 'member_cap', required: 5, remaining: 2, shortfall: 3 };
    const wait = { remedies: [{ kind: 'wait', until: new Date(Date.UTC(2026, 1, 2)) }] };
    expect(await farebox.tokens.quote(pool, 'pdp_analyzer', {}, { member: 'ana' })).toMatchObject({
      ...denial,
      ...wait,
    });
    expect(await farebox.tokens.spend(pool, 'pdp_analyzer', { key: 'c', member: 'ana' })).toMatchObject({
      status: 'denied',
      denial: { ...denial, ...wait },
    });
    expect(await farebox.tokens.spend(pool, 'pdp_analyzer', { key: 'd', member: 'ben' })).toMatchObject({
      status: 'done',
    });
    expect(await farebox.tokens.spend(pool, 'pdp_analyzer', { key: 'e' })).toMatchObject({ status: 'done' });
    await farebox.tokens.release(pool, 'b');
    expect(await farebox.tokens.memberCaps(pool)).toMatchObject([{ member: 'ana', used: 5, left: 7 }]);
    advance(2 * DAY);
    expect(await farebox.tokens.memberCaps(pool)).toMatchObject([{ member: 'ana', used: 0, left: 12 }]);
    expect(await farebox.tokens.spend(pool, 'pdp_analyzer', { key: 'c', member: 'ana' })).toMatchObject({
      status: 'done',
    });
    expect((await farebox.tokens.verify()).ok).toBe(true);
  });

  it('says a state: repeating it writes nothing, two at once end with one of them, null lifts it', async () => {
    const { farebox, another } = createEngine();
    await farebox.tokens.setMemberCap(pool, 'ana', { limit: 0, every: 'day' });
    const { revision } = await farebox.tokens.balance(pool);
    await farebox.tokens.setMemberCap(pool, 'ana', { limit: 0, every: 'day' });
    expect((await farebox.tokens.balance(pool)).revision).toBe(revision);
    expect(await farebox.tokens.spend(pool, 'pdp_analyzer', { key: 'a', member: 'ana' })).toMatchObject({
      denial: { reason: 'member_cap', remaining: 0 },
    });
    const limits = await Promise.all(
      [3, 4, 5, 6].map((limit, n) =>
        (n % 2 ? farebox : another()).tokens.setMemberCap(pool, 'ana', { limit, every: 'month' }),
      ),
    );
    expect(limits.map((cap) => cap?.limit).toSorted()).toEqual([3, 4, 5, 6]);
    expect(await farebox.tokens.setMemberCap(pool, 'ana', null)).toBeNull();
    expect(await farebox.tokens.memberCaps(pool)).toEqual([]);
    expect(await farebox.tokens.spend(pool, 'pdp_analyzer', { key: 'a', member: 'ana' })).toMatchObject({
      status: 'done',
    });
  });

  it('refuses a user, a window that is none and a limit that is none', async () => {
    const { farebox } = createEngine();
    const set = (...given: unknown[]): Promise<unknown> =>
      (farebox.tokens.setMemberCap as (...given: unknown[]) => Promise<unknown>)(...given);
    await expect(set('ana', 'ana', null)).rejects.toThrow(InvalidCustomerError);
    await expect(set(pool, 'ana', { limit: 5, every: 'hour' })).rejects.toMatchObject({ code: 'invalid_metadata' });
    await expect(set(pool, 'ana', { limit: -5, every: 'day' })).rejects.toThrow(InvalidAmountError);
    await expect(set(pool, '', { limit: 5, every: 'day' })).rejects.toMatchObject({ code: 'invalid_metadata' });
  });
});

// Found by the simulation of the whole engine: the late charge met the cap, and the work was free.
describe('a run that outlives its hold', () => {
  it("L15 is charged though others have used up its member's cap meanwhile", async () => {
    const { farebox, advance } = createEngine();
    await farebox.tokens.grant(pool, { key: 'gift', amount: 50 });
    await farebox.tokens.setMemberCap(pool, 'ana', { limit: 12, every: 'month' });
    const outcome = await farebox.tokens.run(
      pool,
      'suite_analyzer',
      { key: 'long', member: 'ana', holdSeconds: 60 },
      async () => {
        advance(120_000);
        await farebox.tokens.spend(pool, 'pdp_analyzer', { key: 'other', member: 'ana' });
      },
    );
    expect(outcome).toMatchObject({ status: 'done', charged: 10 });
    expect(await farebox.tokens.memberCaps(pool)).toMatchObject([{ member: 'ana', limit: 12, used: 15, left: 0 }]);
    const again = { key: 'long', member: 'ana', holdSeconds: 60 };
    expect(await farebox.tokens.run(pool, 'suite_analyzer', again, () => 1)).toMatchObject({
      status: 'already_settled',
      charged: 10,
    });
    expect(await farebox.tokens.verify()).toMatchObject({ ok: true });
  });
});
