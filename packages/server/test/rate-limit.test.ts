import { endpoints } from '@farebox/core/contract';
import { describe, expect, it } from 'vitest';
import { createRateLimit } from '../src/handler/rate-limit.js';
import { routes } from '../src/routes/index.js';
import { anApp, request } from './an-app.js';

describe('the rate limit', () => {
  it('lets so many through at once, then as many a minute, each caller for itself', () => {
    let now = 0;
    const limit = createRateLimit(() => now);
    const taken = (caller: string): number => {
      for (let calls = 0; ; calls += 1) {
        try {
          limit(caller, 30);
        } catch {
          return calls;
        }
      }
    };
    expect([taken('ana'), taken('ana'), taken('bob')]).toEqual([30, 0, 30]);
    now += 2000;
    expect(taken('ana')).toBe(1);
    now += 10 * 60_000;
    expect(taken('ana')).toBe(30);
  });

  it('keeps no more than its callers, however many there are', () => {
    const limit = createRateLimit(() => 0);
    limit('first', 1);
    for (let caller = 0; caller < 10_000; caller += 1) limit(`caller ${caller}`, 1);
    expect(() => limit('first', 1)).not.toThrow();
    expect(() => limit('caller 9999', 1)).toThrow(/Try again in 60 s/);
  });

  it('counts every endpoint that goes on to Stripe, and no other', () => {
    const counted = Object.entries(endpoints).flatMap(([name, row]) => ('perMinute' in row ? [name] : []));
    expect(counted).toEqual(['checkout', 'portal', 'return']);
    for (const [name, route] of Object.entries(routes))
      expect('perMinute' in route && route.perMinute !== null, name).toBe(counted.includes(name));
  });

  it('answers 429 and when to come again to the person who overdoes it, and nothing to others', async () => {
    const app = anApp();
    const ask = (as: string) => app.handler(request('/portal', { as, body: {} }));
    for (let call = 0; call < 30; call += 1) expect((await ask('ana')).status).toBe(409);
    const refused = await ask('ana');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '2']);
    expect((await ask('bob')).status).toBe(409);
    expect((await app.handler(request('/account', { as: 'ana' }))).status).toBe(200);
  });
});
