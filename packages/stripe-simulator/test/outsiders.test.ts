import { request as ask } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createSimulator, type Simulator, startSimulator } from '../src/index.js';
import { apiRoutes } from '../src/resources/index.js';
import { begin, clientOf, monthly } from './harness.js';

const BASE = 'http://127.0.0.1:12111';
const KEY = { authorization: 'Bearer sk_test_x' };
const JSON_BODY = { 'content-type': 'application/json' };
const open: Simulator[] = [];
afterEach(async () => {
  for (const simulator of open.splice(0)) await simulator.close();
});

/** What a browser sends for a page of another origin, old and new browsers, other sites and other ports of this machine. */
const FOREIGN: readonly (readonly [name: string, headers: Record<string, string>])[] = [
  ['another site', { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
  ['another port', { origin: 'http://127.0.0.1:5173', 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }],
  ['an old browser', { origin: 'https://evil.test' }],
  ['a page that hides its origin', { origin: 'null' }],
  [
    'a form of another site',
    { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
  ],
];
const CALLS: readonly (readonly [method: string, path: string])[] = [
  ['GET', '/_simulator/snapshot'],
  ['GET', '/_simulator/webhook_endpoints'],
  ['GET', '/_simulator/deliveries'],
  ['GET', '/_simulator/stream'],
  ['POST', '/_simulator/reset'],
  ['POST', '/_simulator/flush'],
  ['POST', '/_simulator/advance'],
  ['POST', '/_simulator/faults'],
  ['POST', '/_simulator/webhook_endpoints'],
  ['POST', '/_simulator/actions'],
  ['DELETE', '/_simulator/faults/fault_1'],
  ['GET', '/v1/customers'],
  ['POST', '/v1/customers'],
  ['POST', '/c/pay/cs_test_1'],
  ['POST', '/p/session/bps_1'],
];

/** Over the wire, for a `Host` that `fetch` would not send. */
function status(port: number, host: string, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    ask({ host: '127.0.0.1', port, path, headers: { host, ...KEY } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

describe('a web page of another origin', () => {
  it.each(FOREIGN)('neither reads nor steers the simulator: %s', async (_name, headers) => {
    const { simulator, stripe } = begin();
    await stripe.customers.create({ name: 'Ada' });
    const before = JSON.stringify(simulator.snapshot());
    for (const [method, path] of CALLS) {
      const answer = await simulator.fetch(BASE + path, { method, headers: { ...headers, ...KEY } });
      expect([method, path, answer.status]).toEqual([method, path, 403]);
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
    expect(JSON.stringify(simulator.snapshot())).toBe(before);
  });

  it('may still send people to a hosted page, and the page’s own form works', async () => {
    const { simulator, stripe } = begin({ origin: BASE });
    const session = await stripe.checkout.sessions.create({
      mode: 'subscription',
      line_items: [{ price: (await monthly(stripe)).id, quantity: 1 }],
      success_url: 'http://localhost:3000/',
    });
    const visit = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    const url = session.url ?? '';
    const shown = await simulator.fetch(url, { headers: visit });
    expect([shown.status, shown.headers.get('referrer-policy')]).toEqual([200, 'same-origin']);
    expect(shown.headers.get('content-security-policy')).toContain("frame-ancestors 'self'");
    const embedded = await simulator.fetch(url.replace('/c/pay/', '/c/embed/'), { headers: visit });
    expect([embedded.status, embedded.headers.get('content-security-policy')]).toEqual([
      200,
      expect.not.stringContaining('frame-ancestors'),
    ]);
    for (const own of [{ origin: BASE, 'sec-fetch-site': 'same-origin' }, { origin: BASE }, {}]) {
      const pressed = await simulator.fetch(url, { method: 'POST', headers: own, body: new URLSearchParams({}) });
      expect(pressed.status).not.toBe(403);
    }
  });

  it('sends no JSON without asking first: a control call with another type of body is refused', async () => {
    const { simulator } = begin();
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'text/plain; a=application/json', '']) {
      const answer = await simulator.fetch(`${BASE}/_simulator/advance`, {
        method: 'POST',
        headers: type === '' ? {} : { 'content-type': type },
        body: new TextEncoder().encode('{"days":3}'),
      });
      expect([type, answer.status]).toEqual([type, 415]);
    }
    expect(simulator.now().toISOString()).toBe('2026-01-15T10:00:00.000Z');
    const asked = {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: '{"days":3}',
    };
    expect((await simulator.fetch(`${BASE}/_simulator/advance`, asked)).status).toBe(200);
  });
});

describe('the name it is called by', () => {
  it('is this machine’s: a name that was bound to 127.0.0.1 by somebody else is refused', async () => {
    const simulator = await startSimulator({ seed: 's', servedAs: ['stripe'] });
    open.push(simulator);
    const at = `:${simulator.port}`;
    for (const path of ['/_simulator/snapshot', '/_simulator', '/v1/customers']) {
      for (const host of ['evil.test', 'localhost.evil.test', '127.0.0.1.evil.test', '0.0.0.0'])
        expect([host, path, await status(simulator.port, host + at, path)]).toEqual([host, path, 403]);
      for (const host of ['localhost', '127.0.0.1', '[::1]', 'stripe'])
        expect([host, path, await status(simulator.port, host + at, path)]).toEqual([host, path, 200]);
    }
  });

  it('must be told before it listens to other machines', async () => {
    await expect(startSimulator({ host: '0.0.0.0' })).rejects.toThrow(/servedAs/);
    const simulator = await startSimulator({ host: '0.0.0.0', servedAs: ['stripe'] });
    open.push(simulator);
    expect(await status(simulator.port, 'stripe', '/v1/customers')).toBe(200);
  });
});

describe('webhooks', () => {
  const called: string[] = [];
  const send = async (url: unknown): Promise<Response> => {
    called.push(String(url));
    return new Response('ok');
  };
  const add = (simulator: Simulator, url: string): Promise<Response> =>
    simulator.fetch(`${BASE}/_simulator/webhook_endpoints`, {
      method: 'POST',
      headers: JSON_BODY,
      body: JSON.stringify({ url }),
    });

  it('go to this machine only, whoever asks for another', async () => {
    called.length = 0;
    const simulator = createSimulator({ seed: 's', send: send as typeof fetch });
    const stripe = clientOf(simulator);
    for (const url of [
      'http://10.0.0.7/admin',
      'http://169.254.169.254/',
      'http://localhost.evil.test/',
      'http://0.0.0.0/',
    ])
      expect([url, (await add(simulator, url)).status]).toEqual([url, 400]);
    for (const url of ['file:///etc/passwd', 'ftp://localhost/x', 'localhost'])
      expect([url, (await add(simulator, url)).status]).toEqual([url, 400]);
    expect((await add(simulator, 'http://localhost:3000/hook')).status).toBe(200);
    // Stripe takes any address; here it is kept, shown as not sent, and never called.
    await stripe.webhookEndpoints.create({ url: 'https://intranet.test/hook', enabled_events: ['*'] });
    await stripe.customers.create({ name: 'Ada' });
    await simulator.webhooks.flush();
    expect(called).toEqual(['http://localhost:3000/hook']);
    const kept = simulator.webhooks.deliveries().find(({ url }) => url === 'https://intranet.test/hook');
    expect([kept?.state, kept?.attempts.length]).toEqual(['failed', 1]);
    expect(kept?.attempts[0]?.detail).toContain('webhookHosts');
  });

  it('go elsewhere when whoever starts it names the host', async () => {
    called.length = 0;
    const simulator = createSimulator({ seed: 's', send: send as typeof fetch, webhookHosts: ['app'] });
    expect((await add(simulator, 'http://app:3000/hook')).status).toBe(200);
    simulator.webhooks.addEndpoint({ url: 'https://code.test/hook' });
    expect(() => simulator.webhooks.addEndpoint({ url: 'file:///etc/passwd' })).toThrow(/http or https/);
    await clientOf(simulator).customers.create({});
    await simulator.webhooks.flush();
    expect(called.sort()).toEqual(['http://app:3000/hook', 'https://code.test/hook']);
  });
});

describe('a key of the prototype', () => {
  const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
  /** What every object of the process would have since. */
  const clean = (): readonly string[] => {
    const shared = Object.keys(Object.prototype);
    for (const key of shared) Reflect.deleteProperty(Object.prototype, key);
    return shared;
  };

  it.each(NAMES)('is an id like any other: %s is not found by any endpoint or page', async (name) => {
    for (const copy of [false, true]) {
      const { simulator } = begin();
      // What a state file or a snapshot brings has the same records.
      if (copy)
        simulator.restore(JSON.parse(JSON.stringify(simulator.snapshot())) as ReturnType<Simulator['snapshot']>);
      const answers: string[] = [];
      for (const { method, path } of apiRoutes) {
        if (!path.includes(':id')) continue;
        const url = BASE + path.replaceAll(':id', name);
        const answer = await simulator.fetch(url, { method, headers: KEY });
        if (answer.status >= 500 || answer.status < 400) answers.push(`${method} ${path} ${answer.status}`);
      }
      expect(answers).toEqual([]);
      for (const page of ['c/pay', 'c/embed', 'p/session', 'i', '3ds', '_simulator/objects'])
        for (const method of ['GET', 'POST'])
          expect((await simulator.fetch(`${BASE}/${page}/${name}`, { method })).status).toBeLessThan(500);
      const changed = await simulator.fetch(`${BASE}/_simulator/webhook_endpoints/${name}`, {
        method: 'POST',
        headers: JSON_BODY,
        body: '{"livemode":true,"late":true,"delivery":"none"}',
      });
      expect(changed.status).toBe(404);
      const account = { ...KEY, 'stripe-account': name };
      expect((await simulator.fetch(`${BASE}/v1/customers`, { headers: account })).status).toBe(403);
    }
    expect(clean()).toEqual([]);
  });

  it.each(NAMES)('changes nothing as the target of a dashboard action: %s', async (name) => {
    const { simulator } = begin();
    const INTENTS = {
      fail_next_payment: { customer: name, on: 'on' },
      refund: { charge: name, amount: '1', currency: 'usd' },
      dispute: { charge: name },
      close_dispute: { dispute: name, outcome: 'won' },
      webhook_faults: { endpoint: name, delivery: 'none', late: 'on', wrong_signature: 'on' },
      endpoint_enabled: { endpoint: name },
      replay: { event: name, endpoint: name },
    };
    for (const [intent, fields] of Object.entries(INTENTS)) {
      const body = new URLSearchParams({ intent, ...fields });
      const answer = await simulator.fetch(`${BASE}/_simulator/actions`, { method: 'POST', body });
      expect([intent, answer.status]).toEqual([intent, 303]);
    }
    expect(clean()).toEqual([]);
  });

  it.each(NAMES)('is data or refused as a parameter, at every depth: %s', async (name) => {
    const { simulator } = begin();
    const post = async (path: string, body: string) => {
      const answer = await simulator.fetch(BASE + path, { method: 'POST', headers: KEY, body });
      return [answer.status, (await answer.json()) as Record<string, Record<string, string>>] as const;
    };
    for (const field of [name, `${name}[livemode]`, `address[${name}]`, `address[${name}][a]`, `metadata[a][${name}]`])
      expect([field, (await post('/v1/customers', `${encodeURIComponent(field)}=1`))[0]]).toEqual([field, 400]);
    const [status, customer] = await post('/v1/customers', `metadata[${name}]=kept`);
    expect([status, Object.entries(customer['metadata'] ?? {})]).toEqual([200, [[name, 'kept']]]);
    const [, updated] = await post(`/v1/customers/${String(customer['id'])}`, 'metadata[more]=1');
    expect(Object.keys(updated['metadata'] ?? {}).sort()).toEqual([name, 'more'].sort());
    expect((await post('/v1/customers', `expand[]=${name}`))[0]).toBeLessThan(500);
    expect((await post('/v1/payment_methods', `type=card&card[token]=${name}`))[0]).toBe(400);
    expect((await post('/v1/customers', `payment_method=${name}`))[0]).toBe(400);
    expect((await post('/v1/products', `id=${name}&name=x`))[0]).toBeLessThan(500);
    expect(clean()).toEqual([]);
  });
});

describe('the clock', () => {
  it('moves by at most thirty years at a time, and goes on after the refusal', async () => {
    const { simulator } = begin();
    const advance = (body: string) =>
      simulator.fetch(`${BASE}/_simulator/advance`, { method: 'POST', headers: JSON_BODY, body });
    for (const body of ['{"months":1e7}', '{"days":1e9}', '{"months":-1e7}', '{"to":"9999-01-01"}', '{"days":1e400}'])
      expect([body, (await advance(body)).status]).toEqual([body, 400]);
    expect((await advance('{"days":1}')).status).toBe(200);
    expect(simulator.now().toISOString()).toBe('2026-01-16T10:00:00.000Z');
  });
});
