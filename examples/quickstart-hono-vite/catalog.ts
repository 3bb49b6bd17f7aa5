import { defineCatalog, usd } from '@farebox/core';

export const catalog = defineCatalog({
  features: { summary: { name: 'Summary', cost: 5 } },
  plans: {
    free: { name: 'Free', tokens: 5 },
    pro: { name: 'Pro', tokens: 100, prices: { month: usd(19) } },
  },
});
