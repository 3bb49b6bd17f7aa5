import { createFarebox, defineCatalog, memoryStore, usd } from '@farebox/core';

const catalog = defineCatalog({
  features: { summary: { name: 'Summary', cost: 5 } },
  plans: {
    free: { name: 'Free', tokens: 5 },
    pro: { name: 'Pro', tokens: 100, prices: { month: usd(19) } },
  },
});
const farebox = createFarebox({ catalog, store: memoryStore() });

const outcome = await farebox.tokens.run('user-42', 'summary', { key: 'order-7' }, async ({ signal }) => {
  signal.throwIfAborted();
  return 'In short: …';
});
if (outcome.status === 'done') console.log(outcome.value, outcome.charged, outcome.balance.remainingTokens);
if (outcome.status === 'denied') console.log(outcome.denial.shortfall, outcome.denial.remedies);
