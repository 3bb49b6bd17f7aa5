import { fileURLToPath } from 'node:url';
import { describeStore } from '@farebox/testing';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let miniflare: Miniflare;
beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('d1-worker.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2023',
    conditions: ['@farebox/source', 'workerd'],
  });
  const [bundle] = outputFiles as [(typeof outputFiles)[number]];
  miniflare = new Miniflare({ modules: true, script: bundle.text, d1Databases: ['DB'], host: '127.0.0.1' });
  await miniflare.ready;
});
afterAll(() => miniflare.dispose());

/** The kit is listed here and runs there: store, kit and database are all in workerd, as they are in production. */
describeStore({
  name: 'D1 in workerd',
  runner: {
    describe,
    it: (title) =>
      it(title, async () => {
        const response = await miniflare.dispatchFetch('http://worker/', { method: 'POST', body: title });
        expect(await response.text()).toBe('');
      }),
    afterAll: () => undefined,
  },
  length: 'short',
  create: () => Promise.reject(new Error('The store is made in the worker.')),
});
