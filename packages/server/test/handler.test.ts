import {
  problemSchema,
  type AccountWire,
  accountSchema,
  catalogSchema,
  runEndSchema,
  type RunEventWire,
  historyPageSchema,
} from '@farebox/core/contract';
import { describe, expect, it } from 'vitest';
import { aKey, anApp, request } from './an-app.js';

const json = async (response: Response): Promise<Record<string, unknown>> =>
  (await response.json()) as Record<string, unknown>;

describe('catalogue and account', () => {
  it('shows the catalogue to anybody, without a Stripe id in it', async () => {
    const { handler } = anApp();
    const response = await handler(request('/catalog'));
    const text = await response.clone().text();
    expect(response.status).toBe(200);
    expect(catalogSchema.parse(await response.json()).plans.map((plan) => plan.id)).toEqual(['free', 'pro']);
    expect(text).not.toMatch(/price_|prod_|cus_|lookup/);
  });

  it('answers a signed-out caller with 401 problem JSON', async () => {
    const { handler } = anApp();
    const response = await handler(request('/account'));
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(problemSchema.parse(await response.json()).code).toBe('signed_out');
  });

  it('gives a customer never seen the default plan with its tokens', async () => {
    const { handler } = anApp();
    const snapshot = accountSchema.parse(await (await handler(request('/account', { as: 'ana' }))).json());
    expect(snapshot.balance.remainingTokens).toBe(5);
    expect(snapshot.subscription.plan).toBe('free');
    expect(snapshot.permissions).toEqual({ canManageBilling: true, canSpend: true, billingContact: null });
  });

  it('keeps no private answer in a cache (U6)', async () => {
    const { handler } = anApp();
    expect((await handler(request('/account', { as: 'ana' }))).headers.get('cache-control')).toBe('no-store');
  });

  it('keeps a user and an organisation of the same person apart', async () => {
    const { handler } = anApp();
    await handler(
      request('/runs', {
        as: 'bob',
        body: { feature: 'summary', input: { text: 'a' } },
        headers: { 'idempotency-key': aKey() },
      }),
    );
    const own = (await json(await handler(request('/account', { as: 'bob' })))) as unknown as AccountWire;
    const team = (await json(await handler(request('/account', { as: 'member' })))) as unknown as AccountWire;
    expect(own.balance.remainingTokens).toBe(3);
    expect(team.balance.remainingTokens).toBe(5);
    expect(own.customer).not.toBe(team.customer);
    expect(team.permissions).toEqual({ canManageBilling: false, canSpend: true, billingContact: 'Ana Ruiz (owner)' });
  });
});

