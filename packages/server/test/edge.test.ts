/** The browser is hostile: who is asking, from where, with what. */
import { describe, expect, it } from 'vitest';
import { aKey, anApp, APP_URL, request, type Ask } from './an-app.js';

const run = (more: Ask = {}): Request =>
  request('/runs', {
    as: 'ana',
    body: { feature: 'summary', input: { text: 'x' } },
    ...more,
    headers: { 'idempotency-key': aKey(), ...more.headers },
  });

describe('origin', () => {
  const types = [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json',
    'application/json; charset=utf-8',
    '',
  ];
  const sources: readonly { readonly headers: Record<string, string>; readonly own: boolean }[] = [
    { headers: {}, own: true },
    { headers: { 'sec-fetch-site': '', origin: APP_URL }, own: true },
    { headers: { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, own: false },
    { headers: { 'sec-fetch-site': 'same-site', origin: 'https://other.example.com' }, own: false },
    { headers: { 'sec-fetch-site': '', origin: 'https://app.example.com.evil.example' }, own: false },
    { headers: { 'sec-fetch-site': '', origin: 'http://app.example.com' }, own: false },
    { headers: { 'sec-fetch-site': '', origin: 'null' }, own: false },
    { headers: { 'sec-fetch-site': '', origin: '' }, own: false },
  ];
  it('X16 takes a mutation by cookie from our own origin as JSON only: 6 content types x 8 origins', async () => {
    const passed: string[] = [];
    for (const type of types) {
      for (const { headers, own } of sources) {
        const app = anApp();
        const response = await app.handler(run({ headers: { ...headers, 'content-type': type } }));
        const expected = own && type.startsWith('application/json');
        expect(response.status === 200, `${type} ${JSON.stringify(headers)}: ${response.status}`).toBe(expected);
        expect(app.calls.length, 'the work').toBe(expected ? 1 : 0);
        if (expected) passed.push(type);
      }
    }
    expect(passed).toHaveLength(4);
  });

  it('answers preflights for exact origins only, and then takes a bearer token but no cookie', async () => {
    const app = anApp({ allowedOrigins: ['https://front.example.org'] });
    const preflight = (origin: string) =>
      app.handler(
        new Request(`${APP_URL}/api/farebox/runs`, {
          method: 'OPTIONS',
          headers: { origin, 'access-control-request-method': 'POST' },
        }),
      );
    expect((await preflight('https://front.example.org')).headers.get('access-control-allow-origin')).toBe(
      'https://front.example.org',
    );
    expect((await preflight('https://front.example.org')).headers.has('access-control-allow-credentials')).toBe(false);
    expect((await preflight('https://front.example.org.evil.example')).status).toBe(403);
    const from = { 'sec-fetch-site': 'cross-site', origin: 'https://front.example.org' };
    expect((await app.handler(run({ headers: from }))).status).toBe(401);
    const byToken = await app.handler(run({ headers: { ...from, authorization: 'Bearer ana', cookie: '' } }));
    expect(byToken.status).toBe(200);
    expect(byToken.headers.get('access-control-allow-origin')).toBe('https://front.example.org');
  });

  it('gives a read from an allowed origin to the token, not to the cookie', async () => {
    const app = anApp({ allowedOrigins: ['https://front.example.org'] });
    const from = { 'sec-fetch-site': 'cross-site', origin: 'https://front.example.org' };
    expect((await app.handler(request('/account', { as: 'ana', headers: from }))).status).toBe(401);
    expect((await app.handler(request('/account', { headers: { ...from, authorization: 'Bearer ana' } }))).status).toBe(
      200,
    );
  });

  it.each([
    '*',
    'https://*.example.org',
    'https://front.example.org/',
    'https://front.example.org/app',
    'front.example.org',
    'javascript:alert(1)',
  ])('refuses %s as an allowed origin at start-up', (origin) => {
    expect(() => anApp({ allowedOrigins: [origin] })).toThrow(/is not an origin/);
  });

  it('a server-side caller with a token needs no origin; its cookie does not count', async () => {
    const app = anApp();
    const bare = { origin: '', 'sec-fetch-site': '' };
    expect((await app.handler(run({ headers: { ...bare, authorization: 'Bearer ana', cookie: '' } }))).status).toBe(
      200,
    );
    expect((await app.handler(run({ headers: bare }))).status).toBe(401);
  });
});

describe('identity', () => {
  it('X6 X7 a customer id in query, header or body changes nothing or is refused', async () => {
    const app = anApp();
    const response = await app.handler(
      request('/account?customer=bob&userId=bob', { as: 'ana', headers: { 'x-customer': 'bob', 'x-user-id': 'bob' } }),
    );
    const own = (await response.json()) as { customer: string };
    const plain = (await (await app.handler(request('/account', { as: 'ana' }))).json()) as { customer: string };
    expect(own.customer).toBe(plain.customer);
    expect(
      (
        await app.handler(
          request('/checkout', { as: 'ana', body: { plan: 'pro', interval: 'month', customer: 'bob' } }),
        )
      ).status,
    ).toBe(400);
    expect((await app.handler(request('/portal', { as: 'ana', body: { customerId: 'cus_123' } }))).status).toBe(400);
  });

  it('X8 who may not manage billing gets no checkout and no portal; who may not spend gets no run', async () => {
    const app = anApp();
    for (const as of ['member', 'reader']) {
      expect((await app.handler(request('/checkout', { as, body: { plan: 'pro', interval: 'month' } }))).status).toBe(
        403,
      );
      expect((await app.handler(request('/portal', { as, body: {} }))).status).toBe(403);
    }
    expect((await app.handler(run({ as: 'reader' }))).status).toBe(403);
    expect((await app.handler(run({ as: 'member' }))).status).toBe(200);
  });

  it('X12 X13 a price id, an amount, a quantity or a coupon is not a thing a browser can say', async () => {
    const app = anApp();
    for (const more of [
      { priceId: 'price_1' },
      { amount: 1 },
      { quantity: -1 },
      { coupon: 'FREE' },
      { trialDays: 99 },
      { currency: 'jpy' },
    ]) {
      expect(
        (await app.handler(request('/checkout', { as: 'ana', body: { plan: 'pro', interval: 'month', ...more } })))
          .status,
      ).toBe(400);
    }
    expect(
      (await app.handler(request('/checkout', { as: 'ana', body: { plan: 'free', interval: 'month' } }))).status,
    ).toBe(400);
    expect(
      (await app.handler(request('/checkout', { as: 'ana', body: { plan: 'enterprise', interval: 'month' } }))).status,
    ).toBe(400);
  });

  it('X14 a return path that leaves the app is refused', async () => {
    const app = anApp();
    for (const returnTo of [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      'javascript:alert(1)',
      '/%09/evil.example\t',
      'https:evil.example',
    ]) {
      expect(
        (await app.handler(request('/checkout', { as: 'ana', body: { plan: 'pro', interval: 'month', returnTo } })))
          .status,
        returnTo,
      ).toBe(400);
    }
  });
});

describe('addresses', () => {
  it('X17 one spelling of a path is served, every other is 404', async () => {
    const app = anApp();
    for (const path of [
      '//account',
      '/account/',
      '/ACCOUNT',
      '/account.',
      '/account%2f',
      '/%61ccount',
      '/./account/../portal/',
      '/account;x',
      '/portal/..%2faccount',
      '',
    ]) {
      const response = await app.handler(
        new Request(`${APP_URL}/api/farebox${path}`, { headers: { cookie: 'user=ana' } }),
      );
      expect(response.status, path).toBe(404);
    }
    expect((await app.handler(request('/account', { as: 'ana', method: 'POST', body: {} }))).status).toBe(405);
  });

  it('W24 X28 a body over the limit is refused before it is read whole', async () => {
    const app = anApp({ bodyLimit: 1000 });
    expect((await app.handler(run({ body: { feature: 'summary', input: { text: 'x'.repeat(2000) } } }))).status).toBe(
      413,
    );
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(64 * 1024)) });
    const webhook = new Request(`${APP_URL}/api/farebox/webhook`, {
      method: 'POST',
      body: endless,
      duplex: 'half',
    } as RequestInit);
    expect((await app.handler(webhook)).status).toBe(413);
  });

  it('X1 an unsigned event is 400 and leaves nothing', async () => {
    const app = anApp();
    for (const signature of ['', 't=1,v1=00', 'v0=abc', `t=${Math.floor(Date.now() / 1000)},v1=${'0'.repeat(64)}`]) {
      const response = await app.handler(
        request('/webhook', { rawBody: '{"id":"evt_1","object":"event"}', headers: { 'stripe-signature': signature } }),
      );
      expect(response.status).toBe(400);
    }
    expect(await app.farebox.webhooks.list()).toMatchObject({ events: [] });
  });

  it('X25 a cursor that is not ours is refused and says nothing of our inside', async () => {
    const app = anApp();
    const response = await app.handler(request('/history?cursor=%F0%28%8C%28', { as: 'ana' }));
    expect(response.status).toBe(400);
    expect(await response.text()).not.toMatch(/at .*\.ts|node_modules|Error:/);
  });
});
