import { describe, expect, it } from 'vitest';
import {
  GrantNotFoundError,
  IdempotencyConflictError,
  InvalidAmountError,
  InvalidMetadataError,
  RefundExceedsError,
} from '../../src/index.js';
import { createEngine, DAY, START } from './engine.js';

const correction = { reason: 'goodwill for the outage', actor: 'ops@host' };

describe('tokens.adjust', () => {
  it('gives and takes by a person with a reason, once per key, and both are in the explanation', async () => {
    const { farebox } = createEngine();
    const given = await farebox.tokens.adjust('42', { key: 'a1', amount: 10, ...correction });
    expect(given).toMatchObject({ status: 'done', adjusted: 10, replayed: false, balance: { remainingTokens: 15 } });
    const taken = { key: 'a2', amount: -12, ...correction };
    expect(await farebox.tokens.adjust('42', taken)).toMatchObject({ adjusted: -12, balance: { remainingTokens: 3 } });
    expect(await farebox.tokens.adjust('42', taken)).toMatchObject({ adjusted: -12, replayed: true });
    expect(await farebox.tokens.balance('42')).toMatchObject({ remainingTokens: 3, usedTokens: 0 });
    const told = await farebox.tokens.explain('42');
    expect(told?.entries.filter(({ key }) => key === 'a1')).toMatchObject([
      { kind: 'adjust', amount: 10, ...correction },
    ]);
    expect((await farebox.tokens.verify()).ok).toBe(true);
  });

  it('takes nothing that is not there and says what is missing; the same key goes through later', async () => {
    const { farebox } = createEngine();
    const taken = { key: 'a', amount: -8, ...correction };
    expect(await farebox.tokens.adjust('42', taken)).toEqual({
      status: 'not_enough_tokens',
      required: 8,
      remaining: 5,
      shortfall: 3,
    });
    await farebox.tokens.grant('42', { key: 'gift', amount: 3 });
    expect(await farebox.tokens.adjust('42', taken)).toMatchObject({ status: 'done', replayed: false });
  });

  it('L11 L23 refuses no amount, no reason, no actor and other input under a key', async () => {
    const { farebox } = createEngine();
    const adjust = (options: object): Promise<unknown> => farebox.tokens.adjust('42', options as never);
    for (const amount of [0, 1.5, Number.NaN, '5', -(2 ** 50), undefined])
      await expect(adjust({ key: 'a', amount, ...correction })).rejects.toThrow(InvalidAmountError);
    await expect(adjust({ key: 'a', amount: 5, reason: ' ', actor: 'ops' })).rejects.toThrow(InvalidMetadataError);
    await expect(adjust({ key: 'a', amount: 5, reason: 'why' })).rejects.toThrow('`actor` is needed');
    await adjust({ key: 'a', amount: 5, ...correction });
    await expect(adjust({ key: 'a', amount: -5, ...correction })).rejects.toThrow(IdempotencyConflictError);
    expect((await farebox.tokens.balance('42')).remainingTokens).toBe(10);
  });
});

