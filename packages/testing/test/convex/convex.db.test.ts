// Convex runs functions in a web runtime without Node: so does this file.
// @vitest-environment edge-runtime
import { convexTest } from 'convex-test';
import { afterAll, describe, it } from 'vitest';
import { describeStore } from '../../src/index.js';
import { kitLength, kitSeed } from '../kit-length.js';
import { convexStore } from './convex-store.js';
import schema from './schema.js';

const modules = {
  './_generated/api.ts': () => import('./_generated/api.js'),
  './ledger.ts': () => import('./ledger.js'),
};

/**
 * A spike, not a product: it shows that the contract fits Convex. convex-test runs one mutation after the other, so the races
 * only prove that nobody is harmed by company; Convex's own conflicts and re-runs were not seen here.
 */
describeStore({
  name: 'Convex under convex-test',
  runner: { describe, it, afterAll },
  length: kitLength,
  seed: kitSeed,
  create: () => Promise.resolve({ store: convexStore(convexTest({ schema, modules })) }),
});
