import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFarebox } from '../../src/index.js';
import type { Store } from '../../src/storage/contract.js';
import { catalog, createEngine, DAY } from './engine.js';

const CALLS = ['commit', 'read', 'find', 'list', 'insertIfAbsent', 'compareAndSet', 'claimWithLease'] as const;
/** The store as one process sees it: from call `at` on it reaches nothing any more, or only the answer is lost. */
function dying(
  store: Store,
  at: number,
  isAnswerLost: boolean,
): { readonly store: Store; readonly calls: () => number } {
  let calls = 0;
  const guard =
    (call: (...parameters: never[]) => Promise<unknown>) =>
    async (...parameters: never[]): Promise<unknown> => {
      const isDead = calls >= at;
      const isLast = calls === at;
      calls += 1;
      if (isDead && !(isLast && isAnswerLost)) throw new Error('the process is gone');
      const answer = await call(...parameters);
      if (isDead) throw new Error('the process is gone before the answer');
      return answer;
    };
  const broken = { ...store } as Record<string, unknown>;
  for (const name of CALLS)
    broken[name] = guard((store[name] as (...parameters: never[]) => Promise<unknown>).bind(store));
  return { store: broken as unknown as Store, calls: () => calls };
}

describe('a process that dies in the middle of a run', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] }));
  afterEach(() => void vi.useRealTimers());

  async function crashAt(at: number, isAnswerLost: boolean): Promise<{ readonly isOver: boolean }> {
    const engine = createEngine();
    const mortal = dying(engine.store, at, isAnswerLost);
    const victim = createFarebox({ catalog, store: mortal.store, logger: engine.farebox.logger });
    let worked = 0;
    const work = (): number => (worked += 1);
    const first = victim.tokens.run('42', 'pdp_analyzer', { key: 'a' }, work).catch(() => null);
    await vi.advanceTimersByTimeAsync(30_000);
    const outcome = await first;

    // Somebody else, later than any hold lives, with the same key and then with another one.
    engine.advance(DAY);
    const workedBefore = worked;
    const second = await engine.farebox.tokens.run('42', 'pdp_analyzer', { key: 'a' }, work);
    expect(worked).toBeLessThanOrEqual(1);
    if (workedBefore === 1) expect(second.status).toBe('already_settled');
    const { usedTokens, heldTokens, debt } = await engine.farebox.tokens.balance('42');
    expect({ heldTokens, debt }).toEqual({ heldTokens: 0, debt: 0 });
    if (second.status === 'already_settled') expect(second.charged).toBe(usedTokens);
    // A result that reached the host was paid for, once.
    const isDelivered = outcome?.status === 'done' || second.status === 'done';
    if (isDelivered) expect(usedTokens).toBe(5);
    // Nobody paid for what did not reach them. Only a process that dies between the commit and its answer cannot know.
    if (!isDelivered && !isAnswerLost) expect(usedTokens).toBe(0);
    expect([0, 5]).toContain(usedTokens);
    const { entries } = await engine.farebox.tokens.history('42');
    expect(entries.reduce((sum, { amount }) => sum + amount, 0)).toBe(5 - usedTokens);
    expect(entries.filter(({ kind }) => kind === 'refill')).toHaveLength(1);
    return { isOver: mortal.calls() <= at };
  }

  it.each([
    ['before the call', false],
    ['after the call, its answer lost', true],
  ])(
    'L14 L19 charges what was delivered and nothing twice, whichever call is the last: %s',
    async (_when, isAnswerLost) => {
      let at = 0;
      while (!(await crashAt(at, isAnswerLost)).isOver) at += 1;
      // Opening the account takes four calls, the hold and the capture one each.
      expect(at).toBeGreaterThanOrEqual(6);
    },
  );
});
