import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqlite } from '@farebox/sql/sqlite';
import { afterAll, describe, expect, it } from 'vitest';
import { createFarebox, type Farebox, FareboxError, NotSupportedError, silentLogger } from '../../src/index.js';
import { archivedEntries, archivedEntryDetails, entries } from '../../src/storage/ledger-families.js';
import { accountKeys } from '../../src/storage/record-families.js';
import type { Store } from '../../src/storage/contract.js';
import { catalog, createEngine, DAY, START, type TestCatalog } from './engine.js';

const folder = mkdtempSync(join(tmpdir(), 'farebox-archive-'));
const files: { readonly close: () => Promise<void> }[] = [];
afterAll(async () => {
  for (const file of files) await file.close();
  rmSync(folder, { recursive: true, force: true });
});

interface World {
  readonly farebox: Farebox<TestCatalog>;
  readonly store: Store<never>;
  advance(milliseconds: number): void;
  now(): number;
}
const worlds: Readonly<Record<string, () => World>> = {
  memory: () => createEngine(),
  sqlite: () => {
    let now = START;
    const store = sqlite(join(folder, `${files.length}.db`), { now: () => now });
    files.push(store);
    return {
      farebox: createFarebox({ catalog, store, logger: silentLogger }) as never,
      store: store as never,
      advance: (milliseconds) => void (now += milliseconds),
      now: () => now,
    };
  },
};

