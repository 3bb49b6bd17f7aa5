import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sqlite } from '@farebox/sql/sqlite';
import BetterSqlite3 from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { createFarebox, silentLogger } from '../../src/index.js';
import type { Store } from '../../src/storage/contract.js';
import { catalog, createEngine, DAY, START } from './engine.js';

/** A store that answers one row of the ledger otherwise than it was written, as after an edit by hand. */
function tampering(family: string, change: (row: Record<string, unknown>) => Record<string, unknown>) {
  return (store: Store): Store => ({
    ...store,
    list: async (asked, prefix, options) => {
      const page = await store.list(asked, prefix, options);
      if (asked.name !== family) return page;
      return { ...page, rows: page.rows.map((found) => ({ ...found, row: change(found.row as never) as never })) };
    },
  });
}

describe('tokens.verify', () => {
  it('finds nothing wrong after every kind of operation, and writes nothing', async () => {
    const { farebox, store, advance } = createEngine();
    await farebox.tokens.grant('42', { key: 'gift', amount: 40, expiresAt: new Date(START + 10 * DAY) });
    await farebox.tokens.spend('42', 'pdp_analyzer', { key: 'a' });
    await farebox.tokens.run('42', 'suite_analyzer', { key: 'b', estimate: { complexity: 'high' } }, (run) =>
      run.report({ complexity: 'low' }),
    );
    await farebox.tokens.refund('42', { key: 'r', of: 'a' });
    await farebox.tokens.hold('42', 'suite_analyzer', { key: 'open' });
    await farebox.tokens.spend({ organization: '42' }, 'pdp_analyzer', { key: 'a' });
    advance(60 * DAY);
    const before = await store.scan({ limit: 10, cursor: null });
    const progress: number[] = [];
    const verified = await farebox.tokens.verify({ onProgress: (accounts) => progress.push(accounts) });
    expect(verified).toMatchObject({ ok: true, accounts: 2, violations: 0, faulty: [], smallest: null });
    expect(verified.entries).toBeGreaterThan(12);
    expect(progress).toEqual([1, 2]);
    expect(await store.scan({ limit: 10, cursor: null })).toEqual(before);
    const again = await farebox.tokens.verify();
    expect(again).toEqual(verified);
  });

  it('checks one customer alone, and a customer never seen is no account', async () => {
    const { farebox } = createEngine();
    await farebox.tokens.balance('42');
    await farebox.tokens.balance('43');
    expect(await farebox.tokens.verify({ customer: '42' })).toMatchObject({ ok: true, accounts: 1 });
    expect(await farebox.tokens.verify({ customer: 'nobody' })).toMatchObject({ ok: true, accounts: 0 });
    expect(await farebox.tokens.verify()).toMatchObject({ accounts: 2 });
  });

  it('L2 tells an entry that was edited, names whose it is, and shows the smallest account with its entries', async () => {
    const wrap = tampering('entries', (row) => (row['kind'] === 'spend' ? { ...row, amount: -1 } : row));
    const { farebox, logged } = createEngine({ wrap });
    await farebox.tokens.grant('big', { key: 'gift', amount: 10 });
    await farebox.tokens.spend('big', 'pdp_analyzer', { key: 'a' });
    await farebox.tokens.spend({ organization: 'small' }, 'pdp_analyzer', { key: 'a', complexity: 'low' });
    await farebox.tokens.balance('clean');
    const verified = await farebox.tokens.verify();
    expect(verified.ok).toBe(false);
    expect(verified.accounts).toBe(3);
    expect(verified.faulty.map(({ customer }) => customer)).toEqual(['big', { organization: 'small' }]);
    expect(verified.violations).toBe(verified.faulty.flatMap(({ violations }) => violations).length);
    expect(verified.smallest?.customer).toEqual({ organization: 'small' });
    expect(verified.smallest?.entries.at(-1)).toMatchObject({
      kind: 'spend',
      key: 'a',
      amount: -1,
      at: new Date(START),
    });
    expect(logged).toContain('The ledger violates its invariants.');
  });
});

