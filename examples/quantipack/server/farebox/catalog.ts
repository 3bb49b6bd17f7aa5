import { defineCatalog, usd } from '@farebox/core';

const complexity = { low: 0.7, medium: 1, high: 1.5 } as const;

/** What QuantiPack sells: four analyzers paid in tokens, and four plans that bring them. */
export const catalog = defineCatalog({
  features: {
    suite_analyzer: { name: 'Suite analyzer', cost: 10, complexity },
    spec_generator: { name: 'Spec generator', cost: 15, complexity },
    demand_planner: { name: 'Demand planner', cost: 8, complexity },
    demand_planner_v2: { name: 'Demand planner 2', cost: 8, complexity },
    pdp_analyzer: { name: 'PDP analyzer', cost: 5, complexity },
    priority_support: { name: 'Priority support', type: 'flag' },
  },
  plans: {
    free: { name: 'Free', tokens: 5 },
    starter: { name: 'Starter', prices: { month: usd(19), year: usd(190) }, tokens: 50 },
    professional: {
      name: 'Professional',
      prices: { month: usd(49), year: usd(490) },
      tokens: 150,
      includes: ['priority_support'],
    },
    enterprise: { name: 'Enterprise', contact: 'mailto:sales@quantipack.example', tokens: 'unlimited' },
  },
});
