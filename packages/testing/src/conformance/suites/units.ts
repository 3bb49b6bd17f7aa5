import { audit, checkouts, subscriptions, type AccountWrite } from '@farebox/core/store';
import type { Suite } from '../case.js';
import { ensure, equal, match, rejects } from '../expectations.js';
import { sampleRow } from '../sample-row.js';
import { is, ok, type Wallet } from '../wallet.js';

const insertAudit = (wallet: Wallet, id: string): AccountWrite => ({
  write: 'insertIfAbsent',
  family: audit,
  row: sampleRow(audit, { account: wallet.account, id }),
});

export const unitsSuite: Suite = {
  concern: 'units',
  cases: [
    {
      title: 'writes all of a unit or nothing: a step that fails undoes the ones before it',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('g', 5);
        const refused = await wallet.commit([
          { key: 'more', command: { do: 'grant', amount: 3 } },
          { key: 'plan', command: { do: 'schedule', slot: 'free', plan: 'free', amount: 5, every: null } },
          { key: 's', command: { do: 'spend', amount: 20 } },
          { key: 't', command: { do: 'spend', amount: 1 } },
        ]);
        match(
          refused,
          { status: 'refused', at: 2, why: { status: 'insufficient', available: 13, required: 20 } },
          'the unit',
        );
        await wallet.expectAvailable(5, 'after the refused unit');
        equal((await wallet.entries()).length, 1, 'entries');
        ok(await wallet.grant('more', 3), { available: 8 }, 'a key of a refused unit is free');
      },
    },
    {
      title: 'leaves no run record when its hold is declined',
      async run(bench) {
        const wallet = bench.wallet();
        const id = bench.unique('run');
        match(
          await wallet.commit(
            [{ key: 'h', command: { do: 'hold', amount: 3, ttlSeconds: 60 } }],
            [insertAudit(wallet, id)],
          ),
          { status: 'refused', at: 0, why: { status: 'insufficient' } },
          'the unit',
        );
        equal(await bench.store.find(audit, { account: wallet.account, id }), null, 'the record');
      },
    },
    {
      title: 'leaves no grant when the guard of its record is lost: a stale upgrade gives no tokens',
      async run(bench) {
        const wallet = bench.wallet();
        const row = sampleRow(subscriptions, {
          account: wallet.account,
          subscription: bench.unique('sub'),
          plan: 'starter',
        });
        const inserted = await bench.store.insertIfAbsent(subscriptions, row as never);
        ensure(inserted.inserted, 'the subscription is new');
        const upgrade = (key: string, ifVersion: string) =>
          wallet.commit(
            [{ key, command: { do: 'grant', amount: 100, category: 'plan' } }],
            [{ write: 'compareAndSet', family: subscriptions, row: { ...row, plan: 'professional' }, ifVersion }],
          );
        match(await upgrade('up', inserted.version), { status: 'ok' }, 'the first upgrade');
        match(
          await upgrade('stale', inserted.version),
          { status: 'refused', at: 0, why: 'guardLost' },
          'the stale upgrade',
        );
        await wallet.expectAvailable(100, 'after the stale upgrade');
        ok(await wallet.grant('stale', 1), {}, 'the key of the stale one is free');
      },
    },
    {
      title: 'still completes the record when its grant is a replay',
      async run(bench) {
        const wallet = bench.wallet();
        const id = bench.unique('checkout');
        const step = { key: 'checkout', command: { do: 'grant', amount: 25 } } as const;
        match(await wallet.commit([step]), { status: 'ok' }, 'the grant');
        match(
          await wallet.commit(
            [step],
            [
              {
                write: 'insertIfAbsent',
                family: checkouts,
                row: sampleRow(checkouts, { account: wallet.account, id, session: id }),
              },
            ],
          ),
          { status: 'ok', steps: [{ status: 'replay' }] },
          'the replay with its record',
        );
        ensure((await bench.store.find(checkouts, { account: wallet.account, id })) !== null, 'the record is there');
        await wallet.expectAvailable(25, 'granted once');
      },
    },
    {
      title: 'names the write that lost its guard and writes none of the others',
      async run(bench) {
        const wallet = bench.wallet();
        const [a, b] = [bench.unique('a'), bench.unique('b')];
        await wallet.commit([], [insertAudit(wallet, b)]);
        match(
          await wallet.commit([], [insertAudit(wallet, a), insertAudit(wallet, b)]),
          { status: 'refused', at: 1, why: 'guardLost' },
          'the unit',
        );
        equal(await bench.store.find(audit, { account: wallet.account, id: a }), null, 'the first record');
      },
    },
    {
      title: 'guards unique keys inside a unit',
      async run(bench) {
        const wallet = bench.wallet();
        const session = bench.unique('session');
        const insert = (id: string): AccountWrite => ({
          write: 'insertIfAbsent',
          family: checkouts,
          row: sampleRow(checkouts, { account: wallet.account, id, session }),
        });
        match(await wallet.commit([], [insert('one')]), { status: 'ok' }, 'the first');
        match(
          await wallet.commit([{ key: 'g', command: { do: 'grant', amount: 1 } }], [insert('two')]),
          { status: 'refused', why: 'guardLost' },
          'the second of the same session',
        );
        await wallet.expectAvailable(0, 'no grant came with it');
      },
    },
    {
      title: 'raises the revision with every unit that names the account, ledger or record, and with no other',
      async run(bench) {
        const wallet = bench.wallet();
        const revision = async (): Promise<number> => (await wallet.balance()).revision;
        await wallet.grant('g', 5);
        const first = await revision();
        await wallet.spend('s', 1);
        const second = await revision();
        await wallet.commit([], [insertAudit(wallet, bench.unique('r'))]);
        const third = await revision();
        ensure(first < second && second < third, `revisions rise: ${first}, ${second}, ${third}`);
        await wallet.spend('s', 1);
        await wallet.spend('too much', 100);
        equal(await revision(), third, 'after a replay and a decline');
      },
    },
    {
      title: 'harms none of ninety-nine coalesced units with a bad one',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('g', 100);
        const units = Array.from({ length: 100 }, (_, index) => wallet.spend(`s${index}`, index === 50 ? 101 : 1));
        const malformed = rejects(wallet.spend('malformed', -1), 'a malformed spend');
        const results = await Promise.all(units);
        equal(results.filter((result) => result.status === 'ok').length, 99, 'spends that went through');
        is(results[50] as (typeof results)[0], 'insufficient');
        await malformed;
        await wallet.expectAvailable(1, 'after all');
      },
    },
    {
      title: 'L8 lets a unit whose record no table would take fail alone, and nothing of it is written',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('g', 10);
        const malformed: AccountWrite = {
          write: 'insertIfAbsent',
          family: audit,
          row: { ...sampleRow(audit, { account: wallet.account, id: bench.unique('bad') }), at: 'not an instant' },
        };
        const bad = rejects(
          wallet.commit([{ key: 'bad', command: { do: 'spend', amount: 5 } }], [malformed]),
          'the bad unit',
        );
        const good = await Promise.all(Array.from({ length: 6 }, (_, index) => wallet.spend(`s${index}`, 1)));
        await bad;
        equal(good.filter((result) => result.status === 'ok').length, 6, 'spends that went through');
        await wallet.expectAvailable(4, 'after all');
      },
    },
    {
      title: 'D9 undoes a refused unit that travels between two good ones, and nothing of theirs',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('g', 10);
        const [, before, refused, after] = await Promise.all([
          wallet.spend('first', 1),
          wallet.spend('before', 2),
          wallet.commit([
            { key: 'more', command: { do: 'grant', amount: 5 } },
            { key: 'part', command: { do: 'spend', amount: 4 } },
            { key: 'rest', command: { do: 'spend', amount: 20 } },
          ]),
          wallet.spend('after', 3),
        ]);
        ok(before, { available: 7 });
        match(refused, { status: 'refused', at: 2, why: { status: 'insufficient' } }, 'the unit in the middle');
        ok(after, { available: 4 });
        equal(
          (await wallet.entries()).map((entry) => entry.key),
          ['g', 'first', 'before', 'after'],
          'entries',
        );
        ok(await wallet.grant('more', 5), { available: 9 }, 'a key of the refused unit is free');
      },
    },
    {
      title: 'T15 judges units that queue up together each by its own time',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('g', 9, { expiresAt: wallet.now + 3_600_000 });
        const spend = (key: string, now: number) =>
          bench.store.commit({ account: wallet.account, steps: [{ key, command: { do: 'spend', amount: 1 } }], now });
        const results = await Promise.all([
          spend('first', wallet.now),
          spend('in time', wallet.now + 1),
          spend('too late', wallet.now + 7_200_000),
        ]);
        equal(
          results.map((result) => result.status),
          ['ok', 'ok', 'refused'],
          'the three spends',
        );
        wallet.pass(7_200_000);
      },
    },
    {
      title: 'refuses a record of another account in a unit',
      async run(bench) {
        const [wallet, other] = [bench.wallet(), bench.wallet()];
        await rejects(wallet.commit([], [insertAudit(other, bench.unique('x'))]), 'a record of another account');
      },
    },
    {
      title: 'answers an account that nobody has seen with nothing, and leaves no trace of reading it',
      async run(bench) {
        const wallet = bench.wallet();
        match(
          await bench.store.read(wallet.account, undefined, wallet.now),
          { slice: { account: null, grants: [], schedules: [] } },
          'the account',
        );
        is(await wallet.spend('s', 1), 'insufficient', { available: 0, required: 1 });
        match(
          await bench.store.read(wallet.account, undefined, wallet.now),
          { slice: { account: null } },
          'after a decline',
        );
      },
    },
    {
      title: 'writes what is due when a unit without steps asks for it, and finds accounts by it',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('g', 5, { expiresAt: wallet.now + 60_000 });
        const due = async (before: number): Promise<boolean> => {
          const page = await bench.store.scan({ limit: 10_000, cursor: null, dueBefore: before });
          return page.accounts.includes(wallet.account);
        };
        ensure(!(await due(wallet.now)), 'not due before its time');
        ensure(await due(wallet.now + 60_000), 'due when the grant ends');
        await wallet.pass(60_000).commit([]);
        ensure(!(await due(wallet.now + 60_000)), 'not due once it is settled');
        equal(
          (await wallet.entries()).map((entry) => entry.kind),
          ['grant', 'expire'],
          'entries',
        );
      },
    },
    {
      title: 'scans accounts in a stable order, each once',
      async run(bench) {
        const wallets = Array.from({ length: 5 }, () => bench.wallet());
        for (const wallet of wallets) await wallet.grant('g', 1);
        const seen: number[] = [];
        let cursor: string | null = null;
        do {
          const page: { readonly accounts: readonly number[]; readonly cursor: string | null } = await bench.store.scan(
            { limit: 2, cursor },
          );
          seen.push(...page.accounts);
          cursor = page.cursor;
        } while (cursor !== null);
        equal(new Set(seen).size, seen.length, 'no account twice');
        for (const { account } of wallets) ensure(seen.includes(account), `account ${account} is there`);
      },
    },
  ],
};