describe.each(Object.keys(worlds))('tokens.archive on %s', (name) => {
  const open = worlds[name] as (typeof worlds)[string];

  /** A year of life: gifts, runs, refunds, a claw-back, months of the free plan. */
  async function aYear({ farebox, advance, now }: World): Promise<void> {
    for (let month = 0; month < 12; month += 1) {
      await farebox.tokens.grant('pia', {
        key: `gift-${month}`,
        amount: 20,
        category: 'paid',
        reference: `ch_${month}`,
        expiresAt: new Date(now() + 90 * DAY),
        actor: 'support',
      });
      await farebox.tokens.spend('pia', 'pdp_analyzer', {
        key: `spend-${month}`,
        reference: `work-${month}`,
        metadata: { month },
        member: 'ana',
      });
      await farebox.tokens.run('pia', 'suite_analyzer', { key: `run-${month}` }, (run) =>
        run.report({ complexity: 'low' }),
      );
      advance(30 * DAY);
    }
    await farebox.tokens.clawback('pia', { reference: 'ch_2', total: 4 });
  }
  async function told({ farebox }: World): Promise<unknown> {
    const lines: unknown[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await farebox.tokens.history('pia', { limit: 7, cursor });
      lines.push(...page.entries);
      if (page.cursor === null) break;
      cursor = page.cursor;
    }
    let csv = '';
    for await (const line of farebox.tokens.historyCsv('pia', { feature: 'pdp_analyzer' })) csv += line;
    const [byReference, byMember, byKind] = [
      await farebox.tokens.history('pia', { reference: 'work-3' }),
      await farebox.tokens.history('pia', { member: 'ana', limit: 100 }),
      await farebox.tokens.history('pia', { kind: 'clawback' }),
    ].map((page) => page.entries);
    expect([byReference?.length, byMember?.length, byKind?.length]).toEqual([1, 12, 1]);
    const { asOf: _asOf, ...balance } = await farebox.tokens.balance('pia');
    const explained = await farebox.tokens.explain('pia');
    return { lines, csv, byReference, byMember, byKind, balance, explained };
  }

  it('changes nothing that anybody is told: history, CSV, balance, explanation, replays, refunds', async () => {
    const world = open();
    await aYear(world);
    const { farebox, store, now } = world;
    const before = await told(world);
    const first = await farebox.tokens.archive({ before: new Date(now() - 200 * DAY) });
    expect(first).toMatchObject({ accounts: 1 });
    expect(first.entries).toBeGreaterThan(20);
    expect(await told(world)).toEqual(before);
    const second = await farebox.tokens.archive({ customer: 'pia', before: new Date(now() - 2 * DAY) });
    expect(second.entries).toBeGreaterThan(20);
    expect(await told(world)).toEqual(before);
    expect(await farebox.tokens.archive({ before: new Date(now() - 2 * DAY) })).toEqual({ accounts: 0, entries: 0 });
    expect((await store.list(archivedEntries, {}, { limit: 500, cursor: null })).rows).toHaveLength(
      first.entries + second.entries,
    );
    expect((await store.list(entries, {}, { limit: 500, cursor: null })).rows.length).toBeLessThan(20);

    expect(
      await farebox.tokens.spend('pia', 'pdp_analyzer', {
        key: 'spend-0',
        reference: 'work-0',
        metadata: { month: 0 },
        member: 'ana',
      }),
    ).toMatchObject({ status: 'done', charged: 5, replayed: true });
    await expect(farebox.tokens.spend('pia', 'suite_analyzer', { key: 'spend-0' })).rejects.toThrow('spend-0');
    expect(
      await farebox.tokens.run('pia', 'suite_analyzer', { key: 'run-0' }, () => {
        throw new Error('The work ran again.');
      }),
    ).toMatchObject({ status: 'already_settled', charged: 7 });
    expect(await farebox.tokens.refund('pia', { key: 'back', of: 'spend-11' })).toMatchObject({ refunded: 5 });
    expect(await farebox.tokens.clawback('pia', { reference: 'ch_2', total: 4 })).toMatchObject({ takenBack: 0 });
    for (const sinceCheckpoint of [false, true])
      expect(await farebox.tokens.verify({ sinceCheckpoint })).toMatchObject({ ok: true });
  });

  // Found by the simulation of the whole engine.
  it.each([3, 5])('lists no line twice and none never while entries move between pages of %i', async (limit) => {
    const world = open();
    await aYear(world);
    const { farebox, now } = world;
    const whole = (await farebox.tokens.history('pia', { limit: 200 })).entries.map(({ id }) => id);
    const paged: string[] = [];
    let days = 320;
    for (let cursor: string | null | undefined; cursor !== null; days -= 40) {
      const page = await farebox.tokens.history('pia', { limit, cursor });
      paged.push(...page.entries.map(({ id }) => id));
      cursor = page.cursor;
      await farebox.tokens.archive({ before: new Date(now() - Math.max(2, days) * DAY) });
    }
    expect(paged).toEqual(whole);
  });

  it('P17 erases what names a person in the archive as well', async () => {
    const world = open();
    await aYear(world);
    const { farebox, store, now } = world;
    await farebox.tokens.archive({ before: new Date(now() - 100 * DAY) });
    const key = { connect: '', mode: 'test', kind: 'user', customer: 'pia', tokenType: 'token' } as const;
    const account = (await store.find(accountKeys, key))?.row.account as number;
    const details = async () =>
      (await store.list(archivedEntryDetails, { account }, { limit: 500, cursor: null })).rows.map(({ row }) => row);
    expect((await details()).some((row) => row.reference === 'work-0')).toBe(true);
    expect(await farebox.customers.erase('pia')).toEqual({ erased: true });
    for (const row of await details())
      expect(row).toMatchObject({ reference: null, metadata: null, actor: null, reason: null });
    expect(await farebox.tokens.verify()).toMatchObject({ ok: true });
  });

  it('refuses a date less than a day ago by the store’s clock, and an unknown customer is no account', async () => {
    const { farebox, now } = open();
    await farebox.tokens.balance('pia');
    for (const before of [new Date(now()), new Date(now() - DAY + 1), new Date(Number.NaN)])
      await expect(farebox.tokens.archive({ before })).rejects.toSatisfy(
        (error) =>
          FareboxError.isInstance(error) && error.code === 'invalid_request' && error.message.includes('a day'),
      );
    expect(await farebox.tokens.archive({ before: new Date(now() - DAY), customer: 'nobody' })).toEqual({
      accounts: 0,
      entries: 0,
    });
  });
});

it('tokens.archive tells a store without an archive by name', async () => {
  const { farebox, now } = createEngine({ wrap: ({ archive: _archive, ...store }) => store });
  await expect(farebox.tokens.archive({ before: new Date(now() - 9 * DAY) })).rejects.toSatisfy(
    NotSupportedError.isInstance,
  );
});