describe('tokens.explain', () => {
  it('lists each grant, hold and entry behind the number that a user sees', async () => {
    const { farebox } = createEngine();
    await farebox.tokens.grant('42', { key: 'gift', amount: 20, actor: 'ops', reference: 'ch_1' });
    await farebox.tokens.spend('42', 'pdp_analyzer', { key: 'a', reference: 'r1', metadata: { n: 1 } });
    await farebox.tokens.hold('42', 'suite_analyzer', { key: 'open', member: 'ana' });
    const told = await farebox.tokens.explain('42');
    expect(told?.balance).toEqual(await farebox.tokens.balance('42'));
    const owned = told?.grants.reduce((sum, { remaining }) => sum + remaining, 0);
    expect(owned).toBe(told?.balance.remainingTokens);
    expect(told?.grants).toMatchObject([
      { category: 'plan', amount: 5, remaining: 0, spent: 5, held: 0 },
      { category: 'promo', key: 'gift', amount: 20, remaining: 10, spent: 0, held: 10, reference: 'ch_1' },
    ]);
    expect(told?.holds).toMatchObject([{ key: 'open', held: 10, member: 'ana', feature: 'suite_analyzer' }]);
    expect(told?.schedules).toMatchObject([{ slot: 'free', plan: 'free', tokens: 5, policy: 'reset', until: null }]);
    expect(told?.entries.map(({ seq }) => seq)).toEqual(told?.entries.map((_, index) => index + 1));
    expect(told?.entries.find(({ key }) => key === 'a')).toMatchObject({ reference: 'r1', metadata: { n: 1 } });
    expect(told?.entries.find(({ key }) => key === 'gift')).toMatchObject({ actor: 'ops', amount: 20 });
  });

  it('shows what is due as it will be, writes nothing, and answers null for a customer never seen', async () => {
    const { farebox, advance, store } = createEngine();
    await farebox.tokens.grant('42', { key: 'promo', amount: 7, expiresAt: new Date(START + DAY) });
    advance(2 * DAY);
    const told = await farebox.tokens.explain('42');
    expect(told?.grants[1]).toMatchObject({ key: 'promo', remaining: 0, expired: 7 });
    expect(told?.balance.remainingTokens).toBe(5);
    expect(await farebox.tokens.explain('nobody')).toBeNull();
    expect((await store.scan({ limit: 10, cursor: null })).accounts).toHaveLength(1);
  });
});

describe('pnpm verify', () => {
  const folder = mkdtempSync(join(tmpdir(), 'farebox-verify-'));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const root = fileURLToPath(new URL('../../../..', import.meta.url));
  const run = (...options: string[]) =>
    spawnSync(process.execPath, ['scripts/run.mjs', 'scripts/verify.ts', ...options], { cwd: root, encoding: 'utf8' });

  it('ends with 0 on a clean file, 1 on an edited one, 2 when it cannot look', { timeout: 120_000 }, async () => {
    const file = join(folder, 'app.db');
    const store = sqlite(file);
    const farebox = createFarebox({ catalog, store, logger: silentLogger });
    await farebox.tokens.spend('42', 'pdp_analyzer', { key: 'a' });
    await store.close();
    const clean = run('--sqlite', file);
    expect([clean.status, clean.stdout.trim().split('\n').at(-1)]).toEqual([0, '1 accounts, 4 entries, 0 violations']);
    const database = new BetterSqlite3(file);
    database.prepare('update farebox_grants set remaining = 3').run();
    database.close();
    const edited = run('--sqlite', file);
    expect(edited.status).toBe(1);
    expect(edited.stdout).toMatch(/the smallest of them, account \d+:[\s\S]*entry \{.*"kind":"spend"/);
    expect(run('--sqlite', join(folder, 'nowhere.db'))).toMatchObject({ status: 2, stdout: '' });
    expect(run().stderr).toContain('usage: pnpm verify');
  });
});
