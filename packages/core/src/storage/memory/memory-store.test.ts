import { describe, expect, it } from 'vitest';
import { balanceOf } from '../../domain/balance.js';
import { memoryStore } from './memory-store.js';

const START = Date.UTC(2026, 0, 31, 10);
const DAY = 86_400_000;

describe('memoryStore', () => {
  it('grants, holds, captures and tells the familiar five', async () => {
    let now = START;
    const store = memoryStore({ clock: () => now });
    await store.commit({
      account: 1,
      steps: [
        {
          key: 'start',
          command: { do: 'schedule', slot: 'free', plan: 'free', amount: 5, every: { unit: 'month', count: 1 } },
        },
      ],
    });
    const held = await store.commit({
      account: 1,
      steps: [{ key: 'run', command: { do: 'hold', amount: 3, ttlSeconds: 600 } }],
    });
    expect(held).toMatchObject({
      status: 'ok',
      steps: [{ status: 'ok', available: 2, amount: 3, until: START + 600_000 }],
    });
    now += 1000;
    const captured = await store.commit({
      account: 1,
      steps: [{ key: '', command: { do: 'capture', hold: 'run', amount: 2 } }],
    });
    expect(captured).toMatchObject({ status: 'ok', steps: [{ status: 'ok', available: 3, amount: 2 }] });
    const { slice } = await store.read(1);
    expect(balanceOf(slice.account, now)).toMatchObject({
      monthlyTokens: 5,
      additionalTokens: 0,
      usedTokens: 2,
      remainingTokens: 3,
      resetDate: Date.UTC(2026, 1, 28, 10),
    });
    now = START + 30 * DAY;
    const later = await store.read(1);
    expect(balanceOf(later.slice.account, now)).toMatchObject({
      monthlyTokens: 5,
      usedTokens: 0,
      remainingTokens: 5,
      resetDate: Date.UTC(2026, 2, 31, 10),
    });
  });

  it('D17 refuses production at first use, not when it is made', async () => {
    const before = process.env['NODE_ENV'];
    process.env['NODE_ENV'] = 'production';
    try {
      const store = memoryStore();
      await expect(store.read(1)).rejects.toThrow('allowProduction');
      await expect(memoryStore({ allowProduction: true }).read(1)).resolves.toMatchObject({ slice: { account: null } });
    } finally {
      process.env['NODE_ENV'] = before;
    }
  });
});
