import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFarebox, defineCatalog, fromUnits, memoryStore, toUnits } from '../../src/index.js';
import { START } from './engine.js';

const store = () => memoryStore({ clock: () => START });
const viewer = { canManageBilling: true, canSpend: true, billingContact: null };

describe('tokens with decimals, from the catalogue to the ledger', () => {
  it('L21 spends 0.1 and 0.2 of 0.3 and has nothing left', async () => {
    const farebox = createFarebox({
      catalog: defineCatalog({
        tokens: { precision: 1 },
        features: { ping: { name: 'Ping', cost: 0.1 }, pong: { name: 'Pong', cost: 0.2 } },
        plans: { free: { name: 'Free', tokens: 0.3 } },
      }),
      store: store(),
    });
    expect(await farebox.tokens.quote('42', 'pong')).toMatchObject({ cost: 2, remaining: 3, remainingAfter: 1 });
    expect(await farebox.tokens.spend('42', 'ping', { key: 'a' })).toMatchObject({ status: 'done', charged: 1 });
    expect(await farebox.tokens.spend('42', 'pong', { key: 'b' })).toMatchObject({ status: 'done', charged: 2 });
    expect(await farebox.tokens.balance('42')).toMatchObject({ remainingTokens: 0, usedTokens: 3, monthlyTokens: 3 });
    expect(await farebox.tokens.spend('42', 'ping', { key: 'c' })).toMatchObject({
      status: 'denied',
      denial: { reason: 'no_tokens', required: 1, shortfall: 1 },
    });
  });

  it('runs a paid feature, counts in whole units everywhere, and tells the browser how to read them', async () => {
    const told: object[] = [];
    const farebox = createFarebox({
      catalog: defineCatalog({
        tokens: { precision: 2 },
        features: { chat: { name: 'Chat', cost: 0.25, complexity: { low: 0.7, high: 13 } } },
        plans: { free: { name: 'Free', tokens: 7.5 } },
      }),
      store: store(),
      policies: { lowBalance: [7.35], confirmAbove: 0.3 },
      on: { 'tokens.low': (event) => void told.push(event) },
    });
    const ran = await farebox.tokens.run('42', 'chat', { key: 'r' }, (run) => {
      expect(run.held).toBe(25);
      run.report({ complexity: 'low' });
      return 'hello';
    });
    expect(ran).toMatchObject({ status: 'done', charged: 18, balance: { remainingTokens: 732 } });
    expect(told).toEqual([{ customer: '42', threshold: 735, remaining: 725 }]);
    expect(await farebox.tokens.quote('42', 'chat')).toMatchObject({ needsConfirmation: false });
    expect(await farebox.tokens.quote('42', 'chat', { complexity: 'high' })).toMatchObject({
      cost: 325,
      needsConfirmation: true,
    });
    expect((await farebox.tokens.history('42')).entries[0]).toMatchObject({ amount: -18, balanceAfter: 732 });
    const lines: string[] = [];
    for await (const line of farebox.tokens.historyCsv('42')) lines.push(line);
    expect(lines[1]).toContain(',-18,0,732,');
    expect(farebox.catalogView()).toMatchObject({ precision: 2, confirmAbove: 30, lowBalance: [735] });
    expect(await farebox.snapshot('42', viewer)).toMatchObject({ precision: 2, balance: { remainingTokens: 732 } });
    expect(fromUnits(732, 2)).toBe('7.32');
    expect((await farebox.tokens.verify()).ok).toBe(true);
  });

  it('L21 spends a sum of any decimals to exactly nothing, and one unit more is denied', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.integer({ min: 1, max: 99_999 }), { minLength: 1, maxLength: 12 }),
        async (precision, costs) => {
          const whole = costs.reduce((sum, cost) => sum + cost, 0);
          const decimal = (units: number): number => Number(fromUnits(units, precision));
          const features = Object.fromEntries(
            costs.map((cost, n) => [`f${n}`, { name: `F${n}`, cost: decimal(cost) }] as const),
          );
          const farebox = createFarebox({
            catalog: defineCatalog({
              tokens: { precision },
              features,
              plans: { free: { name: 'Free', tokens: decimal(whole) } },
            }),
            store: store(),
            policies: { lowBalance: [] },
          });
          let charged = 0;
          for (const n of costs.keys()) {
            const spent = await farebox.tokens.spend('42', `f${n}`, { key: `k${n}` });
            charged += spent.status === 'done' ? spent.charged : Number.NaN;
          }
          expect(charged).toBe(toUnits(fromUnits(whole, precision), precision));
          expect((await farebox.tokens.balance('42')).remainingTokens).toBe(0);
          expect(await farebox.tokens.spend('42', 'f0', { key: 'more' })).toMatchObject({ status: 'denied' });
        },
      ),
      { numRuns: 40, seed: 21 },
    );
  });
});
