/** The doors, each on its real framework and a real port, with the bytes that must survive them (W21). */
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { silentLogger } from '@farebox/core';
import { PROBLEM_TYPE } from '@farebox/core/contract';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toRouteHandler as toExpress } from '../src/express.js';
import { keyOf, toResponse } from '../src/index.js';
import { aKey, anApp, APP_URL, checked, WEBHOOK_SECRET } from './an-app.js';
import { doors, listen } from './doors.js';

async function sign(body: string): Promise<string> {
  const t = Math.floor(Date.now() / 1000);
  const key = await crypto.subtle.importKey(
    'raw',
    new TextEncoder().encode(WEBHOOK_SECRET),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign'],
  );
  const mac = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(`${t}.${body}`));
  return `t=${t},v1=${Buffer.from(mac).toString('hex')}`;
}
const event = (id: string, filler: string): string =>
  `{"id":"${id}","object":"event","api_version":"2026-10-28.endive","created":1790000000,"livemode":false,"pending_webhooks":1,"request":{"id":null,"idempotency_key":null},"type":"customer.created","data":{"object":{"id":"cus_x","object":"customer","description":"${filler}","description":"twice"}}}`;

describe.each(Object.keys(doors))('the %s door', (name) => {
  const app = anApp();
  let url = '';
  let end: () => Promise<void>;
  beforeAll(async () => ({ url, stop: end } = await doors[name]!(app.handler)));
  afterAll(() => end());
  const own = { origin: APP_URL, cookie: `user=${name === 'node' ? 'ana' : 'bob'}` };

  it('answers account, run and usage', async () => {
    expect((await fetch(`${url}/api/farebox/account`, { headers: own })).status).toBe(200);
    const run = await fetch(`${url}/api/farebox/runs`, {
      method: 'POST',
      headers: { ...own, 'content-type': 'application/json', 'idempotency-key': aKey() },
      body: JSON.stringify({ feature: 'summary', input: { text: 'through a door' } }),
    });
    expect(await run.json()).toMatchObject({ status: 'done', charged: 2 });
    expect(
      ((await (await fetch(`${url}/api/farebox/history?limit=5`, { headers: own })).json()) as { entries: unknown[] })
        .entries.length,
    ).toBeGreaterThan(0);
  });

  it('streams events as they happen', async () => {
    const response = await fetch(`${url}/api/farebox/runs`, {
      method: 'POST',
      headers: {
        ...own,
        accept: 'application/x-ndjson',
        'content-type': 'application/json',
        'idempotency-key': aKey(),
      },
      body: JSON.stringify({ feature: 'report', input: { rows: 3 } }),
    });
    expect((await response.text()).trim().split('\n')).toHaveLength(5);
  });

  it.each([
    ['line separators and emoji', 'a\u2028b\u2029 \u{1F697}'],
    ['escaped slashes and CRLF', 'x\\/y\\r\\n'],
    ['a mebibyte less a bit', 'z'.repeat(400 * 1024)],
  ])('W21 verifies the exact bytes: %s', async (what, filler) => {
    const body = event(`evt_${name}_${what.length}`, filler);
    const response = await fetch(`${url}/api/farebox/webhook`, {
      method: 'POST',
      headers: { 'stripe-signature': await sign(body), 'content-type': 'application/json; charset=utf-8' },
      body,
    });
    expect(response.status).toBe(200);
    const tampered = await fetch(`${url}/api/farebox/webhook`, {
      method: 'POST',
      headers: { 'stripe-signature': await sign(body) },
      body: `${body} `,
    });
    expect(tampered.status).toBe(400);
  });

  it('ends the work when the caller hangs up', async () => {
    const controller = new AbortController();
    const hangUp = fetch(`${url}/api/farebox/runs`, {
      method: 'POST',
      signal: controller.signal,
      headers: {
        origin: APP_URL,
        authorization: 'Bearer owner',
        'content-type': 'application/json',
        'idempotency-key': aKey(),
      },
      body: JSON.stringify({ feature: 'summary', input: { text: 'slow' } }),
    });
    setTimeout(() => controller.abort(), 200);
    await expect(hangUp).rejects.toThrow();
    await expect
      .poll(async () => (await app.farebox.tokens.balance({ organization: 'acme' })).heldTokens, { timeout: 1500 })
      .toBe(0);
    expect((await app.farebox.tokens.balance({ organization: 'acme' })).usedTokens).toBe(0);
  });
});

