/** The browser explains what the server decides: its preview may know less than the quote, and never says otherwise. */
import { createFarebox, defineCatalog, memoryStore, silentLogger, usd } from '@farebox/core';
import type { AccountWire, CatalogWire } from '@farebox/core/contract';
import { createHandler } from '@farebox/server';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { previewOf } from '../src/client/preview.js';

const SEED = Number(process.env['FAREBOX_SEED'] ?? Date.now() % 2_000_000_000);
const world = fc.record({
  free: fc.integer({ min: 0, max: 30 }),
  starter: fc.integer({ min: 1, max: 60 }),
  cost: fc.integer({ min: 1, max: 40 }),
  isGated: fc.boolean(),
  isIncluded: fc.boolean(),
  granted: fc.integer({ min: 0, max: 40 }),
  spent: fc.integer({ min: 0, max: 20 }),
  level: fc.constantFrom('low', 'medium', 'high', undefined),
  confirmAbove: fc.integer({ min: 0, max: 30 }),
});

describe('a preview', () => {
  it(`differs from the quote by "not known yet" and by nothing else (seed ${SEED})`, { timeout: 60_000 }, async () => {
    let [allowed, denied, unknown] = [0, 0, 0];
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        const farebox = createFarebox({
          catalog: defineCatalog({
            features: {
              work: {
                name: 'Work',
                cost: given.cost,
                complexity: { low: 0.7, medium: 1, high: 1.5 },
                gated: given.isGated,
              },
              small: { name: 'Small', cost: 1 },
            },
            plans: {
              free: { name: 'Free', tokens: given.free, includes: given.isGated && given.isIncluded ? ['work'] : [] },
              starter: {
                name: 'Starter',
                prices: { month: usd(19) },
                tokens: given.starter,
                includes: given.isGated ? ['work'] : [],
              },
            },
          }),
          store: memoryStore(),
          policies: { confirmAbove: given.confirmAbove },
          logger: silentLogger,
        });
        const handler = createHandler({ farebox, identify: () => ({ userId: 'ana' }) });
        const read = async <T>(path: string): Promise<T> => {
          const response = await handler(new Request(`http://localhost/api/farebox${path}`));
          expect(response.status).toBe(200);
          return (await response.json()) as T;
        };
        if (given.granted > 0)
          await farebox.tokens.grant('ana', { amount: given.granted, key: 'g', category: 'promo' });
        for (let index = 0; index < given.spent; index += 1)
          await farebox.tokens.spend('ana', 'small', { key: `s${index}` });
        const usage = given.level === undefined ? undefined : { complexity: given.level };
        const preview = previewOf(
          await read<CatalogWire>('/catalog'),
          await read<AccountWire>('/account'),
          'work',
          usage,
        );
        const quote = await farebox.tokens.quote('ana', 'work', usage);
        if (preview.allowed === undefined) {
          unknown += 1;
          return;
        }
        if (preview.allowed) allowed += 1;
        else denied += 1;
        expect(preview.allowed).toBe(quote.allowed);
        if (preview.allowed && quote.allowed)
          expect(preview).toEqual({
            allowed: true,
            cost: quote.cost,
            after: quote.remainingAfter,
            needsConfirmation: quote.needsConfirmation,
          });
        if (!preview.allowed && !quote.allowed)
          expect({ ...preview, remedies: [] }).toEqual({
            ...quote,
            resetDate: quote.resetDate?.toISOString() ?? null,
            remedies: [],
          });
      }),
      { seed: SEED, numRuns: 150 },
    );
    // The property has met all three answers, else it has shown nothing.
    expect(Math.min(allowed, denied, unknown)).toBeGreaterThan(0);
  });
});
