import { describe, expect, it } from 'vitest';
import {
  IdempotencyConflictError,
  InvalidAmountError,
  InvalidCustomerError,
  InvalidKeyError,
  InvalidMetadataError,
  InvalidUsageError,
  UnknownFeatureError,
} from '../../src/index.js';
import { createEngine, DAY, START } from './engine.js';

describe('tokens.balance', () => {
  it('starts a customer never seen on the default plan', async () => {
    const { farebox } = createEngine();
    expect(await farebox.tokens.balance('42')).toMatchObject({
      monthlyTokens: 5,
      additionalTokens: 0,
      usedTokens: 0,
      remainingTokens: 5,
      heldTokens: 0,
      debt: 0,
      unlimited: false,
      resetDate: new Date(Date.UTC(2026, 1, 28, 12)),
      asOf: new Date(START),
    });
  });

  it('T7 refills by itself, with no scheduler alive, and T1 keeps the original day', async () => {
    const { farebox, advance, now } = createEngine();
    await farebox.tokens.spend('42', 'pdp_analyzer', { key: 'a' });
    advance(28 * DAY);
    expect(await farebox.tokens.balance('42')).toMatchObject({
      remainingTokens: 5,
      usedTokens: 0,
      resetDate: new Date(Date.UTC(2026, 2, 31, 12)),
    });
    advance(Date.UTC(2026, 6, 1) - now());
    expect(await farebox.tokens.balance('42')).toMatchObject({
      remainingTokens: 5,
      resetDate: new Date(Date.UTC(2026, 6, 31, 12)),
    });
  });

  it('L12 never mixes user 7 with organisation 7', async () => {
    const { farebox } = createEngine();
    await farebox.tokens.spend('7', 'pdp_analyzer', { key: 'x' });
    expect(
      await farebox.tokens.spend({ organization: '7' }, 'pdp_analyzer', { key: 'x', complexity: 'low' }),
    ).toMatchObject({ status: 'done', charged: 4, replayed: false });
    expect((await farebox.tokens.balance('7')).remainingTokens).toBe(0);
    expect((await farebox.tokens.balance({ organization: '7' })).remainingTokens).toBe(1);
  });

  it.each([
    ['empty', ''],
    ['spaces', ' 42'],
    ['null', null],
    ['a number', 42],
    ['a control character', '4\n2'],
    ['two names', { organization: '1', user: '2' }],
    ['an empty organisation', { organization: '' }],
  ])('refuses a customer that is %s: it would be one wallet for everybody', async (_what, customer) => {
    await expect(createEngine().farebox.tokens.balance(customer as never)).rejects.toThrow(InvalidCustomerError);
  });
});

