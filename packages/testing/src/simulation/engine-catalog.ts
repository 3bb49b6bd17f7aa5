import { defineCatalog, usd } from '@farebox/core';

/** A plan for each way of refilling and of changing, and a feature for each way of charging. */
export const engineCatalog = defineCatalog({
  features: {
    analyze: { name: 'Analyze', cost: 3, complexity: { low: 0.5, high: 2.1 } },
    report: { name: 'Report', cost: 8 },
    insight: { name: 'Insight', cost: 4, gated: true },
    support: { name: 'Support', type: 'flag' },
  },
  plans: {
    free: { name: 'Free', tokens: 12 },
    starter: {
      name: 'Starter',
      prices: { month: usd(19), year: usd(190) },
      tokens: 50,
      refill: { rollover: { cap: 20 } },
      change: { up: 'reset', down: 'cap' },
    },
    team: {
      name: 'Team',
      prices: { month: usd(29), year: usd(290) },
      tokens: 20,
      refill: { policy: 'add', every: { unit: 'week' } },
      change: { up: 'keep', down: 'keep' },
    },
    professional: {
      name: 'Professional',
      prices: { month: usd(49), year: usd(490) },
      tokens: 120,
      refill: { policy: 'topUpTo' },
      includes: ['insight', 'support'],
    },
    limitless: {
      name: 'Limitless',
      prices: { month: usd(99), year: usd(990) },
      tokens: 'unlimited',
      includes: ['insight', 'support'],
    },
  },
});
export type EngineFeature = 'analyze' | 'report' | 'insight';

/** What Stripe sells under the catalogue's lookup keys, in cents. */
export const enginePrices: Readonly<Record<string, Readonly<Record<'month' | 'year', number>>>> = {
  starter: { month: 1900, year: 19_000 },
  team: { month: 2900, year: 29_000 },
  professional: { month: 4900, year: 49_000 },
  limitless: { month: 9900, year: 99_000 },
};
