import { describe, expect, it } from 'vitest';
import { createApp } from './app.js';
import { readSamples } from './host/samples.js';

const samples = readSamples(new URL('../samples/', import.meta.url));

/** The whole app without Stripe: tokens, runs and the host's own API. */
async function openApp(userId: string) {
  const settings = { port: 0, databaseFile: ':memory:', sessionSecret: null, simulatorUrl: null };
  const { app, farebox } = createApp(settings, samples);
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'sec-fetch-site': 'same-origin',
    origin: 'http://localhost',
  };
  const post = (path: string, body: unknown, more: Record<string, string> = {}) =>
    app.request(path, { method: 'POST', body: JSON.stringify(body), headers: { ...headers, ...more } });
  async function signIn(user: string) {
    const answer = await post('/api/session', { userId: user });
    headers['cookie'] = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  }
  await signIn(userId);
  const get = async (path: string) => (await app.request(path, { headers })).json();
  const run = async (feature: string, orders: string, key: string) => {
    const response = await post('/api/farebox/runs', { feature, input: { orders } }, { 'idempotency-key': key });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const left = async () =>
    ((await get('/api/farebox/account')) as { balance: { remainingTokens: number } }).balance.remainingTokens;
  return { farebox, signIn, get, post, run, left };
}

describe('createApp', () => {
  it('runs the PDP analyzer on the middle sample for the five free tokens, once per intent', async () => {
    const { run, left, get } = await openApp('mara');
    expect(await left()).toBe(5);
    const first = await run('pdp_analyzer', 'sample_middle', 'one');
    expect(first.body).toMatchObject({ status: 'done', charged: 5, output: { feature: 'pdp_analyzer' } });
    expect(await left()).toBe(0);
    expect((await run('pdp_analyzer', 'sample_middle', 'one')).body).toMatchObject({
      status: 'already_settled',
      charged: 5,
    });
    expect(await get('/api/analyses')).toHaveLength(1);
  });

  it('keeps the analysis id, the time it took and the counts with the spend', async () => {
    const { farebox, get, run } = await openApp('jonas');
    await farebox.tokens.grant('jonas', { key: 'test', amount: 50 });
    await run('suite_analyzer', 'sample_middle', 'one');
    const [analysis] = (await get('/api/analyses')) as { id: string }[];
    const { entries } = (await get('/api/farebox/history')) as { entries: unknown[] };
    expect(entries[0]).toMatchObject({
      amount: -10,
      reference: analysis?.id,
      metadata: { analysisId: analysis?.id, orderCount: 411, packageCount: 432, processingMs: expect.any(Number) },
    });
  });

  it.each([
    ['sample_small', 11],
    ['sample_middle', 15],
    ['sample_large', 23],
  ])(
    'holds and charges the Spec generator on %s by its level: %i tokens',
    async (orders, cost) => {
      const { farebox, post, run } = await openApp('jonas');
      await farebox.tokens.grant('jonas', { key: 'test', amount: 50 });
      const quote = await post('/api/farebox/quote', { feature: 'spec_generator', input: { orders } });
      expect(await quote.json()).toMatchObject({ allowed: true, cost });
      expect((await run('spec_generator', orders, 'one')).body).toMatchObject({ status: 'done', charged: cost });
    },
    30_000,
  );

  it('denies what the balance does not cover, with the plan that would', async () => {
    const { post, left } = await openApp('mara');
    const quote = await post('/api/farebox/quote', { feature: 'suite_analyzer', input: { orders: 'sample_middle' } });
    expect(await quote.json()).toMatchObject({
      allowed: false,
      reason: 'not_enough_tokens',
      required: 10,
      shortfall: 5,
      remedies: [{ kind: 'plan', plan: 'starter' }],
    });
    expect(await left()).toBe(5);
  });

  it('charges nothing for orders that are gone', async () => {
    const { run, left } = await openApp('mara');
    const { status } = await run('pdp_analyzer', 'upload_gone', 'one');
    expect(status).toBe(422);
    expect(await left()).toBe(5);
  });

  it("gives the tokens back when the orders turn out to be somebody else's", async () => {
    const { signIn, post, run, left } = await openApp('mara');
    const uploaded = await post('/api/orders?name=mine.csv', 'anything');
    const { id } = (await uploaded.json()) as { id: string };
    await signIn('jonas');
    const { status, body } = await run('pdp_analyzer', id, 'one');
    expect(status).toBe(500);
    expect(body).toMatchObject({ status: 'failed', code: 'work_failed', charged: 0 });
    expect(await left()).toBe(5);
  });

  it('lets a member spend what the organisation has, and not buy', async () => {
    const { farebox, get, run, post } = await openApp('liv');
    await farebox.tokens.grant({ organization: 'aster' }, { key: 'test', amount: 20 });
    expect((await run('pdp_analyzer', 'sample_middle', 'one')).body).toMatchObject({ status: 'done' });
    expect(await farebox.tokens.balance({ organization: 'aster' })).toMatchObject({ usedTokens: 5 });
    expect(await get('/api/farebox/account')).toMatchObject({
      permissions: { canManageBilling: false, canSpend: true, billingContact: 'Ana Ruiz (owner)' },
    });
    expect((await post('/api/farebox/checkout', { plan: 'starter', interval: 'month' })).status).toBe(403);
  });
});