describe('tokens.expire', () => {
  it('ends one grant before its time, once per key, and says who did it and why', async () => {
    const { farebox } = createEngine();
    await farebox.tokens.grant('42', { key: 'gift', amount: 20 });
    const { grants } = await farebox.tokens.balance('42');
    const gift = grants.find(({ category }) => category === 'promo')?.id ?? '';
    const options = { key: 'e', grant: gift, ...correction };
    expect(await farebox.tokens.expire('42', options)).toMatchObject({
      expired: 20,
      replayed: false,
      balance: { remainingTokens: 5, usedTokens: 0, additionalTokens: 0 },
    });
    expect(await farebox.tokens.expire('42', options)).toMatchObject({ expired: 20, replayed: true });
    const told = await farebox.tokens.explain('42');
    expect(told?.entries.filter(({ key }) => key === 'e')).toMatchObject([
      { kind: 'expire', amount: -20, grant: gift, ...correction },
    ]);
    expect((await farebox.tokens.history('42', { kind: 'expire' })).entries).toMatchObject([{ amount: -20 }]);
    expect((await farebox.tokens.verify()).ok).toBe(true);
  });

  it('gives nothing of the grant back when the work that held it fails', async () => {
    const { farebox } = createEngine();
    const { grants } = await farebox.tokens.balance('42');
    await farebox.tokens.hold('42', 'pdp_analyzer', { key: 'h', complexity: 'low' });
    const ended = await farebox.tokens.expire('42', { key: 'e', grant: grants[0]?.id ?? '', ...correction });
    expect(ended).toMatchObject({ expired: 1, balance: { heldTokens: 4, remainingTokens: 0 } });
    expect((await farebox.tokens.release('42', 'h')).balance).toMatchObject({ remainingTokens: 0, usedTokens: 0 });
    expect((await farebox.tokens.verify()).ok).toBe(true);
  });

  it('tells the low balances it went below, and refuses grants of others, without reason, under a used key', async () => {
    const told: number[] = [];
    const { farebox } = createEngine({ on: { 'tokens.low': ({ threshold }) => void told.push(threshold) } });
    const grant = (await farebox.tokens.balance('42')).grants[0]?.id ?? '';
    const expire = (options: object): Promise<unknown> => farebox.tokens.expire('42', options as never);
    for (const id of ['999', '0', 'x', '1e3'])
      await expect(expire({ key: 'e', grant: id, ...correction })).rejects.toThrow(GrantNotFoundError);
    await expect(expire({ key: 'e', grant, actor: 'ops' })).rejects.toThrow('`reason` is needed');
    await expect(expire({ key: 'e', grant, reason: 'why' })).rejects.toThrow('`actor` is needed');
    await expire({ key: 'e', grant, ...correction });
    expect(told).toEqual([2]);
    await expect(expire({ key: 'e', grant, reason: 'another', actor: 'ops' })).rejects.toThrow(
      IdempotencyConflictError,
    );
  });
});

