import { describe, expect, it } from 'vitest';
import { StoreUnavailableError } from '../../src/index.js';
import { storeWithDeadline } from '../../src/services/engine/store-with-deadline.js';
import { type RunRow, settleDueRuns } from '../../src/services/runs/open-captures.js';
import { runs } from '../../src/storage/record-families.js';
import type { Store, Unit } from '../../src/storage/contract.js';
import { createEngine, START } from './engine.js';

type Command = Unit['steps'][number]['command']['do'];
/** A store whose commits of one kind fail while `fails` says so. */
function failing(command: Command, fails: () => boolean, after = false): (store: Store) => Store {
  return (store) => ({
    ...store,
    commit: async (unit) => {
      const hit = unit.steps.some((step) => step.command.do === command);
      if (hit && !after && fails()) throw new Error('connection lost');
      const result = await store.commit(unit);
      if (hit && after && fails()) throw new Error('connection lost after the commit');
      return result;
    },
  });
}
/** The memory store's clock and the engine's are one here, so that what is due is due for both. */
function engineWith(wrap: (store: Store) => Store): ReturnType<typeof createEngine> {
  let now = START;
  const engine = createEngine({ wrap, clock: () => new Date(now) });
  return { ...engine, now: () => now, advance: (milliseconds) => void (now += milliseconds) };
}
const openRuns = async (store: Store, account: number): Promise<readonly RunRow[]> =>
  (await store.list(runs, { account }, { limit: 10, cursor: null })).rows.map(({ row }) => row);
async function accountOf(store: Store): Promise<number> {
  return (await store.scan({ limit: 1, cursor: null })).accounts[0] as number;
}

