/** However a run ends, the answer says so and the charge agrees with it. */
import { createFarebox, type Logger, memoryStore, silentLogger } from '@farebox/core';
import type { RunEndWire, RunEventWire } from '@farebox/core/contract';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createHandler } from '../src/index.js';
import { aKey, APP_URL, catalog, identify, request } from './an-app.js';
import { doors } from './doors.js';

const CHUNKS = 6;
const circle: { self?: unknown } = {};
circle.self = circle;
const deep = Array.from({ length: 20_000 }).reduce<unknown>((inner) => [inner], 'x');
const unwritable: Readonly<Record<string, unknown>> = { BigInt: 1n, 'a circle': circle, 'a depth of 20,000': deep };

function aServer(logger: Logger = silentLogger) {
  const farebox = createFarebox({
    catalog,
    store: memoryStore(),
    stripe: { secretKey: 'sk_test_0123456789abcdef' },
    appUrl: APP_URL,
    clock: () => new Date('2026-12-01T09:00:00Z'),
    logger,
  });
  const summary = farebox.defineRun('summary', {
    input: z.object({ what: z.string() }),
    run: async ({ input }) => unwritable[input.what] ?? 'fine',
  });
  const report = farebox.defineRun('report', {
    input: z.object({ what: z.string() }),
    estimate: ({ what }) => {
      if (what === 'estimate') throw new Error('the estimate is broken');
      return {};
    },
    run: async function* ({ input, run }) {
      if (input.what === 'poison') run.describe({ reference: 'a\0b', metadata: { title: '\ud800', 'na\0me': 1 } });
      if (input.what in unwritable) yield unwritable[input.what];
      for (let chunk = 0; chunk < CHUNKS; chunk += 1) {
        yield chunk;
        await new Promise((resolve) => setTimeout(resolve, 15));
        if (input.what === 'low') run.report({ complexity: 'low' });
      }
      return 'the end';
    },
  });
  return { farebox, handler: createHandler({ farebox, identify, runs: [summary, report] }) };
}
const ask = (feature: string, what: string, streams = false): Request =>
  request('/runs', {
    as: 'ana',
    body: { feature, input: { what } },
    headers: { 'idempotency-key': aKey(), ...(streams ? { accept: 'application/x-ndjson' } : {}) },
  });
const lastOf = async (response: Response): Promise<RunEndWire> => {
  const lines = (await response.text()).trim().split('\n');
  const event = JSON.parse(lines.at(-1)!) as RunEventWire;
  if (event.type !== 'end') throw new Error(`The stream ended with ${event.type}.`);
  return event.end;
};

describe.each(Object.keys(unwritable))('an output that is no JSON: %s', (what) => {
  const failed = { status: 'failed', code: 'work_failed', charged: 0 };

  it('is not charged and says so, without a stream', async () => {
    const { farebox, handler } = aServer();
    const response = await handler(ask('summary', what));
    expect([response.status, await response.json()]).toEqual([500, expect.objectContaining(failed)]);
    expect(await farebox.tokens.balance('ana')).toMatchObject({ usedTokens: 0, heldTokens: 0 });
  });

  it.each(['summary', 'report'])('is not charged and ends the stream of %s', async (feature) => {
    const { farebox, handler } = aServer();
    expect(await lastOf(await handler(ask(feature, what, true)))).toMatchObject(failed);
    expect(await farebox.tokens.balance('ana')).toMatchObject({ usedTokens: 0, heldTokens: 0 });
  });
});

it('tells a failure before the work in the log, streamed or not', async () => {
  for (const streams of [true, false]) {
    const logged: string[] = [];
    const { handler } = aServer({ ...silentLogger, error: (message) => void logged.push(message) });
    const response = await handler(ask('report', 'estimate', streams));
    const { code } = (streams ? await lastOf(response) : await response.json()) as { code: string };
    expect(code).toBe('internal');
    expect(logged).toEqual(['A request failed.']);
  }
});

it('a run whose description no database keeps is charged, and its text is mended', async () => {
  const { farebox, handler } = aServer();
  expect(await lastOf(await handler(ask('report', 'poison', true)))).toMatchObject({ status: 'done', charged: 4 });
  const { entries } = await farebox.tokens.history('ana', { kind: ['capture'] });
  expect(entries).toMatchObject([{ reference: 'a\uFFFDb', metadata: { title: '\uFFFD', 'na\uFFFDme': 1 } }]);
});

it.each(['/history?reference=%00', '/history?member=%00', '/history?feature=%00', '/history?cursor=%00'])(
  'text that no database keeps is a bad request, not an outage: %s',
  async (path) => {
    const response = await aServer().handler(request(path, { as: 'ana' }));
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([400, 'invalid_request']);
  },
);

describe.each(Object.keys(doors))('R11 U12 a reader who hangs up at the %s door', (name) => {
  it.each(Array.from({ length: CHUNKS - 1 }, (_, at) => at + 1))('after %i chunks is charged', async (stopAfter) => {
    const { farebox, handler } = aServer();
    const { url, stop } = await doors[name]!(handler);
    const leaving = new AbortController();
    const response = await fetch(`${url}/api/farebox/runs`, {
      method: 'POST',
      signal: leaving.signal,
      headers: {
        origin: APP_URL,
        cookie: 'user=ana',
        accept: 'application/x-ndjson',
        'content-type': 'application/json',
        'idempotency-key': aKey(),
      },
      body: JSON.stringify({ feature: 'report', input: { what: 'all' } }),
    });
    let text = '';
    for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
      text += part;
      if (text.split('"chunk"').length > stopAfter) break;
    }
    leaving.abort();
    await expect
      .poll(() => farebox.tokens.balance('ana'), { timeout: 3000, interval: 20 })
      .toMatchObject({ usedTokens: 4, heldTokens: 0 });
    await stop();
  });
});

it('R11 a reader who hangs up pays what was reported by then', async () => {
  const { farebox, handler } = aServer();
  const leave = async (what: string, until: (text: string) => boolean): Promise<void> => {
    const response = await handler(ask('report', what, true));
    let text = '';
    for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
      text += part;
      if (until(text)) break;
    }
  };
  await leave('low', (text) => text.includes('"chunk":2'));
  await expect
    .poll(() => farebox.tokens.balance('ana'), { timeout: 3000, interval: 20 })
    .toMatchObject({ usedTokens: 2, heldTokens: 0 });
});
