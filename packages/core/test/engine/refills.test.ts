import { describe, expect, it } from 'vitest';
import { createFarebox, defineCatalog, memoryStore, silentLogger } from '../../src/index.js';
import type { RefillInput } from '../../src/index.js';
import { DAY, START } from './engine.js';

function onFree(refill: RefillInput) {
  let now = START;
  const catalog = defineCatalog({
    features: { chat: { name: 'Chat', cost: 1 } },
    plans: { free: { name: 'Free', tokens: 10, refill } },
  });
  const farebox = createFarebox({ catalog, store: memoryStore({ clock: () => now }), logger: silentLogger });
  const use = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n += 1) await farebox.tokens.spend('42', 'chat', { key: `${now}:${n}` });
  };
  const left = async (): Promise<number | null> => (await farebox.tokens.balance('42')).remainingTokens;
  return { farebox, use, left, advance: (days: number) => void (now += days * DAY) };
}

describe('refill policies', () => {
  it('T7 resets every week or day with nobody awake, counted from the first sight', async () => {
    const { farebox, use, left, advance } = onFree({ every: { unit: 'week' } });
    await use(7);
    expect((await farebox.tokens.balance('42')).resetDate).toEqual(new Date(START + 7 * DAY));
    advance(6.9);
    expect(await left()).toBe(3);
    advance(0.1);
    expect(await left()).toBe(10);
    advance(70);
    expect(await left()).toBe(10);
    const daily = onFree({ every: { unit: 'day', count: 2 } });
    await daily.use(10);
    daily.advance(2);
    expect(await daily.left()).toBe(10);
    expect((await farebox.tokens.verify()).ok).toBe(true);
  });

  it('adds, and keeps what is left', async () => {
    const { farebox, use, left, advance } = onFree({ policy: 'add', every: { unit: 'week' } });
    await use(4);
    advance(14);
    expect(await left()).toBe(26);
    expect((await farebox.tokens.verify()).ok).toBe(true);
  });

  it('tops up to its amount, and gives nothing to whoever has it', async () => {
    const { farebox, use, left, advance } = onFree({ policy: 'topUpTo', every: { unit: 'week' } });
    await use(4);
    advance(7);
    expect(await left()).toBe(10);
    advance(70);
    expect(await left()).toBe(10);
    expect((await farebox.tokens.verify()).ok).toBe(true);
  });

  it('rolls at most the cap over, for as many refills as it says', async () => {
    const { farebox, use, left, advance } = onFree({ every: { unit: 'week' }, rollover: { cap: 4, intervals: 2 } });
    await use(1);
    advance(7);
    expect(await left()).toBe(14);
    advance(7);
    expect(await left()).toBe(18);
    advance(7);
    expect(await left()).toBe(18);
    expect((await farebox.tokens.verify()).ok).toBe(true);
  });
});