describe('tokens.clawback', () => {
  const bought = async () => {
    const engine = createEngine();
    await engine.farebox.tokens.grant('42', { key: 'pack', amount: 100, category: 'paid', reference: 'ch_1' });
    return engine;
  };

  it('P11 takes back cumulative totals, whatever the order and number of notices', async () => {
    const orders = [
      [20, 50, 80],
      [50, 20, 80, 80],
      [80, 50, 20, 80],
    ];
    for (const totals of orders) {
      const { farebox } = await bought();
      for (const total of totals) await farebox.tokens.clawback('42', { reference: 'ch_1', total });
      expect((await farebox.tokens.balance('42')).remainingTokens).toBe(25);
      expect((await farebox.tokens.verify()).ok).toBe(true);
    }
  });

  it('P11 answers the change, and a total that is reached already writes nothing', async () => {
    const { farebox } = await bought();
    const claw = (total: number) => farebox.tokens.clawback('42', { reference: 'ch_1', total });
    expect(await claw(30)).toMatchObject({ takenBack: 30, replayed: false, balance: { remainingTokens: 75 } });
    const { revision } = await farebox.tokens.balance('42');
    expect(await claw(30)).toMatchObject({ takenBack: 0, replayed: true, balance: { revision } });
    expect(await claw(500)).toMatchObject({ takenBack: 70, balance: { remainingTokens: 5 } });
  });

  it('P12 gives back what a won dispute returns, and takes it again when it is refunded after that', async () => {
    const { farebox } = await bought();
    const claw = (total: number) => farebox.tokens.clawback('42', { reference: 'ch_1', total });
    await claw(100);
    expect(await claw(0)).toMatchObject({ takenBack: -100, balance: { remainingTokens: 105, debt: 0 } });
    expect(await claw(100)).toMatchObject({ takenBack: 100, balance: { remainingTokens: 5 } });
    expect((await farebox.tokens.verify()).ok).toBe(true);
  });

  it('P13 makes debt of what is spent already, which the next grant pays first; or forgives it', async () => {
    const spentHalf = async () => {
      const engine = await bought();
      for (let n = 0; n < 11; n += 1) await engine.farebox.tokens.spend('42', 'pdp_analyzer', { key: `s${n}` });
      return engine.farebox;
    };
    const owing = await spentHalf();
    const notice = { key: 'refund:1', reference: 'ch_1', total: 100 };
    expect(await owing.tokens.clawback('42', notice)).toMatchObject({
      takenBack: 100,
      balance: { remainingTokens: 0, debt: 50 },
    });
    expect(await owing.tokens.clawback('42', notice)).toMatchObject({ takenBack: 100, replayed: true });
    expect((await owing.tokens.grant('42', { key: 'next', amount: 80 })).balance).toMatchObject({
      remainingTokens: 30,
      debt: 0,
    });
    const forgiven = await spentHalf();
    expect(await forgiven.tokens.clawback('42', { ...notice, shortfall: 'forgive' })).toMatchObject({
      balance: { remainingTokens: 0, debt: 0 },
    });
    expect([(await owing.tokens.verify()).ok, (await forgiven.tokens.verify()).ok]).toEqual([true, true]);
  });

  it('P14 takes the free part while a hold is pending and the rest when it resolves', async () => {
    const { farebox } = await bought();
    await farebox.tokens.spend('42', 'pdp_analyzer', { key: 'plan tokens'.replace(' ', '_') });
    await farebox.tokens.hold('42', 'suite_analyzer', { key: 'h', complexity: 'high' });
    expect(await farebox.tokens.clawback('42', { reference: 'ch_1', total: 100 })).toMatchObject({
      balance: { remainingTokens: 0, heldTokens: 15, debt: 15 },
    });
    expect((await farebox.tokens.release('42', 'h')).balance).toMatchObject({ remainingTokens: 0, debt: 0 });
    expect((await farebox.tokens.verify()).ok).toBe(true);
  });

  it('says that nothing was paid by a reference it does not know', async () => {
    const { farebox } = await bought();
    await expect(farebox.tokens.clawback('42', { reference: 'ch_2', total: 1 })).rejects.toThrow(GrantNotFoundError);
    await expect(farebox.tokens.clawback('42', { reference: 'ch_1', total: -1 })).rejects.toThrow(InvalidAmountError);
  });
});

describe('tokens.refund', () => {
  it('refunds a run that ended after its hold had run out', async () => {
    const { farebox, advance } = createEngine();
    await farebox.tokens.run('42', 'pdp_analyzer', { key: 'late' }, () => advance(2 * 3600_000));
    expect((await farebox.tokens.balance('42')).usedTokens).toBe(5);
    expect(await farebox.tokens.refund('42', { key: 'r', of: 'late', amount: 2 })).toMatchObject({ refunded: 2 });
    expect(await farebox.tokens.refund('42', { key: 'r2', of: 'late' })).toMatchObject({ refunded: 3 });
    expect(await farebox.tokens.refund('42', { key: 'r2', of: 'late' })).toMatchObject({ refunded: 3, replayed: true });
    await expect(farebox.tokens.refund('42', { key: 'r3', of: 'late' })).rejects.toThrow(RefundExceedsError);
    expect((await farebox.tokens.verify()).ok).toBe(true);
  });

  it('gives tokens of an expired grant back only where goodwill says so', async () => {
    const { farebox, advance } = createEngine();
    await farebox.tokens.spend('42', 'pdp_analyzer', { key: 'a', complexity: 'low' });
    advance(40 * DAY);
    expect(await farebox.tokens.refund('42', { key: 'r1', of: 'a', amount: 2 })).toMatchObject({
      refunded: 2,
      balance: { remainingTokens: 5 },
    });
    const until = new Date(START + 50 * DAY);
    expect(await farebox.tokens.refund('42', { key: 'r2', of: 'a', goodwillUntil: until })).toMatchObject({
      refunded: 2,
      balance: { remainingTokens: 7 },
    });
    advance(11 * DAY);
    expect((await farebox.tokens.balance('42')).remainingTokens).toBe(5);
    expect((await farebox.tokens.verify()).ok).toBe(true);
  });
});

