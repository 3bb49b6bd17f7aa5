/** A host for component tests: the real handler over the memory store, behind MSW. Nothing of the server is pretended. */
import { createFarebox, defineCatalog, memoryStore, silentLogger, usd, type AppOf, type Farebox } from '@farebox/core';
import { createHandler, keyOf, toResponse, type Identity } from '@farebox/server';
import { http, passthrough } from 'msw';
import { setupServer } from 'msw/node';
import type { ReactNode } from 'react';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { z } from 'zod';
import { createFareboxReact, FareboxProvider } from '../src/index.js';

export const catalog = defineCatalog({
  features: {
    pdp_analyzer: { name: 'PDP analyzer', cost: 5 },
    suite_analyzer: { name: 'Suite analyzer', cost: 10, complexity: { low: 0.7, medium: 1, high: 1.5 } },
    spec_generator: { name: 'Spec generator', cost: 15 },
    export: { name: 'Export', cost: 1 },
    support: { name: 'Priority support', type: 'flag' },
  },
  plans: {
    free: { name: 'Free', tokens: 5 },
    starter: { name: 'Starter', prices: { month: usd(19), year: usd(190) }, tokens: 50 },
    professional: { name: 'Professional', prices: { month: usd(49) }, tokens: 150, includes: ['support'] },
  },
});
export const ORIGIN = 'http://localhost:3000';
export const NOW = '2026-12-03T10:00:00.000Z';

export interface Host {
  readonly farebox: Farebox<typeof catalog>;
  readonly handler: ReturnType<typeof makeHandler>;
  /** Every request that reached the server: "POST /runs". */
  readonly requests: string[];
  /** Keys of intents that reached it. */
  readonly keys: string[];
  /** How often work was called. */
  readonly worked: string[];
  /** Resolves the work that waits. */
  finish(): void;
  identity: Identity | null;
  /** Turned on: the network is gone before or after the server was reached. */
  network: 'ok' | 'drops-request' | 'drops-response';
  /** Milliseconds added to the clock. */
  later: number;
  /** Orders that came in since the page showed its figure. */
  grown: number;
}

function makeHandler(farebox: Farebox<typeof catalog>, host: () => Host, gate: { wait: Promise<void> }) {
  const pdp = farebox.defineRun('pdp_analyzer', {
    input: z.object({ products: z.number() }),
    run: async ({ input }) => {
      host().worked.push('pdp');
      if (input.products < 0) throw new Error('no such products');
      return { findings: input.products * 2 };
    },
  });
  const suite = farebox.defineRun('suite_analyzer', {
    input: z.object({ orders: z.number() }),
    estimate: ({ orders }) => ({ complexity: orders + host().grown > 1000 ? 'high' : 'medium' }),
    run: async function* ({ input, run, signal }) {
      host().worked.push('suite');
      run.progress(0.5, 'Sorting');
      yield 'half';
      await Promise.race([
        gate.wait,
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
      ]);
      return { boxes: input.orders };
    },
  });
  const spec = farebox.defineRun('spec_generator', {
    input: z.object({}),
    run: async () => (host().worked.push('spec'), 'sheet'),
  });
  return createHandler({ farebox, identify: () => host().identity, runs: [pdp, suite, spec] });
}
export interface HostApp extends AppOf<ReturnType<typeof makeHandler>> {}
export const { useTokenGuard, useQuote, UpgradePrompt, PricingTable, GuardButton, Gate } =
  createFareboxReact<HostApp>();

/** A fresh host per test; MSW sends every request of the page to it. */
export function useHost(): () => Host {
  let host: Host;
  let open: () => void = () => undefined;
  const server = setupServer();
  beforeAll(() => server.listen());
  afterAll(() => server.close());
  afterEach(() => {
    server.resetHandlers();
    sessionStorage.clear();
  });
  return () => {
    const gate = { wait: new Promise<void>((resolve) => (open = resolve)) };
    const farebox = createFarebox({
      catalog,
      store: memoryStore(),
      stripe: {
        secretKey: 'sk_test_0123456789abcdef',
        webhookSecrets: [`whsec_${'a1'.repeat(16)}`],
        host: '127.0.0.1',
        port: 9,
        protocol: 'http',
      },
      appUrl: ORIGIN,
      clock: () => new Date(Date.parse(NOW) + host.later),
      logger: silentLogger,
    });
    const handler = makeHandler(farebox, () => host, gate);
    host = {
      farebox,
      handler,
      requests: [],
      keys: [],
      worked: [],
      identity: { userId: 'ana' },
      network: 'ok',
      later: 0,
      grown: 0,
      finish: () => open(),
    };
    const reach = async (request: Request, answer: (request: Request) => Promise<Response>): Promise<Response> => {
      const path = new URL(request.url).pathname;
      if (host.network === 'drops-request') return Response.error();
      host.requests.push(`${request.method} ${path.replace('/api/farebox', '')}`);
      const key = request.headers.get('idempotency-key');
      if (key) host.keys.push(key);
      const headers = new Headers(request.headers);
      headers.set('sec-fetch-site', 'same-origin');
      const response = await answer(new Request(request, { headers }));
      return host.network === 'drops-response' && request.method === 'POST' && path.endsWith('/runs')
        ? Response.error()
        : response;
    };
    server.use(
      http.all(`${ORIGIN}/api/farebox/*`, ({ request }) => reach(request, handler)),
      http.post(`${ORIGIN}/api/export`, ({ request }) =>
        reach(request, async (own) =>
          toResponse(await farebox.tokens.run('ana', 'export', { key: keyOf(own) }, () => ({ file: 'orders.csv' }))),
        ),
      ),
      http.all('*', () => passthrough()),
    );
    return host;
  };
}

export function Page({ children }: { children: ReactNode }): ReactNode {
  return (
    <FareboxProvider url={`${ORIGIN}/api/farebox`} locale="en" timeZone="UTC">
      {children}
    </FareboxProvider>
  );
}
