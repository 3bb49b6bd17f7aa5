import { audit, checkouts, entryDetails, jobLeases, runs, stripeAttempts, subscriptions } from '@farebox/core/store';
import type { Suite } from '../case.js';
import { ensure, equal, match } from '../expectations.js';
import { sampleRow } from '../sample-row.js';
import { MINUTE, START } from '../wallet.js';

export const recordsSuite: Suite = {
  concern: 'records',
  cases: [
    {
      title: 'keeps a row of every column type exactly',
      async run(bench) {
        const { account } = bench.wallet();
        const row = sampleRow(runs, {
          account,
          key: bench.unique('run'),
          metadata: { text: 'ü "quoted" \\ \n 🎟', list: [1, null, { deep: true }], empty: {} },
        });
        match(await bench.store.insertIfAbsent(runs, row as never), { inserted: true }, 'the insert');
        const found = await bench.store.find(runs, { account, key: row['key'] as string });
        equal(found?.row, row, 'the row');
        const subscription = sampleRow(subscriptions, {
          account,
          subscription: bench.unique('sub'),
          cancelAtPeriodEnd: true,
          amount: Number.MAX_SAFE_INTEGER,
          trialEnd: START,
          card: { brand: 'visa', last4: '4242', expMonth: 1, expYear: 2030 },
        });
        await bench.store.insertIfAbsent(subscriptions, subscription as never);
        equal(
          (await bench.store.find(subscriptions, { account, subscription: subscription['subscription'] as string }))
            ?.row,
          subscription,
          'booleans, large integers and JSON',
        );
      },
    },
    {
      title: 'inserts a row once and hands the loser the row that is there',
      async run(bench) {
        const mode = bench.unique('m');
        const row = (kind: string) =>
          sampleRow(stripeAttempts, {
            mode,
            operation: 'op',
            ...firstText(stripeAttempts, ['mode', 'operation'], kind),
          });
        const first = await bench.store.insertIfAbsent(stripeAttempts, row('first') as never);
        ensure(first.inserted, 'the first wins');
        const second = await bench.store.insertIfAbsent(stripeAttempts, row('second') as never);
        match(second, { inserted: false, existing: { row: row('first'), version: first.version } }, 'the second');
      },
    },
    {
      title: 'guards further unique keys, also when a row changes into one, and leaves rows with a null free of them',
      async run(bench) {
        const { account } = bench.wallet();
        const insert = (id: string, session: string | null) =>
          bench.store.insertIfAbsent(checkouts, sampleRow(checkouts, { account, id, session }) as never);
        const isNullable = checkouts.columns['session']?.nullable === true;
        ensure((await insert('a', 's1')).inserted, 'the first session');
        match(await insert('b', 's1'), { inserted: false, existing: { row: { id: 'a' } } }, 'the same session again');
        const c = await insert('c', 's2');
        ensure(c.inserted, 'another session');
        equal(
          await bench.store.compareAndSet(
            checkouts,
            sampleRow(checkouts, { account, id: 'c', session: 's1' }) as never,
            c.version,
          ),
          null,
          'changing into a taken one',
        );
        match(
          await bench.store.find(checkouts, { account, id: 'c' }),
          { row: { session: 's2' } },
          'the row that could not change',
        );
        if (!isNullable) return;
        ensure((await insert('d', null)).inserted && (await insert('e', null)).inserted, 'two rows without a session');
      },
    },
    {
      title: 'changes a row only from the version that was read, and answers the replay of a change with null',
      async run(bench) {
        const { account } = bench.wallet();
        const row = sampleRow(audit, { account, id: bench.unique('a') });
        const inserted = await bench.store.insertIfAbsent(audit, row as never);
        ensure(inserted.inserted, 'the row is new');
        const changed = { ...row, at: START + 5 };
        const version = await bench.store.compareAndSet(audit, changed as never, inserted.version);
        ensure(version !== null && version !== inserted.version, 'the change has a version of its own');
        equal(await bench.store.compareAndSet(audit, changed as never, inserted.version), null, 'the replay');
        ensure(
          (await bench.store.compareAndSet(audit, { ...changed, at: START + 6 } as never, version)) !== null,
          'the next change',
        );
        equal(
          await bench.store.compareAndSet(audit, sampleRow(audit, { account, id: 'nobody' }) as never, version),
          null,
          'a row that is not there',
        );
        equal(await bench.store.find(audit, { account, id: 'nobody' }), null, 'and it was not made');
      },
    },
    {
      title: 'lists highest first, page by page, by prefix, equality and range, never another account',
      async run(bench) {
        const [mine, other] = [bench.wallet(), bench.wallet()];
        for (let index = 0; index < 7; index += 1) {
          await bench.store.insertIfAbsent(
            audit,
            sampleRow(audit, { account: mine.account, id: `row-${index}`, at: START + Math.floor(index / 2) }) as never,
          );
        }
        await bench.store.insertIfAbsent(
          audit,
          sampleRow(audit, { account: other.account, id: 'foreign', at: START }) as never,
        );
        const ids: unknown[] = [];
        let cursor: string | null = null;
        let pages = 0;
        do {
          const page: { readonly rows: readonly { readonly row: unknown }[]; readonly cursor: string | null } =
            await bench.store.list(audit, { account: mine.account }, { limit: 3, cursor });
          ids.push(...page.rows.map(({ row }) => (row as { id: string }).id));
          cursor = page.cursor;
          pages += 1;
        } while (cursor !== null);
        equal(ids, ['row-6', 'row-4', 'row-5', 'row-2', 'row-3', 'row-0', 'row-1'], 'highest first, ties by key');
        equal(pages, 3, 'pages');
        const ranged = await bench.store.list(
          audit,
          { account: mine.account },
          { limit: 10, cursor: null, range: { column: 'at', from: START + 1, to: START + 3 } },
        );
        equal(ranged.rows.length, 4, 'rows from inclusive, to exclusive');
        const some = await bench.store.list(
          audit,
          { account: mine.account },
          { limit: 10, cursor: null, where: { id: ['row-1', 'row-5', 'foreign'] } },
        );
        equal(
          some.rows.map(({ row }) => (row as { id: string }).id),
          ['row-5', 'row-1'],
          'one of several values',
        );
        equal(
          await bench.store.list(audit, { account: -1 }, { limit: 10, cursor: null }),
          { rows: [], cursor: null },
          'no match',
        );
      },
    },
    {
      title: 'hands a due row to one worker, earliest first, and moves it by the lease',
      async run(bench) {
        const mode = bench.unique('lease');
        for (const [index, due] of [START + 2, START, START + 1, null, START + MINUTE].entries()) {
          await bench.store.insertIfAbsent(
            jobLeases,
            sampleRow(jobLeases, { mode, job: `job-${index}`, due }) as never,
          );
        }
        const names = (rows: readonly { readonly row: unknown }[]): unknown =>
          rows
            .map(({ row }) => row as { mode: string; job: string })
            .filter((row) => row.mode === mode)
            .map((row) => row.job);
        const first = await bench.store.claimWithLease(jobLeases, { limit: 2, leaseSeconds: 30, now: START + 5 });
        equal(names(first), ['job-1', 'job-2'], 'the earliest two');
        match(first[0]?.row, { due: START + 5 + 30_000 }, 'the lease');
        equal(
          names(await bench.store.claimWithLease(jobLeases, { limit: 10, leaseSeconds: 30, now: START + 6 })),
          ['job-0'],
          'what is left',
        );
        equal(
          names(await bench.store.claimWithLease(jobLeases, { limit: 10, leaseSeconds: 30, now: START + 7 })),
          [],
          'nothing is due',
        );
        const again = await bench.store.claimWithLease(jobLeases, {
          limit: 10,
          leaseSeconds: 30,
          now: START + 5 + 30_000,
        });
        equal(names(again), ['job-1', 'job-2'], 'a lapsed lease is taken again');
        await finish(first[0], null);
        await finish(again[0], 'taken');

        async function finish(claimed: (typeof first)[0] | undefined, expected: 'taken' | null): Promise<void> {
          ensure(claimed !== undefined, 'a row was claimed');
          const done = await bench.store.compareAndSet(
            jobLeases,
            { ...claimed.row, due: null } as never,
            claimed.version,
          );
          equal(
            done === null ? null : 'taken',
            expected,
            expected === null ? 'a lapsed lease cannot be finished' : 'the holder of the lease finishes',
          );
        }
      },
    },
    {
      title: 'P17 removes one row of the version that was read, frees its unique keys, and does nothing twice',
      async run(bench) {
        // Optional in the contract: an engine without it says that it cannot erase.
        if (!bench.store.remove) return;
        const { account } = bench.wallet();
        const key = { account, id: bench.unique('checkout') };
        const row = sampleRow(checkouts, { ...key, session: bench.unique('cs') });
        const other = sampleRow(checkouts, { account, id: bench.unique('checkout'), session: bench.unique('cs') });
        await bench.store.insertIfAbsent(checkouts, row as never);
        await bench.store.insertIfAbsent(checkouts, other as never);
        const old = (await bench.store.find(checkouts, key))?.version ?? '';
        const version = (await bench.store.compareAndSet(checkouts, row as never, old)) ?? '';
        equal(await bench.store.remove(checkouts, key, old), false, 'an older version removes nothing');
        ensure((await bench.store.find(checkouts, key)) !== null, 'the row is still there');
        equal(await bench.store.remove(checkouts, key, version), true, 'the version that was read removes');
        equal(await bench.store.remove(checkouts, key, version), false, 'a replay removes nothing');
        equal(await bench.store.find(checkouts, key), null, 'the row is gone');
        const left = await bench.store.list(checkouts, { account }, { limit: 10, cursor: null });
        equal(
          left.rows.map((found) => found.row.id),
          [other['id']],
          'the others stay',
        );
        match(await bench.store.insertIfAbsent(checkouts, row as never), { inserted: true }, 'its keys are free again');
      },
    },
    {
      title: 'P17 blanks what lies beside an entry, and nothing of the ledger moves',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('gift', 10);
        await wallet.spend('a', 3, { reference: 'work of a person', metadata: { who: 'a person' } });
        const { account } = wallet;
        const before = [await wallet.entries(), await wallet.balance()];
        const [found] = (await bench.store.list(entryDetails, { account }, { limit: 10, cursor: null })).rows;
        ensure(found !== undefined, 'the spend has a row of details');
        const blank = { ...found.row, reference: null, metadata: null };
        ensure((await bench.store.compareAndSet(entryDetails, blank, found.version)) !== null, 'it is blanked');
        equal((await bench.store.find(entryDetails, { account, seq: found.row.seq }))?.row, blank, 'the details');
        equal([await wallet.entries(), await wallet.balance()], before, 'the ledger');
        match(await wallet.spend('a', 3), { status: 'replay', first: { amount: 3 } }, 'the key is remembered');
      },
    },
  ],
};

/** Sets the first text column beside the named ones, to tell rows apart. */
function firstText(family: typeof stripeAttempts, except: readonly string[], value: string): Record<string, string> {
  const name = Object.entries(family.columns).find(
    ([column, { type }]) => type === 'text' && !except.includes(column),
  )?.[0];
  return name === undefined ? {} : { [name]: value };
}
