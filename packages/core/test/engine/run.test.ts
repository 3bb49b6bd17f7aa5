import type { Run } from '../../src/index.js';
import { describe, expect, it } from 'vitest';
import { barrier, createEngine, DAY } from './engine.js';

describe('tokens.run', () => {
  it('holds, works, captures what was reported, and gives the rest back', async () => {
    const { farebox } = createEngine();
    await farebox.tokens.grant('42', { key: 'gift', amount: 15 });
    const outcome = await farebox.tokens.run(
      '42',
      'suite_analyzer',
      { key: 'a', estimate: { complexity: 'high' } },
      async (run) => {
        expect(run.held).toBe(15);
        expect(await farebox.tokens.balance('42')).toMatchObject({ heldTokens: 15, remainingTokens: 5 });
        run.report({ complexity: 'low' });
        return 'boxes';
      },
    );
    expect(outcome).toMatchObject({
      status: 'done',
      value: 'boxes',
      charged: 7,
      balance: { remainingTokens: 13, heldTokens: 0, usedTokens: 7 },
    });
  });

  it('caps a report above the hold', async () => {
    const { farebox } = createEngine();
    await farebox.tokens.grant('42', { key: 'gift', amount: 15 });
    const outcome = await farebox.tokens.run(
      '42',
      'suite_analyzer',
      { key: 'a', estimate: { complexity: 'low' } },
      (run) => run.report({ complexity: 'high' }),
    );
    expect(outcome).toMatchObject({ status: 'done', charged: 7, balance: { remainingTokens: 13 } });
  });

  it('L17 records what is above the hold as debt when the policy says so', async () => {
    const { farebox } = createEngine({ policies: { overage: 'debt' } });
    const outcome = await farebox.tokens.run(
      '42',
      'pdp_analyzer',
      { key: 'a', estimate: { complexity: 'medium' } },
      (run) => run.report({ complexity: 'high' }),
    );
    expect(outcome).toMatchObject({ status: 'done', charged: 8, balance: { remainingTokens: 0, debt: 3 } });
  });

  it('L1 calls the work of exactly one of 64 that ask for the last tokens, and denies the others before theirs', async () => {
    const { farebox, another } = createEngine();
    const gate = barrier();
    let calls = 0;
    const other = another();
    const outcomes = Array.from({ length: 64 }, (_, n) =>
      (n % 2 ? farebox : other).tokens.run('42', 'pdp_analyzer', { key: `k${n}` }, async () => {
        calls += 1;
        await gate.wait();
        return n;
      }),
    );
    await gate.reached;
    const denied = Promise.all(
      outcomes.map((outcome) =>
        Promise.race([outcome, gate.reached.then(() => new Promise((resolve) => setTimeout(resolve, 50)))]),
      ),
    );
    expect(
      (await denied).filter((outcome) => (outcome as { status?: string } | undefined)?.status === 'denied'),
    ).toHaveLength(63);
    expect(calls).toBe(1);
    gate.open();
    expect((await Promise.all(outcomes)).filter(({ status }) => status === 'done')).toHaveLength(1);
    expect(await farebox.tokens.balance('42')).toMatchObject({ remainingTokens: 0, usedTokens: 5, heldTokens: 0 });
  });

  it('L10 never calls the work twice under one key: in_progress while it runs, already_settled after, from any process', async () => {
    const { farebox, another, now } = createEngine();
    const other = another();
    const gate = barrier();
    let calls = 0;
    const run = (engine: typeof farebox): ReturnType<typeof farebox.tokens.run<'pdp_analyzer', number>> =>
      engine.tokens.run('42', 'pdp_analyzer', { key: 'a', reference: 'analysis_1' }, async () => {
        calls += 1;
        await gate.wait();
        return 1;
      });
    const first = Promise.all(Array.from({ length: 16 }, (_, n) => run(n % 2 ? farebox : other)));
    await gate.reached;
    await expect(run(other)).resolves.toEqual({ status: 'in_progress', startedAt: new Date(now()) });
    gate.open();
    const outcomes = await first;
    expect(outcomes.filter(({ status }) => status === 'done')).toHaveLength(1);
    expect(outcomes.filter(({ status }) => status === 'in_progress')).toHaveLength(15);
    expect(await run(another())).toEqual({ status: 'already_settled', charged: 5, reference: 'analysis_1' });
    expect(calls).toBe(1);
  });

  it('L10 answers already_settled 31 days later', async () => {
    const { farebox, advance } = createEngine();
    await farebox.tokens.run('42', 'pdp_analyzer', { key: 'a' }, () => 1);
    advance(31 * DAY);
    expect(
      await farebox.tokens.run('42', 'pdp_analyzer', { key: 'a' }, () =>
        expect.unreachable('the work was called again'),
      ),
    ).toEqual({ status: 'already_settled', charged: 5, reference: null });
  });

  it('L11 refuses the key of another feature', async () => {
    const { farebox } = createEngine();
    await farebox.tokens.run('42', 'pdp_analyzer', { key: 'a', estimate: { complexity: 'low' } }, () => 1);
    await expect(farebox.tokens.run('42', 'suite_analyzer', { key: 'a' }, () => 1)).rejects.toMatchObject({
      code: 'idempotency_conflict',
    });
    await expect(farebox.tokens.spend('42', 'pdp_analyzer', { key: 'a', complexity: 'low' })).rejects.toMatchObject({
      code: 'idempotency_conflict',
    });
  });

  it('gives the tokens back and rethrows when the work fails, and does not call it again under that key', async () => {
    const { farebox } = createEngine();
    const failure = new Error('no orders');
    const fails = farebox.tokens.run('42', 'pdp_analyzer', { key: 'a' }, () => {
      throw failure;
    });
    await expect(fails).rejects.toBe(failure);
    expect(await farebox.tokens.balance('42')).toMatchObject({ remainingTokens: 5, heldTokens: 0, usedTokens: 0 });
    expect(await farebox.tokens.run('42', 'pdp_analyzer', { key: 'a' }, () => 1)).toEqual({
      status: 'already_settled',
      charged: 0,
      reference: null,
    });
    expect(await farebox.tokens.run('42', 'pdp_analyzer', { key: 'b' }, () => 1)).toMatchObject({
      status: 'done',
      charged: 5,
    });
  });

  it('aborts the work by the signal of the caller, and does not hold for one who has gone already', async () => {
    const { farebox } = createEngine();
    const caller = new AbortController();
    const running = farebox.tokens.run('42', 'pdp_analyzer', { key: 'a', signal: caller.signal }, async (run) => {
      setTimeout(() => caller.abort(new Error('left')), 5);
      await new Promise((_resolve, reject) =>
        run.signal.addEventListener('abort', () => reject(run.signal.reason as Error)),
      );
    });
    await expect(running).rejects.toThrow('left');
    expect(await farebox.tokens.balance('42')).toMatchObject({ remainingTokens: 5, heldTokens: 0 });
    await expect(
      farebox.tokens.run('42', 'pdp_analyzer', { key: 'b', signal: caller.signal }, () => 1),
    ).rejects.toThrow('left');
    expect((await farebox.tokens.history('42')).entries.map(({ kind }) => kind)).toEqual(['release', 'refill']);
  });

  it.each([
    ['what was reported', (run: Run<{ complexity?: 'low' }>) => run.report({ complexity: 'low' }), 4],
    ['the estimate of what was handed out', (run: Run<{ complexity?: 'low' }>) => run.handedOut(), 5],
  ])('R11 charges %s when the caller leaves in the middle', async (_what, before, charged) => {
    const { farebox } = createEngine();
    const caller = new AbortController();
    const outcome = await farebox.tokens.run('42', 'pdp_analyzer', { key: 'a', signal: caller.signal }, (run) => {
      before(run as never);
      caller.abort(new Error('left'));
      run.signal.throwIfAborted();
    });
    expect(outcome).toMatchObject({ status: 'aborted', charged, balance: { usedTokens: charged, heldTokens: 0 } });
    expect(await farebox.tokens.run('42', 'pdp_analyzer', { key: 'a' }, () => 1)).toMatchObject({
      status: 'already_settled',
      charged,
    });
  });

  it('gives the tokens back when the work itself fails, whatever it had reported', async () => {
    const { farebox } = createEngine();
    const fails = farebox.tokens.run('42', 'pdp_analyzer', { key: 'a' }, (run) => {
      run.report({ complexity: 'low' });
      run.handedOut();
      throw new Error('out of paper');
    });
    await expect(fails).rejects.toThrow('out of paper');
    expect(await farebox.tokens.balance('42')).toMatchObject({ usedTokens: 0, heldTokens: 0 });
  });

  it('charges what was handed out although its description is refused', async () => {
    const { farebox } = createEngine();
    const outcome = await farebox.tokens.run('42', 'pdp_analyzer', { key: 'a', reference: 'before' }, (run) => {
      run.handedOut();
      run.describe({ metadata: { title: 'x'.repeat(5000) } as never });
      return 1;
    });
    expect(outcome).toMatchObject({ status: 'done', charged: 5 });
    expect((await farebox.tokens.history('42')).entries[0]).toMatchObject({ kind: 'capture', reference: 'before' });
  });

  it('charges work that finished although its caller left', async () => {
    const { farebox } = createEngine();
    const caller = new AbortController();
    const outcome = await farebox.tokens.run('42', 'pdp_analyzer', { key: 'a', signal: caller.signal }, () => {
      caller.abort();
      return 'saved';
    });
    expect(outcome).toMatchObject({ status: 'done', charged: 5 });
  });

  it('keeps what the work said of itself', async () => {
    const { farebox } = createEngine();
    await farebox.tokens.run(
      '42',
      'pdp_analyzer',
      { key: 'a', reference: 'before', metadata: { orderCount: 1 } },
      (run) => {
        run.describe({ reference: 'analysis_7' });
        run.describe({ metadata: { orderCount: 3, packageCount: 2 } });
      },
    );
    expect(await farebox.tokens.run('42', 'pdp_analyzer', { key: 'a' }, () => 1)).toEqual({
      status: 'already_settled',
      charged: 5,
      reference: 'analysis_7',
    });
    const [entry] = (await farebox.tokens.history('42')).entries;
    expect(entry).toMatchObject({
      kind: 'capture',
      feature: 'pdp_analyzer',
      amount: -5,
      reference: 'analysis_7',
      metadata: { orderCount: 3, packageCount: 2 },
    });
  });

  it('releases when the work describes itself wrongly', async () => {
    const { farebox } = createEngine();
    const wrong = farebox.tokens.run('42', 'pdp_analyzer', { key: 'a' }, (run) =>
      run.describe({ metadata: 'text' as never }),
    );
    await expect(wrong).rejects.toMatchObject({ code: 'invalid_metadata' });
    expect(await farebox.tokens.balance('42')).toMatchObject({ remainingTokens: 5, heldTokens: 0 });
  });

  it('counts a charge once when the host captured the hold itself', async () => {
    const { farebox } = createEngine();
    const outcome = await farebox.tokens.run('42', 'pdp_analyzer', { key: 'a' }, async (run) => {
      await farebox.tokens.capture('42', run.key, { amount: 2 });
      return 1;
    });
    expect(outcome).toMatchObject({ status: 'done', charged: 2, balance: { usedTokens: 2 } });
  });
});

