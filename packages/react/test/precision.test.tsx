/** Tokens with decimals, from a real catalogue through the real handler to what a person reads. */
import { createFarebox, defineCatalog, memoryStore, silentLogger, usd } from '@farebox/core';
import { createHandler } from '@farebox/server';
import { render, screen } from '@testing-library/react';
import { http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SubscriptionManager, TokenMeter } from '../src/index.js';
import { GuardButton, NOW, ORIGIN, Page, PricingTable, useTokenGuard } from './a-host.js';

const farebox = createFarebox({
  catalog: defineCatalog({
    tokens: { precision: 2 },
    features: { pdp_analyzer: { name: 'PDP analyzer', cost: 0.25 } },
    plans: { free: { name: 'Free', tokens: 7.5 }, pro: { name: 'Pro', tokens: 150.75, prices: { month: usd(19) } } },
  }),
  store: memoryStore(),
  appUrl: ORIGIN,
  clock: () => new Date(NOW),
  logger: silentLogger,
});
const handler = createHandler({ farebox, identify: () => ({ userId: 'ana' }), runs: [] });
const server = setupServer(
  http.all(`${ORIGIN}/api/farebox/*`, ({ request }) => {
    const headers = new Headers(request.headers);
    headers.set('sec-fetch-site', 'same-origin');
    return handler(new Request(request, { headers }));
  }),
);
beforeAll(() => server.listen());
afterAll(() => server.close());

function Buttons() {
  const guard = useTokenGuard('pdp_analyzer');
  return (
    <GuardButton feature="pdp_analyzer" guard={guard} onPress={() => undefined}>
      Analyze
    </GuardButton>
  );
}

it('L21 U8 shows tokens with decimals, and never the units behind them', async () => {
  await farebox.tokens.spend('ana', 'pdp_analyzer', { key: 'a' });
  const { container } = render(
    <Page>
      <TokenMeter />
      <SubscriptionManager />
      <PricingTable />
      <Buttons />
    </Page>,
  );
  expect((await screen.findAllByText(/7\.25/))[0]).toBeVisible();
  expect(await screen.findByText('7.5 tokens every month. No card, nothing to pay.')).toBeVisible();
  expect(await screen.findByText(/150\.75/)).toBeVisible();
  expect(await screen.findByText('0.25')).toBeVisible();
  expect(container.textContent).not.toMatch(/(?<![.\d])(?:25|75|725|750|15,?075|500)(?![.\d])/);
});
