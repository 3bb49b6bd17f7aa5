import { describe, expect, it } from 'vitest';
import { InvalidCatalogError } from '../errors/settings.js';
import { defaultPolicies } from './policies.js';
import { catalogView } from './catalog-view.js';
import { defineCatalog } from './define-catalog.js';
import { usd } from './money.js';
import { parseCatalog } from './parse-catalog.js';

const catalog = defineCatalog({
  features: {
    suite_analyzer: { name: 'Suite analyzer', cost: 10, complexity: { low: 0.7, medium: 1, high: 1.5 } },
    pdp_analyzer: { name: 'PDP analyzer', cost: 5, description: 'Checks product pages' },
    audit: { name: 'Audit', cost: 20, gated: true },
    priority_support: { name: 'Priority support', type: 'flag' },
  },
  plans: {
    free: { name: 'Free', tokens: 5 },
    starter: { name: 'Starter', prices: { month: usd(19), year: usd(190) }, tokens: 50 },
    professional: {
      name: 'Professional',
      prices: { month: { amount: usd(49) } },
      tokens: 150,
      includes: ['priority_support', 'audit'],
    },
    enterprise: { name: 'Enterprise', contact: 'mailto:sales@example.com', tokens: 'unlimited' },
  },
});
/** The findings of a catalogue as a JavaScript user might write it. */
function problemsOf(given: object): readonly string[] {
  try {
    defineCatalog(given as never);
  } catch (error) {
    if (InvalidCatalogError.isInstance(error)) return error.details['problems'] as readonly string[];
    throw error;
  }
  return [];
}
const plans = { free: { name: 'Free', tokens: 5 } };
const features = { chat: { name: 'Chat', cost: 2 } };

