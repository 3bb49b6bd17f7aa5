/** The table of errors is the table: no ghost in it, and no code beside it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { denialReasons, errorCodes } from '@farebox/core';
import { describe, expect, it } from 'vitest';
import { aKey, anApp, checked, request } from './an-app.js';

const packages = fileURLToPath(new URL('../..', import.meta.url));
const sources = ['core', 'server', 'sql'].flatMap((name) => {
  const src = join(packages, name, 'src');
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .map((path) => ({ path: join(name, path), text: readFileSync(join(src, path), 'utf8') }));
});
const all = (pattern: RegExp, texts = sources): string[] =>
  texts.flatMap(({ text }) => [...text.matchAll(pattern)].map((found) => found.slice(1).join(' ')));

describe('the table of errors', () => {
  const outside = sources.filter(({ path }) => !path.includes('errors/'));
  const classes = all(/class (\w+) extends errorOf\(\s*'(\w+)'/g).map((found) => found.split(' ') as [string, string]);
  const thrown = new Set([
    ...classes.filter(([name]) => outside.some(({ text }) => text.includes(`new ${name}(`))).map(([, code]) => code),
    ...all(/new FareboxError\(\s*'(\w+)'/g, outside),
    ...all(/status: 'failed', code: '(\w+)'/g, outside),
    ...all(/\?\? '(internal)'/g),
  ]);

  it('has no ghost: each code is thrown or answered somewhere', () => {
    expect(classes.length).toBeGreaterThan(25);
    expect(Object.keys(errorCodes).filter((code) => !thrown.has(code))).toEqual([]);
  });

  it('misses no code: what is thrown or answered is in it', () => {
    expect([...thrown].filter((code) => !(code in errorCodes))).toEqual([]);
  });

  it('has each reason of a denial, and no other', () => {
    const denial = readFileSync(join(packages, 'core/src/plans/denial.ts'), 'utf8');
    expect(Object.keys(denialReasons).filter((reason) => !denial.includes(`'${reason}'`))).toEqual([]);
  });
});

describe('the HTTP edge', () => {
  const run = (more: object, headers: Record<string, string> = {}): Request =>
    request('/runs', {
      as: 'ana',
      body: { feature: 'summary', input: { text: 'x' }, ...more },
      headers: { 'idempotency-key': aKey(), ...headers },
    });
  const asks: readonly (readonly [code: string, request: () => Request])[] = [
    ['signed_out', () => request('/account')],
    ['no_permission', () => request('/portal', { as: 'member', body: {} })],
    ['foreign_origin', () => run({}, { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' })],
    ['not_found', () => request('/nothing', { as: 'ana' })],
    ['unknown_run', () => run({ feature: 'nothing' })],
    ['method_not_allowed', () => request('/account', { as: 'ana', body: {} })],
    ['invalid_request', () => run({ amount: 1 })],
    ['key_required', () => run({}, { 'idempotency-key': '' })],
    ['key_required', () => run({}, { 'idempotency-key': 'k'.repeat(191) })],
    ['json_required', () => run({}, { 'content-type': 'text/plain' })],
    ['invalid_json', () => request('/runs', { as: 'ana', rawBody: '{' })],
    ['body_too_large', () => run({ input: { text: 'x'.repeat(20_000) } })],
    ['invalid_input', () => run({ input: { text: 7 } })],
    ['invalid_cursor', () => request('/history?cursor=nothing', { as: 'ana' })],
    [
      'invalid_return_path',
      () => request('/checkout', { as: 'ana', body: { plan: 'pro', interval: 'month', returnTo: '//x' } }),
    ],
    ['nothing_to_manage', () => request('/portal', { as: 'ana', body: {} })],
    ['invalid_signature', () => request('/webhook', { rawBody: '{}' })],
    ['not_in_plan', () => run({ feature: 'audit', input: {} })],
  ];
  it.each(asks)('answers %s with what its row says', async (code, ask) => {
    const response = await anApp({ bodyLimit: 10_000 }).handler(ask());
    expect(await response.json()).toMatchObject({ code, requestId: expect.any(String) });
  });

  it('answers an error that is not ours as internal, and says nothing of it (X25)', async () => {
    const { toErrorResponse } = await import('../src/index.js');
    const response = await checked(toErrorResponse(new Error('secret inside'), 'r1'));
    expect(response.status).toBe(500);
    expect(await response.text()).not.toMatch(/secret inside/);
  });
});