describe('overage', () => {
  const held = async (overage: 'cap' | 'debt' | 'deny', tokens: number) => {
    const told: unknown[] = [];
    const { farebox } = createEngine({ policies: { overage }, on: { 'tokens.low': (event) => void told.push(event) } });
    await farebox.tokens.grant('42', { key: 'gift', amount: tokens });
    await farebox.tokens.hold('42', 'pdp_analyzer', { key: 'h' });
    return { farebox, told };
  };

  it('L17 charges the hold at most by default, and says what stays free, first time and again', async () => {
    const { farebox } = await held('cap', 20);
    await farebox.tokens.hold('42', 'pdp_analyzer', { key: 'other' });
    expect(await farebox.tokens.capture('42', 'h', { amount: 9 })).toMatchObject({ charged: 5, uncharged: 4 });
    expect(await farebox.tokens.capture('42', 'h', { amount: 9 })).toMatchObject({ charged: 5, uncharged: 4 });
    expect(await farebox.tokens.capture('42', 'other')).toMatchObject({ charged: 5, uncharged: 0 });
  });

  it('L17 owes what is not there when the policy is debt, and the next grant pays it', async () => {
    const { farebox } = await held('debt', 1);
    expect(await farebox.tokens.capture('42', 'h', { amount: 9 })).toMatchObject({
      charged: 9,
      uncharged: 0,
      balance: { remainingTokens: 0, debt: 3 },
    });
    expect((await farebox.tokens.grant('42', { key: 'n', amount: 10 })).balance).toMatchObject({ remainingTokens: 7 });
    expect((await farebox.tokens.verify()).ok).toBe(true);
  });

  it('L17 charges the excess only if it is there when the policy is deny', async () => {
    const rich = await held('deny', 10);
    expect(await rich.farebox.tokens.capture('42', 'h', { amount: 9 })).toMatchObject({ charged: 9, uncharged: 0 });
    const poor = await held('deny', 1);
    expect(await poor.farebox.tokens.capture('42', 'h', { amount: 9 })).toMatchObject({ charged: 5, uncharged: 4 });
    const once = await held('cap', 10);
    expect(await once.farebox.tokens.capture('42', 'h', { amount: 9, overage: 'deny' })).toMatchObject({ charged: 9 });
  });

  it('tells a low balance that a run crossed only by what it took beyond its hold', async () => {
    const { farebox, told } = await held('debt', 20);
    await farebox.tokens.release('42', 'h');
    await farebox.tokens.run('42', 'suite_analyzer', { key: 'r', estimate: { complexity: 'medium' } }, (run) =>
      run.report({ complexity: 'high' }),
    );
    expect(told).toEqual([]);
    await farebox.tokens.grant('42', { key: 'more', amount: 5 });
    await farebox.tokens.run('42', 'pdp_analyzer', { key: 'r2', estimate: { complexity: 'medium' } }, (run) =>
      run.report({ complexity: 'high' }),
    );
    expect(told).toEqual([]);
    await farebox.tokens.run('42', 'pdp_analyzer', { key: 'r3', estimate: { complexity: 'low' } }, (run) =>
      run.report({ complexity: 'high' }),
    );
    expect(told).toEqual([
      { customer: '42', threshold: 5, remaining: 3 },
      { customer: '42', threshold: 2, remaining: 0 },
    ]);
  });
});