describe('tokens.hold, capture, release, extend', () => {
  it('L16 ends a hold once', async () => {
    const { farebox } = createEngine();
    expect(await farebox.tokens.hold('42', 'pdp_analyzer', { key: 'a' })).toMatchObject({
      status: 'held',
      held: 5,
      replayed: false,
      balance: { heldTokens: 5 },
    });
    expect(await farebox.tokens.hold('42', 'pdp_analyzer', { key: 'a' })).toMatchObject({
      status: 'held',
      held: 5,
      replayed: true,
    });
    expect(await farebox.tokens.capture('42', 'a', { amount: 3 })).toMatchObject({
      charged: 3,
      balance: { remainingTokens: 2 },
    });
    expect(await farebox.tokens.capture('42', 'a', { amount: 3 })).toMatchObject({
      charged: 3,
      balance: { remainingTokens: 2 },
    });
    await expect(farebox.tokens.capture('42', 'a', { amount: 4 })).rejects.toMatchObject({
      code: 'hold_resolved',
      details: { as: 'captured', amount: 3 },
    });
    await expect(farebox.tokens.release('42', 'a')).rejects.toMatchObject({ code: 'hold_resolved' });
    await expect(farebox.tokens.capture('42', 'unknown')).rejects.toMatchObject({ code: 'hold_not_found' });
  });

  it('captures all of it by default and releases as often as asked', async () => {
    const { farebox } = createEngine();
    await farebox.tokens.hold('42', 'pdp_analyzer', { key: 'a' });
    await farebox.tokens.release('42', 'a');
    expect(await farebox.tokens.release('42', 'a')).toMatchObject({ balance: { remainingTokens: 5, heldTokens: 0 } });
    await farebox.tokens.hold('42', 'pdp_analyzer', { key: 'b' });
    expect(await farebox.tokens.capture('42', 'b')).toMatchObject({ charged: 5 });
  });

  it('L14 gives the tokens of a forgotten hold back by itself', async () => {
    const { farebox, advance } = createEngine();
    await farebox.tokens.hold('42', 'pdp_analyzer', { key: 'a', holdSeconds: 60 });
    advance(59_999);
    expect(await farebox.tokens.balance('42')).toMatchObject({ remainingTokens: 0, heldTokens: 5 });
    expect((await farebox.tokens.extend('42', 'a', 120)).expiresAt.getTime()).toBeGreaterThan(0);
    advance(60_000);
    expect(await farebox.tokens.balance('42')).toMatchObject({ heldTokens: 5 });
    advance(60_001);
    expect(await farebox.tokens.balance('42')).toMatchObject({ remainingTokens: 5, heldTokens: 0 });
    await expect(farebox.tokens.capture('42', 'a')).rejects.toMatchObject({ code: 'hold_expired' });
    await expect(farebox.tokens.extend('42', 'a', 60)).rejects.toMatchObject({ code: 'hold_expired' });
    await farebox.tokens.release('42', 'a');
  });
});