describe('tokens.spend', () => {
  it('charges the level, rounded up, and tells the balance after', async () => {
    const { farebox } = createEngine();
    expect(await farebox.tokens.spend('42', 'pdp_analyzer', { key: 'a', complexity: 'low' })).toMatchObject({
      status: 'done',
      charged: 4,
      replayed: false,
      balance: { remainingTokens: 1, usedTokens: 4 },
    });
  });

  it('L10 replays the first result when the same key arrives again, however often and from wherever', async () => {
    const { farebox, another } = createEngine();
    const outcomes = await Promise.all(
      [farebox, another(), farebox, another()].map((engine) =>
        engine.tokens.spend('42', 'pdp_analyzer', { key: 'a', complexity: 'low' }),
      ),
    );
    expect(outcomes.map((outcome) => outcome.status === 'done' && outcome.charged)).toEqual([4, 4, 4, 4]);
    expect(outcomes.filter((outcome) => outcome.status === 'done' && !outcome.replayed)).toHaveLength(1);
    expect((await farebox.tokens.balance('42')).usedTokens).toBe(4);
  });

  it('L13 replays 31 days and a refill later', async () => {
    const { farebox, advance } = createEngine();
    await farebox.tokens.spend('42', 'pdp_analyzer', { key: 'a' });
    advance(31 * DAY);
    expect(await farebox.tokens.spend('42', 'pdp_analyzer', { key: 'a' })).toMatchObject({
      status: 'done',
      charged: 5,
      replayed: true,
    });
    expect((await farebox.tokens.balance('42')).remainingTokens).toBe(5);
  });

  it('L11 refuses the same key with other input (409)', async () => {
    const { farebox } = createEngine();
    await farebox.tokens.spend('42', 'pdp_analyzer', { key: 'a', complexity: 'low' });
    const error = await farebox.tokens
      .spend('42', 'pdp_analyzer', { key: 'a', complexity: 'high' })
      .catch((reason: unknown) => reason);
    expect(IdempotencyConflictError.isInstance(error) && error.status).toBe(409);
    expect((await farebox.tokens.balance('42')).remainingTokens).toBe(1);
  });

  it('declines with reason, shortfall and remedies, and lets the same key through after tokens came', async () => {
    const { farebox } = createEngine();
    expect(await farebox.tokens.spend('42', 'suite_analyzer', { key: 'a' })).toEqual({
      status: 'denied',
      denial: {
        allowed: false,
        reason: 'not_enough_tokens',
        feature: 'suite_analyzer',
        required: 10,
        remaining: 5,
        shortfall: 5,
        resetDate: new Date(Date.UTC(2026, 1, 28, 12)),
        remedies: [{ kind: 'plan', plan: 'starter', interval: 'month' }],
      },
    });
    await farebox.tokens.grant('42', { key: 'gift:1', amount: 5 });
    expect(await farebox.tokens.spend('42', 'suite_analyzer', { key: 'a' })).toMatchObject({
      status: 'done',
      charged: 10,
      replayed: false,
    });
  });

  it('L3 never spends more than there is, however many ask at once', async () => {
    const { farebox } = createEngine();
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        farebox.tokens.spend('42', 'pdp_analyzer', { key: `k${n}`, complexity: 'low' }),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'done')).toHaveLength(1);
    expect((await farebox.tokens.balance('42')).remainingTokens).toBe(1);
  });

  it('says not_in_plan for a gated feature, whatever the balance', async () => {
    const { farebox } = createEngine();
    await farebox.tokens.grant('42', { key: 'gift:1', amount: 500 });
    expect(await farebox.tokens.spend('42', 'audit', { key: 'a' })).toMatchObject({
      status: 'denied',
      denial: {
        reason: 'not_in_plan',
        shortfall: 0,
        remedies: [{ kind: 'plan', plan: 'professional', interval: 'month' }],
      },
    });
    expect((await farebox.tokens.balance('42')).usedTokens).toBe(0);
  });

  it('tells the host each threshold once, when it is crossed', async () => {
    const told: unknown[] = [];
    const { farebox } = createEngine({ on: { 'tokens.low': (event) => void told.push(event) } });
    await farebox.tokens.grant('42', { key: 'gift:1', amount: 4 });
    for (const key of ['a', 'b', 'b']) await farebox.tokens.spend('42', 'pdp_analyzer', { key, complexity: 'low' });
    expect(told).toEqual([
      { customer: '42', threshold: 5, remaining: 5 },
      { customer: '42', threshold: 2, remaining: 1 },
    ]);
  });

  it('is not disturbed by a listener that throws', async () => {
    const { farebox, logged } = createEngine({
      on: {
        'tokens.low': () => {
          throw new Error('listener');
        },
      },
    });
    expect(await farebox.tokens.spend('42', 'pdp_analyzer', { key: 'a' })).toMatchObject({ status: 'done' });
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(logged).toContainEqual('The listener for "tokens.low" failed.');
  });

  it('L23 X13 refuses what is no level, no feature, no key and no metadata before anything is written', async () => {
    const { farebox } = createEngine();
    const spend = (feature: string, options: object): Promise<unknown> =>
      farebox.tokens.spend('42', feature as 'pdp_analyzer', options as { key: string });
    await expect(spend('pdp_analyzer', { key: 'a', complexity: 'huge' })).rejects.toThrow(InvalidUsageError);
    await expect(spend('audit', { key: 'a', complexity: 'low' })).rejects.toThrow(InvalidUsageError);
    await expect(spend('pdp_analyzer', { key: 'a', complexity: 'constructor' })).rejects.toThrow(InvalidUsageError);
    await expect(spend('pdp_analyzer', { key: 'a', units: { words: 1 } })).rejects.toThrow(InvalidUsageError);
    await expect(spend('priority_support', { key: 'a' })).rejects.toThrow(UnknownFeatureError);
    await expect(spend('pdp', { key: 'a' })).rejects.toThrow(
      'It has: suite_analyzer, spec_generator, pdp_analyzer, audit.',
    );
    for (const key of [undefined, '', 'a b', 'x'.repeat(201), 'plan:free:1:0', 'open:free', 'late:a', 'ü', 7])
      await expect(spend('pdp_analyzer', { key })).rejects.toThrow(InvalidKeyError);
    for (const metadata of [[], 'x', null, { big: 'x'.repeat(5000) }, { loop: 1n }])
      await expect(spend('pdp_analyzer', { key: 'a', metadata })).rejects.toThrow(InvalidMetadataError);
    expect((await farebox.tokens.history('42')).entries.map(({ kind }) => kind)).toEqual(['refill']);
  });
});