describe('defineCatalog', () => {
  it('keeps what was written and freezes it to the bottom', () => {
    expect(catalog.plans.starter.name).toBe('Starter');
    expect(() => Object.assign(catalog.plans.starter, { tokens: 5000 })).toThrow(TypeError);
    expect(() => Object.assign(catalog.features.suite_analyzer.complexity ?? {}, { high: 0 })).toThrow(TypeError);
  });

  it('does not freeze the object that the host passed', () => {
    const own = { features, plans: { free: { name: 'Free', tokens: 5 } } };
    defineCatalog(own);
    own.plans.free.tokens = 6;
    expect(own.plans.free.tokens).toBe(6);
  });

  it('fills in what the engine needs', () => {
    const parsed = parseCatalog(catalog);
    expect(parsed.defaultPlan?.id).toBe('free');
    expect(parsed.plan('enterprise')).toMatchObject({
      tokens: null,
      contact: 'mailto:sales@example.com',
      isDefault: false,
    });
    expect({ ...parsed.feature('suite_analyzer')?.levels }).toEqual({ low: 7, medium: 10, high: 15 });
    expect(parsed.feature('suite_analyzer')?.levels['constructor']).toBeUndefined();
    expect(parsed.prices.of('starter', 'year')).toEqual({
      plan: 'starter',
      planName: 'Starter',
      productGroup: 'main',
      interval: 'year',
      money: { currency: 'usd', unitAmount: 19000 },
      lookupKey: 'farebox:starter:year',
    });
    expect(parsed.prices.of('professional', 'year')).toBeNull();
    expect(parsed.prices.byLookupKey('farebox:professional:month')?.money.unitAmount).toBe(4900);
    expect(parseCatalog(catalog)).toBe(parsed);
  });

  it('refuses two plans that a new customer could be on', () => {
    expect(problemsOf({ features, plans: { ...plans, basic: { name: 'Basic', tokens: 1 } } })).toEqual([
      'plans: "free" and "basic" have neither prices nor contact, and only one plan may be what a new customer is on. Give the others prices, or contact.',
    ]);
  });

  it('tells every finding at once, each with its place', () => {
    const problems = problemsOf({
      features: {
        a: { name: 'A', cots: 5 },
        b: { name: 'B', cost: 1.5 },
        c: { name: ' ', type: 'flag' },
        d: { name: 'D', cost: 3, complexity: { low: -1 } },
        e: { name: 'E', cost: 5, colour: 'red' },
        f: { name: 'F', cost: 0 },
      },
      plans: {
        p: { name: 'P', tokens: -1 },
        q: { name: 'Q', tokens: 5, prices: { month: 19 } },
        r: { name: 'R', tokens: 2, prices: { monthly: usd(4) } },
        s: { name: 'S', tokens: 'lots', contact: 'sales' },
      },
    });
    expect(problems.map((problem) => problem.slice(0, problem.indexOf(':')))).toEqual([
      'features.a',
      'features.b.cost',
      'features.c.name',
      'features.d.complexity.low',
      'features.e',
      'features.f.cost',
      'plans.p.tokens',
      'plans.q.prices.month',
      'plans.r.prices',
      'plans.s.tokens',
      'plans.s.contact',
    ]);
    expect(problems[7]).toBe(
      'plans.q.prices.month: must be an amount of money: write usd(19), eur(19) or jpy(1900), not a bare number.',
    );
    expect(problems[4]).toBe('features.e: has no property "colour": mend the name or remove it.');
  });

  it.each([
    [
      'metered costs',
      { features: { chat: { name: 'Chat', cost: { per: { words: 1 } } } }, plans },
      'features.chat.cost',
    ],
    [
      'levels from the measured time',
      {
        features: {
          chat: { name: 'Chat', cost: 1, complexity: { low: 1, fromDuration: { lowBelow: 5, highAbove: 30 } } },
        },
        plans,
      },
      'features.chat.complexity.fromDuration',
    ],
    [
      'prices in several currencies',
      { features, plans: { ...plans, pro: { name: 'Pro', tokens: 9, prices: { month: [usd(1), usd(2)] } } } },
      'plans.pro.prices.month',
    ],
    [
      'prices per seat',
      {
        features,
        plans: { ...plans, pro: { name: 'Pro', tokens: 9, prices: { month: { amount: usd(1), per: 'seat' } } } },
      },
      'plans.pro.prices.month.per',
    ],
    [
      'a tax behaviour',
      {
        features,
        plans: {
          ...plans,
          pro: { name: 'Pro', tokens: 9, prices: { year: { amount: usd(1), taxBehavior: 'inclusive' } } },
        },
      },
      'plans.pro.prices.year.taxBehavior',
    ],
    [
      'the adoption of prices',
      {
        features,
        plans: {
          ...plans,
          pro: { name: 'Pro', tokens: 9, prices: { month: { amount: usd(1), stripe: { lookupKey: 'x' } } } },
        },
      },
      'plans.pro.prices.month.stripe',
    ],
    ['top-ups', { features, plans, topUps: { pack: { name: 'Pack', tokens: 25, price: usd(12) } } }, 'topUps.pack'],
  ])('refuses %s by name: typed, but not run by this release', (what, given, where) => {
    const [problem, ...others] = problemsOf(given);
    expect(others).toEqual([]);
    expect(problem).toMatch(
      new RegExp(`^${where.replaceAll('.', '\\.')}: this release of Farebox does not run ${what}`),
    );
  });

  it.each([
    [
      'a gated feature that no plan includes',
      { features: { x: { name: 'X', cost: 1, gated: true } }, plans },
      /nobody could run it/,
    ],
    [
      'an open feature in includes',
      { features, plans: { free: { name: 'Free', tokens: 1, includes: ['chat'] } } },
      /open to every plan/,
    ],
    [
      'an unknown feature in includes',
      { features, plans: { free: { name: 'Free', tokens: 1, includes: ['chta'] } } },
      /no feature "chta"/,
    ],
    [
      'prices beside contact',
      { features, plans: { pro: { name: 'Pro', tokens: 1, prices: { month: usd(1) }, contact: 'https://x.example' } } },
      /either by Checkout or by talking/,
    ],
    ['empty prices', { features, plans: { pro: { name: 'Pro', tokens: 1, prices: {} } } }, /nobody could buy/],
    [
      'a price of nothing',
      { features, plans: { pro: { name: 'Pro', tokens: 1, prices: { month: usd(0) } } } },
      /a free plan has no price/,
    ],
    [
      'an id that cannot be stored',
      { features: { 'Über chat': { name: 'X', cost: 1 } }, plans },
      /an id is stored for ever/,
    ],
    ['no level in complexity', { features: { x: { name: 'X', cost: 1, complexity: {} } }, plans }, /names no level/],
  ])('refuses %s', (_what, given, message) => {
    expect(problemsOf(given)).toEqual([expect.stringMatching(message)]);
  });
});

describe('catalogView', () => {
  it('X24 shows names, prices and tokens, and nothing of Stripe', () => {
    const view = catalogView(parseCatalog(catalog), ['suite_analyzer'], defaultPolicies);
    expect(view.plans.map(({ id, tokens, isDefault }) => [id, tokens, isDefault])).toEqual([
      ['free', 5, true],
      ['starter', 50, false],
      ['professional', 150, false],
      ['enterprise', null, false],
    ]);
    expect(view.features.find(({ id }) => id === 'suite_analyzer')).toMatchObject({
      charge: 'levels',
      cost: 10,
      levels: { low: 7, medium: 10, high: 15 },
      isRun: true,
    });
    expect(view.features.find(({ id }) => id === 'priority_support')).toMatchObject({ charge: 'flag', cost: null });
    expect(view).toMatchObject({ intervals: ['month', 'year'], confirmAbove: 10, lowBalance: [5, 2] });
    expect(JSON.stringify(view)).not.toContain('farebox:');
  });
});
