import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromUnits } from '../domain/precision.js';
import { InvalidCatalogError, InvalidSettingsError } from '../errors/settings.js';
import { defaultPolicies, toPolicies } from './policies.js';
import { catalogView } from './catalog-view.js';
import { defineCatalog } from './define-catalog.js';
import { usd } from './money.js';
import { parseCatalog } from './parse-catalog.js';

const features = { chat: { name: 'Chat', cost: 1 } };
const free = { name: 'Free', tokens: 5 };
function problemsOf(given: object): string {
  try {
    defineCatalog(given as never);
  } catch (error) {
    if (InvalidCatalogError.isInstance(error)) return (error.details['problems'] as readonly string[]).join('\n');
    throw error;
  }
  return '';
}

describe('a declared precision', () => {
  it('L21 reads every amount of the catalogue as whole units, costs rounded up to a unit', () => {
    const catalog = defineCatalog({
      tokens: { precision: 2 },
      features: {
        chat: { name: 'Chat', cost: 0.25, complexity: { low: 0.7, high: 1.1, tiny: 0.001 } },
        export: { name: 'Export', cost: 3 },
      },
      plans: {
        free: { name: 'Free', tokens: 12.5 },
        pro: {
          name: 'Pro',
          tokens: 150,
          prices: { month: usd(19) },
          trial: { tokens: 0.1 },
          refill: { rollover: { cap: 7.25 } },
        },
        talk: { name: 'Talk', tokens: 'unlimited', contact: 'mailto:sales@example.com' },
      },
    });
    const parsed = parseCatalog(catalog);
    expect(parsed.precision).toBe(2);
    // 25 x 0.7 is 17.5 and costs 18; 25 x 1.1 is 27.5 and costs 28.
    expect(parsed.feature('chat')).toMatchObject({ cost: 25, levels: { low: 18, high: 28, tiny: 1 } });
    expect(parsed.feature('export')).toMatchObject({ cost: 300 });
    expect(parsed.plans.map(({ tokens }) => tokens)).toEqual([1250, 15_000, null]);
    expect(parsed.plan('pro')).toMatchObject({ trialTokens: 10, refill: { rollover: { cap: 725 } } });
    // What the host wrote stays what it wrote.
    expect(catalog.plans.free.tokens).toBe(12.5);
  });

  it('L21 takes any decimal of that precision for exactly itself, and never multiplies floating points', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 1, max: 10 ** 9 }), (precision, units) => {
        const written = Number(fromUnits(units, precision));
        const catalog = defineCatalog({
          tokens: { precision },
          features: { chat: { name: 'Chat', cost: written } },
          plans: { free: { name: 'Free', tokens: written } },
        });
        const parsed = parseCatalog(catalog);
        expect(parsed.feature('chat')?.cost).toBe(units);
        expect(parsed.plan('free')?.tokens).toBe(units);
      }),
      { numRuns: 300, seed: 21 },
    );
  });

  it.each([
    [
      'more places than the precision',
      { precision: 2 },
      0.255,
      "features.chat.cost: must be a number of tokens with at most 2 decimal places (tokens.precision) above 0: what costs nothing is type: 'flag'; it is 0.255.",
    ],
    ['a sum of floating points', { precision: 2 }, 0.1 + 0.2, 'it is 0.30000000000000004'],
    ['a cost below one unit', { precision: 1 }, 0.01, 'at most 1 decimal place (tokens.precision)'],
    ['fractions without a precision', undefined, 0.25, 'features.chat.cost: must be a whole number of tokens from 1'],
    ['more units than can be counted', { precision: 9 }, 2_000_000, 'it is 2000000'],
  ])('L21 refuses %s by name', (_what, tokens, cost, sentence) => {
    expect(problemsOf({ tokens, features: { chat: { name: 'Chat', cost } }, plans: { free } })).toContain(sentence);
  });

  it('refuses a precision that is none, and other properties of the token', () => {
    for (const precision of [-1, 1.5, 10, '2', Number.NaN])
      expect(problemsOf({ tokens: { precision }, features, plans: { free } })).toContain(
        'tokens.precision: must be a whole number from 0 to 9',
      );
    expect(problemsOf({ tokens: { places: 2 }, features, plans: { free } })).toContain(
      'tokens: has no property "places"',
    );
    expect(problemsOf({ tokens: { precision: 1 }, features, plans: { free: { name: 'Free', tokens: 0.25 } } })).toBe(
      "plans.free.tokens: must be a number of tokens with at most 1 decimal place (tokens.precision) from 0, or 'unlimited'.",
    );
  });

  it('reads policies alike, their defaults included', () => {
    expect(toPolicies({}, 2)).toEqual({ ...defaultPolicies, confirmAbove: 1000, lowBalance: [500, 200] });
    expect(toPolicies({ confirmAbove: 0.5, lowBalance: [1.25] }, 2)).toMatchObject({
      confirmAbove: 50,
      lowBalance: [125],
    });
    expect(() => toPolicies({ confirmAbove: 0.5 })).toThrow(InvalidSettingsError);
    expect(() => toPolicies({ lowBalance: [5, 0.125] }, 2)).toThrow(
      'policies.lowBalance[1] must be a number of tokens with at most 2 decimal places (tokens.precision) from 0; it is 0.125.',
    );
    expect(() => toPolicies({ lowBalance: [-1] }, 2)).toThrow('policies.lowBalance[0]');
    expect(() => toPolicies({ confirmAbove: '5' as never })).toThrow('policies.confirmAbove');
  });

  it('tells the browser, and only where there is one', () => {
    const view = (tokens: object): object =>
      catalogView(parseCatalog(defineCatalog({ ...tokens, features, plans: { free } })), [], toPolicies({}, 0));
    expect(view({ tokens: { precision: 3 } })).toMatchObject({ precision: 3, plans: [{ tokens: 5000 }] });
    expect(view({})).not.toHaveProperty('precision');
    expect(view({ tokens: { precision: 0 } })).not.toHaveProperty('precision');
  });
});