describe('tokens.grant and tokens.refund', () => {
  it('L27 grants a business fact once for ever', async () => {
    const { farebox, another } = createEngine();
    const granted = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        (n % 2 ? farebox : another()).tokens.grant('42', { key: 'welcome:42', amount: 10 }),
      ),
    );
    expect(granted.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(granted.at(-1)?.balance).toMatchObject({ remainingTokens: 15, monthlyTokens: 5, additionalTokens: 10 });
  });

  it.each([0, -5, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '5', 2 ** 53, 2 ** 50])(
    'L23 L21 refuses %o as an amount',
    async (amount) => {
      const { farebox } = createEngine();
      await expect(farebox.tokens.grant('42', { key: 'a', amount: amount as number })).rejects.toThrow(
        InvalidAmountError,
      );
    },
  );

  it('lets promised tokens end when they should', async () => {
    const { farebox, advance } = createEngine();
    await farebox.tokens.grant('42', { key: 'promo', amount: 10, expiresAt: new Date(START + DAY) });
    expect((await farebox.tokens.balance('42')).grants).toHaveLength(2);
    advance(DAY);
    expect(await farebox.tokens.balance('42')).toMatchObject({ remainingTokens: 5, additionalTokens: 0 });
  });

  it('refunds what was charged, once, and never more', async () => {
    const { farebox } = createEngine();
    await farebox.tokens.spend('42', 'pdp_analyzer', { key: 'a' });
    expect(await farebox.tokens.refund('42', { key: 'r1', of: 'a', amount: 2 })).toMatchObject({
      refunded: 2,
      replayed: false,
      balance: { remainingTokens: 2, usedTokens: 3 },
    });
    expect(await farebox.tokens.refund('42', { key: 'r2', of: 'a' })).toMatchObject({
      refunded: 3,
      balance: { remainingTokens: 5 },
    });
    expect(await farebox.tokens.refund('42', { key: 'r2', of: 'a' })).toMatchObject({ refunded: 3, replayed: true });
    await expect(farebox.tokens.refund('42', { key: 'r3', of: 'a' })).rejects.toMatchObject({ code: 'refund_exceeds' });
    await expect(farebox.tokens.refund('42', { key: 'r4', of: 'a', amount: 1 })).rejects.toMatchObject({
      code: 'refund_exceeds',
    });
    await expect(farebox.tokens.refund('42', { key: 'r5', of: 'nothing' })).rejects.toMatchObject({
      code: 'charge_not_found',
    });
  });
});

describe('tokens.quote', () => {
  it('answers the hold, what remains after it, and whether to ask first', async () => {
    const { farebox } = createEngine();
    await farebox.tokens.grant('42', { key: 'gift', amount: 15 });
    expect(await farebox.tokens.quote('42', 'suite_analyzer')).toEqual({
      allowed: true,
      feature: 'suite_analyzer',
      cost: 10,
      maximum: 10,
      remaining: 20,
      remainingAfter: 10,
      needsConfirmation: false,
    });
    expect(await farebox.tokens.quote('42', 'suite_analyzer', { complexity: 'high' })).toMatchObject({
      cost: 15,
      needsConfirmation: true,
    });
    expect(await farebox.tokens.quote('42', 'spec_generator', { complexity: 'high' })).toMatchObject({
      allowed: false,
      reason: 'not_enough_tokens',
      required: 23,
      shortfall: 3,
    });
    expect(await farebox.tokens.quote('42', 'audit')).toMatchObject({ allowed: false, reason: 'not_in_plan' });
  });

  it('writes nothing but the first sight of the customer', async () => {
    const { farebox } = createEngine();
    const { revision } = await farebox.tokens.balance('42');
    for (let n = 0; n < 3; n += 1) await farebox.tokens.quote('42', 'pdp_analyzer');
    expect((await farebox.tokens.balance('42')).revision).toBe(revision);
  });
});