describe('an outage of the store', () => {
  it('L25 runs no work without its hold', async () => {
    const { farebox } = createEngine({ wrap: failing('hold', () => true) });
    await expect(farebox.tokens.run('42', 'pdp_analyzer', { key: 'a' }, () => expect.unreachable())).rejects.toThrow(
      StoreUnavailableError,
    );
    await expect(farebox.tokens.spend('42', 'pdp_analyzer', { key: 'b' })).resolves.toMatchObject({ status: 'done' });
  });

  it('L25 answers Unavailable when the store hangs', async () => {
    const { store } = createEngine();
    const hanging = storeWithDeadline({ ...store, commit: () => new Promise(() => undefined) }, { timeoutMs: 20 });
    await expect(hanging.commit({ account: 1, steps: [] })).rejects.toThrow(StoreUnavailableError);
  });

  it.each([1, 2, 4])('L19 captures exactly once when the capture fails %i times', async (times) => {
    let left = times;
    const { farebox } = createEngine({ wrap: failing('capture', () => left-- > 0) });
    const outcome = await farebox.tokens.run('42', 'pdp_analyzer', { key: 'a' }, () => 'result');
    expect(outcome).toMatchObject({
      status: 'done',
      value: 'result',
      charged: 5,
      balance: { usedTokens: 5, heldTokens: 0 },
    });
  });

  it('L19 captures exactly once when the answer to the capture is lost', async () => {
    let left = 1;
    const { farebox } = createEngine({ wrap: failing('capture', () => left-- > 0, true) });
    expect(await farebox.tokens.run('42', 'pdp_analyzer', { key: 'a' }, () => 1)).toMatchObject({
      status: 'done',
      charged: 5,
      balance: { usedTokens: 5 },
    });
  });

  it('L19 returns the result with its charge written down when captures go on failing, and makes it later', async () => {
    let isDown = true;
    const engine = engineWith(failing('capture', () => isDown));
    const { farebox, store, logged } = engine;
    const outcome = await farebox.tokens.run(
      '42',
      'pdp_analyzer',
      { key: 'a', estimate: { complexity: 'medium' } },
      (run) => {
        run.report({ complexity: 'low' });
        return 'result';
      },
    );
    expect(outcome).toMatchObject({ status: 'done', value: 'result', charged: 4, balance: { heldTokens: 5 } });
    const account = await accountOf(store);
    expect(await openRuns(store, account)).toMatchObject([{ status: 'settling', charge: 4, due: START + 1000 }]);
    expect(logged).toContainEqual('A capture failed. It is kept and will be made.');

    isDown = false;
    engine.advance(2000);
    const claims = { ...store, claimWithLease: store.claimWithLease };
    expect(await settleDueRuns(contextOf(claims, engine))).toBe(1);
    expect(await farebox.tokens.balance('42')).toMatchObject({ usedTokens: 4, heldTokens: 0, remainingTokens: 1 });
    expect(await openRuns(store, account)).toMatchObject([{ status: 'settled', charge: 4, due: null }]);
    expect(await settleDueRuns(contextOf(claims, engine))).toBe(0);
  });

  it('L19 makes an open capture when the same key comes again', async () => {
    let isDown = true;
    const { farebox } = engineWith(failing('capture', () => isDown));
    await farebox.tokens.run('42', 'pdp_analyzer', { key: 'a' }, () => 1);
    isDown = false;
    expect(await farebox.tokens.run('42', 'pdp_analyzer', { key: 'a' }, () => expect.unreachable())).toEqual({
      status: 'already_settled',
      charged: 5,
      reference: null,
    });
    expect(await farebox.tokens.balance('42')).toMatchObject({ usedTokens: 5, heldTokens: 0 });
  });

  it('L15 charges work afresh that outlived its hold, as debt where nothing is left', async () => {
    const { farebox, advance, logged } = createEngine();
    const outcome = await farebox.tokens.run('42', 'pdp_analyzer', { key: 'a', holdSeconds: 60 }, async () => {
      advance(61_000);
      await farebox.tokens.spend('42', 'pdp_analyzer', { key: 'b', complexity: 'low' });
      return 1;
    });
    expect(outcome).toMatchObject({
      status: 'done',
      charged: 5,
      balance: { usedTokens: 9, debt: 4, remainingTokens: 0 },
    });
    expect(logged).toContainEqual('A run ended after its hold had run out; it is charged afresh.');
    expect(await farebox.tokens.run('42', 'pdp_analyzer', { key: 'a', holdSeconds: 60 }, () => 1)).toMatchObject({
      status: 'already_settled',
      charged: 5,
    });
  });

  it('L20 gives the tokens back by itself when a failed run cannot be released', async () => {
    const { farebox, advance, logged } = createEngine({ wrap: failing('release', () => true) });
    const failed = farebox.tokens.run('42', 'pdp_analyzer', { key: 'a' }, () => Promise.reject(new Error('boom')));
    await expect(failed).rejects.toThrow('boom');
    expect(logged).toContainEqual('A failed run could not be released; its hold runs out by itself.');
    expect(await farebox.tokens.balance('42')).toMatchObject({ heldTokens: 5 });
    advance(600_000);
    expect(await farebox.tokens.balance('42')).toMatchObject({ heldTokens: 0, remainingTokens: 5 });
  });

  it('extends the hold while the work runs', async () => {
    const { farebox, advance } = createEngine();
    const outcome = await farebox.tokens.run('42', 'pdp_analyzer', { key: 'a', holdSeconds: 1 }, async () => {
      for (let beat = 0; beat < 4; beat += 1) {
        advance(500);
        await new Promise((resolve) => setTimeout(resolve, 400));
      }
      return 1;
    });
    expect(outcome).toMatchObject({ status: 'done', charged: 5 });
    expect((await farebox.tokens.history('42')).entries.map(({ kind }) => kind)).toEqual(['capture', 'refill']);
  });
});

function contextOf(store: Store, engine: ReturnType<typeof createEngine>): Parameters<typeof settleDueRuns>[0] {
  const clock = { override: async () => engine.now(), now: async () => engine.now() };
  const logger = engine.farebox.logger;
  return { store, clock, logger, policies: { overage: 'cap' } } as unknown as Parameters<typeof settleDueRuns>[0];
}
