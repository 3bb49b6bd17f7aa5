import { describe, expect, it } from 'vitest';
import { versionOf } from '../src/events.js';
import { parametersOf, Router } from '../src/http/router.js';
import { apiRoutes } from '../src/resources/index.js';

describe('the endpoint table', () => {
  it('declares the parameters of every endpoint, under every era', () => {
    for (const version of [
      '2019-08-14',
      '2024-12-18.acacia',
      '2025-03-31.basil',
      '2025-09-30.clover',
      '2026-03-25.dahlia',
      '2026-10-28.endive',
    ]) {
      for (const route of apiRoutes)
        expect(parametersOf(route, versionOf(version)).has('expand'), `${route.method} ${route.path}`).toBe(true);
    }
  });

  it('has no endpoint twice, and literal paths win over ids', () => {
    const names = apiRoutes.map((route) => `${route.method} ${route.path}`);
    expect(new Set(names).size).toBe(names.length);
    const router = new Router(apiRoutes);
    expect(router.find('GET', '/v1/customers/search')?.route.path).toBe('/v1/customers/search');
    expect(router.find('POST', '/v1/invoices/create_preview')?.route.path).toBe('/v1/invoices/create_preview');
    expect(router.find('GET', '/v1/customers/cus_1')?.ids).toEqual(['cus_1']);
  });
});
