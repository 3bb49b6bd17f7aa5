import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqlite } from '@farebox/sql/sqlite';
import { afterAll, describe, expect, it } from 'vitest';
import { createFarebox } from '../../src/index.js';
import { barrier, catalog } from './engine.js';

const folder = mkdtempSync(join(tmpdir(), 'farebox-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('two engines with nothing in common but the database file', () => {
  it('L1 L10 let one of them work under a key, and one of them have the last tokens', async () => {
    const stores = [sqlite(join(folder, 'app.db')), sqlite(join(folder, 'app.db'))];
    const engines = stores.map((store) => createFarebox({ catalog, store }));
    const gate = barrier();
    let calls = 0;
    const ask = (n: number, key: string): Promise<{ readonly status: string }> =>
      (engines[n % 2] as (typeof engines)[number]).tokens.run('42', 'pdp_analyzer', { key }, async () => {
        calls += 1;
        await gate.wait();
        return n;
      });
    const asked = Array.from({ length: 12 }, (_, n) => ask(n, 'a'));
    await gate.reached;
    // While the tokens are held, another intent finds none, on either side.
    const others = await Promise.all([ask(0, 'b'), ask(1, 'c')]);
    expect(others.map(({ status }) => status)).toEqual(['denied', 'denied']);
    gate.open();
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 'done')).toHaveLength(1);
    expect(statuses.filter((status) => status === 'in_progress' || status === 'already_settled')).toHaveLength(11);
    expect(calls).toBe(1);
    for (const engine of engines)
      expect(await engine.tokens.balance('42')).toMatchObject({ usedTokens: 5, heldTokens: 0, remainingTokens: 0 });
    expect((await engines[1]?.tokens.history('42'))?.entries.map(({ kind, amount }) => [kind, amount])).toEqual([
      ['capture', -5],
      ['refill', 5],
    ]);
    await Promise.all(stores.map((store) => store.close?.()));
  });
});