const ask = async (url: string, init?: RequestInit): Promise<{ status: number; code: string; detail: string }> => {
  const response = await checked(await fetch(url, init));
  expect(response.headers.get('content-type')).toBe(PROBLEM_TYPE);
  return (await response.json()) as { status: number; code: string; detail: string };
};

describe.each(Object.keys(doors))("the %s door before a host's own endpoint", (name) => {
  it('answers a missing key as problem JSON with the status of its row, not as a failure of the framework', async () => {
    const { farebox } = anApp();
    const { url, stop: end } = await doors[name]!(async (request) =>
      toResponse(await farebox.tokens.run('ana', 'summary', { key: keyOf(request) }, async () => 'done')),
    );
    expect(await ask(`${url}/api/farebox/mine`, { method: 'POST' })).toMatchObject({
      status: 400,
      code: 'key_required',
    });
    const answered = await fetch(`${url}/api/farebox/mine`, { method: 'POST', headers: { 'idempotency-key': aKey() } });
    expect(await answered.json()).toMatchObject({ status: 'done', charged: 2 });
    await end();
  });
});

it.each(['node', 'express'])('the %s door refuses what no web request can carry as problem JSON', async (name) => {
  const { url, stop: end } = await doors[name]!(anApp().handler);
  const raw = (head: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.end(`${head}\r\nhost: x\r\n\r\n`));
      let text = '';
      socket.on('data', (data: Buffer) => (text += data.toString()));
      socket.on('end', () => resolve(text)).on('error', reject);
    });
  // Express serves what is below its mount alone, so that other addresses never reach this door.
  const addresses = name === 'node' ? ['//', '/\\', 'http://[', '//[/x', 'http://u:p@x//y'] : [];
  for (const address of addresses)
    expect(await raw(`GET ${address} HTTP/1.1`), address).toMatch(/HTTP\/1.1 40[04] [^]*"code"/);
  expect(await raw('TRACE /api/farebox/account HTTP/1.1')).toMatch(/HTTP\/1.1 405 [^]*"code":"method_not_allowed"/);
  await end();
});

it.each(['node', 'express'])('the %s door closes a connection whose body it did not read', async (name) => {
  const { url, stop: end } = await doors[name]!(anApp().handler);
  const response = await fetch(`${url}/api/farebox/runs`, {
    method: 'POST',
    headers: { origin: APP_URL, 'content-type': 'application/json', 'idempotency-key': aKey() },
    body: JSON.stringify({ feature: 'summary', input: { text: 'x'.repeat(900_000) } }),
  });
  expect([response.status, response.headers.get('connection')]).toEqual([401, 'close']);
  await end();
});

it('W21 a body parser before the door is told in one sentence, in the log and as problem JSON', async () => {
  const logged: unknown[] = [];
  const app = express();
  app.use(express.json());
  const { handler } = anApp({ logger: { ...silentLogger, error: (_, facts) => void logged.push(facts) } });
  app.use('/api/farebox', toExpress(handler));
  const { url, stop: end } = await listen(createServer(app));
  const problem = await ask(`${url}/api/farebox/webhook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  expect(problem).toMatchObject({ status: 500, code: 'body_already_read' });
  expect(problem.detail).toMatch(/Mount Farebox before any body parser/);
  expect(JSON.stringify(logged)).toMatch(/express\.json/);
  await end();
});
