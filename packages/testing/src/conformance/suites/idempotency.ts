import type { Suite } from '../case.js';
import { equal, match } from '../expectations.js';
import { DAY, is, ok } from '../wallet.js';

export const idempotencySuite: Suite = {
  concern: 'idempotency',
  cases: [
    {
      title: 'L10 replays the first result when the same key arrives again',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('g', 10);
        const first = await wallet.spend('s', 4);
        ok(first, { available: 6 });
        await wallet.pass(1000).spend('other', 1);
        const again = await wallet.spend('s', 4);
        equal(again.status === 'replay' ? again.first : null, first, 'the replay');
        await wallet.expectAvailable(5, 'after the replay');
        equal((await wallet.entries()).length, 3, 'entries');
      },
    },
    {
      title: 'L10 answers the retry of the spend that took the last token with its first result',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('g', 4);
        ok(await wallet.spend('s', 4), { available: 0 });
        is(await wallet.spend('s', 4), 'replay', { first: { available: 0, amount: 4 } });
      },
    },
    {
      title: 'L10 tells each of fifty that come at once what its replay tells afterwards',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('g', 200);
        const keys = Array.from({ length: 50 }, (_, index) => `s${index}`);
        const first = await Promise.all(keys.map((key, index) => wallet.spend(key, 1 + (index % 3))));
        for (const [index, key] of keys.entries()) {
          const again = await wallet.spend(key, 1 + (index % 3));
          equal(again.status === 'replay' ? again.first : again, first[index], `the replay of ${key}`);
        }
      },
    },
    {
      title: 'L11 answers the same key with other input as a conflict and does nothing',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('g', 20);
        await wallet.spend('s', 5);
        is(await wallet.spend('s', 6), 'conflict');
        is(await wallet.hold('s', 5), 'conflict');
        is(await wallet.spend('s', 5, { feature: 'chat' }), 'conflict');
        is(await wallet.grant('g', 21), 'conflict');
        is(await wallet.grant('g', 20, { category: 'paid' }), 'conflict');
        await wallet.expectAvailable(15, 'after four conflicts');
      },
    },
    {
      title: 'L12 keeps keys apart by account: two customers may use the same one',
      async run(bench) {
        const [a, b] = [bench.wallet(), bench.wallet()];
        await a.grant('g', 10);
        await b.grant('g', 30);
        ok(await a.spend('x', 3), { available: 7 });
        ok(await b.spend('x', 4), { available: 26 });
        is(await a.spend('x', 3), 'replay', { first: { available: 7 } });
        is(await b.spend('x', 4), 'replay', { first: { available: 26 } });
      },
    },
    {
      title: 'L13 remembers keys for ever: a replay after a day, three days, a month, a year changes nothing',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.schedule('plan');
        await wallet.spend('s', 2);
        await wallet.grant('invoice', 50, { category: 'paid' });
        for (const days of [1, 3, 31, 365]) {
          wallet.pass(days * DAY);
          is(await wallet.spend('s', 2), 'replay', { first: { available: 3 } }, `the spend after ${days} days`);
          is(await wallet.grant('invoice', 50, { category: 'paid' }), 'replay', {}, `the grant after ${days} days`);
        }
        match(await wallet.balance(), { remainingTokens: 55, usedTokens: 0 }, 'a year later');
      },
    },
    {
      title: 'treats a decline as not final: the customer tops up and retries the same key',
      async run(bench) {
        const wallet = bench.wallet();
        is(await wallet.spend('s', 4), 'insufficient', { available: 0, required: 4 });
        is(await wallet.hold('h', 4), 'insufficient');
        await wallet.grant('g', 10);
        ok(await wallet.spend('s', 4), { available: 6 });
        ok(await wallet.hold('h', 4), { available: 2 });
      },
    },
    {
      title: 'replays a hold with how it ended',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('g', 10);
        await wallet.hold('h', 4, 60, { reference: 'work-1' });
        const pending = await wallet.hold('h', 4, 60);
        is(pending, 'replay', { kind: 'hold', reference: 'work-1', first: { amount: 4, available: 6 } });
        equal(pending.status === 'replay' ? pending.resolution : null, undefined, 'a pending hold has no resolution');
        await wallet.capture('h', 3);
        is(await wallet.hold('h', 4, 60), 'replay', { resolution: { as: 'captured', amount: 3 } });
        await wallet.hold('late', 4, 60);
        wallet.pass(60_000);
        is(await wallet.hold('late', 4, 60), 'replay', { resolution: { as: 'expired', amount: 0 } });
        is(await wallet.hold('late', 4, 61), 'conflict');
        await wallet.expectAvailable(7, 'after it');
      },
    },
    {
      title: 'replays every kind of step: none does its work twice',
      async run(bench) {
        const wallet = bench.wallet();
        const steps = [
          () =>
            wallet.schedule('plan', { slot: 'sub_1:main', plan: 'starter', amount: 50, until: wallet.now + 31 * DAY }),
          () => wallet.grant('pack', 20, { category: 'paid', reference: 'ch_1' }),
          () => wallet.spend('s', 6),
          () => wallet.refund('r', 's', 2),
          () => wallet.clawback('c', 'ch_1', 5),
          () => wallet.step('a', { do: 'adjust', amount: 3, reason: 'sorry' }, { actor: 'support' }),
          () => wallet.step('o', { do: 'transferOut', to: 99, amount: 4 }),
          () => wallet.step('i', { do: 'transferIn', from: 99, amount: 1 }),
          () => wallet.step('e', { do: 'expire', grant: 'i', reason: 'sorry' }, { actor: 'support' }),
          () => wallet.step('p', { do: 'configure', lowBalance: [5, 2] }),
        ];
        for (const step of steps) ok(await step());
        const before = await wallet.balance();
        const count = (await wallet.entries()).length;
        for (const step of steps) is(await step(), 'replay');
        const { asOf: _a, ...after } = await wallet.balance();
        const { asOf: _b, ...first } = before;
        equal(after, first, 'the balance after all replays');
        equal((await wallet.entries()).length, count, 'entries after all replays');
      },
    },
    {
      title: 'recognises the same key twice within one unit',
      async run(bench) {
        const wallet = bench.wallet();
        const spend = { key: 's', command: { do: 'spend', amount: 3 } } as const;
        match(
          await wallet.commit([{ key: 'g', command: { do: 'grant', amount: 10 } }, spend, spend]),
          {
            status: 'ok',
            steps: [{ status: 'ok' }, { status: 'ok', available: 7 }, { status: 'replay', first: { available: 7 } }],
          },
          'the unit',
        );
      },
    },
  ],
};