describe('runs', () => {
  const run = (
    app: ReturnType<typeof anApp>,
    input: unknown,
    {
      as = 'ana',
      key = aKey(),
      feature = 'summary',
      more = {},
    }: { as?: string; key?: string; feature?: string; more?: object } = {},
  ) => app.handler(request('/runs', { as, body: { feature, input, ...more }, headers: { 'idempotency-key': key } }));

  it('holds, works, charges and answers output and balance', async () => {
    const app = anApp();
    const end = runEndSchema.parse(await (await run(app, { text: 'hello world and more' })).json());
    expect(end).toMatchObject({
      status: 'done',
      charged: 2,
      output: { summary: 'hello worl', at: '1970-01-01T00:00:00.000Z' },
      balance: { remainingTokens: 3, usedTokens: 2 },
    });
  });

  it('L1 never calls the work when the tokens do not cover it, and says what is missing', async () => {
    const app = anApp();
    await run(app, { text: 'a' });
    await run(app, { text: 'b' });
    const response = await run(app, { text: 'c' });
    const problem = problemSchema.parse(await response.json());
    expect(response.status).toBe(402);
    expect(problem.denial).toMatchObject({
      reason: 'not_enough_tokens',
      required: 2,
      remaining: 1,
      shortfall: 1,
      remedies: [{ kind: 'plan', plan: 'pro', interval: 'month' }, ...(problem.denial?.remedies.slice(1) ?? [])],
    });
    expect(app.calls).toEqual(['a', 'b']);
  });

  it('L10 U3 calls the work once for one intent, however often it is sent', async () => {
    const app = anApp();
    const key = aKey();
    await Promise.all([run(app, { text: 'once' }, { key }), run(app, { text: 'once' }, { key })]);
    const again = runEndSchema.parse(await (await run(app, { text: 'once' }, { key })).json());
    expect(again).toMatchObject({ status: 'already_settled', charged: 2 });
    expect(app.calls).toEqual(['once']);
  });

  it("a client's key never stands in the way of the host's own", async () => {
    const app = anApp();
    await run(app, { text: 'a' }, { key: 'order:9' });
    expect(await app.farebox.tokens.spend('ana', 'audit', { key: 'order:9' })).toMatchObject({ status: 'denied' });
    expect(await app.farebox.tokens.spend('ana', 'summary', { key: 'order:9' })).toMatchObject({
      status: 'done',
      replayed: false,
    });
    expect((await run(app, { text: 'b' }, { key: 'expire:1' })).status).toBe(402);
  });

  it('L20 returns the tokens when the work fails, and says that nothing was charged', async () => {
    const app = anApp();
    const response = await run(app, { text: 'fail' });
    expect(runEndSchema.parse(await response.json())).toMatchObject({
      status: 'failed',
      code: 'work_failed',
      charged: 0,
    });
    expect((await app.farebox.tokens.balance('ana')).remainingTokens).toBe(5);
    expect((await app.farebox.tokens.balance('ana')).heldTokens).toBe(0);
  });

  it('never charges more than was confirmed', async () => {
    const app = anApp();
    const response = await run(app, { rows: 3 }, { feature: 'report', more: { confirmedCost: 1 } });
    expect(response.status).toBe(409);
    expect(await response.json()).toEqual({ status: 'cost_changed', cost: 2 });
    expect(app.calls).toEqual([]);
    expect((await app.farebox.tokens.balance('ana')).remainingTokens).toBe(5);
  });

  it('X26 takes no amount, price or usage from the browser', async () => {
    const app = anApp();
    for (const more of [
      { amount: 0 },
      { cost: -1 },
      { tokens: 1e9 },
      { customer: 'bob' },
      { usage: { complexity: 'low' } },
    ]) {
      expect((await run(app, { text: 'x' }, { more })).status).toBe(400);
    }
    expect(app.calls).toEqual([]);
  });

  it('refuses input that the run does not take, by path, with nothing held', async () => {
    const app = anApp();
    const response = await run(app, { text: 7 });
    expect(response.status).toBe(422);
    expect(String((await json(response))['detail'])).toMatch(/text/);
    expect((await app.farebox.tokens.balance('ana')).heldTokens).toBe(0);
  });

  it('asks for a key, because a random one would hide double charges', async () => {
    const app = anApp();
    const response = await app.handler(
      request('/runs', { as: 'ana', body: { feature: 'summary', input: { text: 'a' } } }),
    );
    expect(response.status).toBe(400);
    expect((await json(response))['code']).toBe('key_required');
  });

  it('does not run what is not defined, and a gated feature not outside its plans', async () => {
    const app = anApp();
    expect((await run(app, {}, { feature: 'nothing' })).status).toBe(404);
    const gated = await run(app, {}, { feature: 'audit' });
    expect(gated.status).toBe(403);
    expect(problemSchema.parse(await gated.json()).denial?.reason).toBe('not_in_plan');
  });

  it('streams hold, progress, chunks and the end as one JSON event a line', async () => {
    const app = anApp();
    const response = await app.handler(
      request('/runs', {
        as: 'ana',
        body: { feature: 'report', input: { rows: 3 } },
        headers: { 'idempotency-key': aKey(), accept: 'application/x-ndjson' },
      }),
    );
    const events = (await response.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as RunEventWire);
    expect(events.map((event) => event.type)).toEqual(['held', 'progress', 'chunk', 'chunk', 'end']);
    expect(events.at(-1)).toMatchObject({ end: { status: 'done', charged: 2, output: { rows: 3 } } });
  });

  it('tells a denial also at the end of a stream', async () => {
    const app = anApp();
    const response = await app.handler(
      request('/runs', {
        as: 'ana',
        body: { feature: 'report', input: { rows: 30 } },
        headers: { 'idempotency-key': aKey(), accept: 'application/x-ndjson' },
      }),
    );
    expect(JSON.parse((await response.text()).trim())).toMatchObject({
      type: 'end',
      end: { status: 'denied', denial: { required: 8, shortfall: 3 } },
    });
  });

  it('keeps history for who used what', async () => {
    const app = anApp();
    await run(app, { text: 'a' });
    const page = historyPageSchema.parse(await (await app.handler(request('/history', { as: 'ana' }))).json());
    expect(page.entries.find((entry) => entry.feature === 'summary')).toMatchObject({ amount: -2, balanceAfter: 3 });
    const kinds = async (kind: string): Promise<string[]> =>
      historyPageSchema
        .parse(await (await app.handler(request(`/history?kind=${kind}`, { as: 'ana' }))).json())
        .entries.map((entry) => entry.kind);
    expect(await kinds('refill')).toEqual(['refill']);
    expect(await kinds('capture,spend')).toEqual(['capture']);
    expect((await app.handler(request('/history?kind=schedule', { as: 'ana' }))).status).toBe(400);
  });
});

describe('quotes', () => {
  it('prices an input by its estimate, and answers a denial as an answer', async () => {
    const app = anApp();
    const quote = await json(
      await app.handler(request('/quote', { as: 'ana', body: { feature: 'report', input: { rows: 3 } } })),
    );
    expect(quote).toMatchObject({ allowed: true, cost: 2, remaining: 5, remainingAfter: 3 });
    const denied = await app.handler(
      request('/quote', { as: 'ana', body: { feature: 'report', usage: { complexity: 'high' } } }),
    );
    expect(denied.status).toBe(200);
    expect(await json(denied)).toMatchObject({ allowed: false, required: 8, shortfall: 3 });
  });
});
