import { defineCatalog, usd } from '../../src/index.js';

/** DESIGN's catalogue without what this release refuses. */
const features = {
  suite_analyzer: { name: 'Suite analyzer', cost: 10, complexity: { low: 0.7, medium: 1, high: 1.5 } },
  pdp_analyzer: { name: 'PDP analyzer', cost: 5, complexity: { low: 0.7, medium: 1, high: 1.5 } },
  priority_support: { name: 'Priority support', type: 'flag' },
} as const;
const free = { name: 'Free', tokens: 5 } as const;
const starter = { name: 'Starter', prices: { month: usd(19), year: usd(190) }, tokens: 50 } as const;
const professional = {
  name: 'Professional',
  prices: { month: usd(49), year: usd(490) },
  tokens: 150,
  includes: ['priority_support'],
} as const;
const enterprise = { name: 'Enterprise', contact: 'mailto:sales@example.com', tokens: 'unlimited' } as const;
export const catalog = defineCatalog({ features, plans: { free, starter, professional, enterprise } });
/** The same after somebody raised a price. */
export const dearerCatalog = defineCatalog({
  features,
  plans: { free, starter: { ...starter, prices: { month: usd(29), year: usd(190) } }, professional, enterprise },
});
/** Knows nothing of the plan that somebody sells. */
export const smallCatalog = defineCatalog({ features, plans: { free, starter } });
