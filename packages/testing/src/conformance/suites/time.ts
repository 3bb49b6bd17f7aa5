import type { Suite } from '../case.js';
import { ensure, equal, match } from '../expectations.js';
import { DAY, HOUR, is, MINUTE, ok, START } from '../wallet.js';

export const timeSuite: Suite = {
  concern: 'time',
  cases: [
    {
      title: 'T1 T7 refills from the original anchor without any scheduler: January 31st, February 28th, March 31st',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.schedule('plan');
        await wallet.spend('s', 5);
        equal((await wallet.balance()).resetDate, Date.UTC(2026, 1, 28, 10), 'the next refill');
        wallet.now = Date.UTC(2026, 1, 28, 10) - 1;
        await wallet.expectAvailable(0, 'a millisecond before the refill');
        wallet.pass(1);
        match(
          await wallet.balance(),
          { remainingTokens: 5, usedTokens: 0, resetDate: Date.UTC(2026, 2, 31, 10) },
          'at the refill',
        );
        wallet.now = Date.UTC(2026, 3, 30, 12);
        match(
          await wallet.balance(),
          { remainingTokens: 5, resetDate: Date.UTC(2026, 4, 31, 10) },
          'two refills later',
        );
        ok(await wallet.spend('t', 5), { available: 0 });
        const refills = (await wallet.entries()).filter((entry) => entry.kind === 'refill');
        equal(
          refills.map((entry) => entry.key),
          [0, 1, 2, 3].map((k) => `plan:free:${START}:${k}`),
          'refills by their business keys',
        );
        equal(
          refills.map((entry) => entry.at),
          [START, Date.UTC(2026, 1, 28, 10), Date.UTC(2026, 2, 31, 10), Date.UTC(2026, 3, 30, 10)],
          'refills at their instants',
        );
      },
    },
    {
      title:
        'T1 T3 tells the same figures and schedules to who asks for no grants, before and after each thing that falls due',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.schedule('plan', { rollover: { cap: 3 } });
        await wallet.grant('pack', 7, { category: 'paid', expiresAt: START + 40 * DAY, startsAt: START + 3 * DAY });
        await wallet.grant('gift', 2, { expiresAt: START + HOUR });
        await wallet.hold('h', 2, 7200);
        for (const at of [0, HOUR - 1, HOUR, 2 * HOUR, 3 * DAY, 28 * DAY, 40 * DAY, 400 * DAY]) {
          wallet.now = START + at;
          const asked = { keys: [], references: [] };
          const whole = (await wallet.store.read(wallet.account, asked, wallet.now)).slice;
          const figures = (await wallet.store.read(wallet.account, { ...asked, grants: false }, wallet.now)).slice;
          equal(figures.account, whole.account, `the account after ${at} ms`);
          equal(figures.schedules, whole.schedules, `its schedules after ${at} ms`);
        }
      },
    },
    {
      title: 'T4 T7 ends in the same state whether it is looked at every day or once in two years',
      async run(bench) {
        const [often, once] = [bench.wallet(), bench.wallet()];
        for (const wallet of [often, once]) {
          await wallet.schedule('plan', { rollover: { cap: 3 } });
          await wallet.grant('pack', 7, { category: 'paid', expiresAt: START + 400 * DAY, startsAt: START + 3 * DAY });
          await wallet.hold('h', 2, 86_400);
        }
        for (let day = 0; day < 730; day += 1) await often.pass(DAY).commit([]);
        once.pass(730 * DAY);
        await once.commit([]);
        const strip = (rows: readonly { readonly account: number }[]): unknown =>
          rows.map(({ account: _account, ...row }) => row);
        equal(strip(await often.entries()), strip(await once.entries()), 'the entries');
        equal((await often.entries()).filter((entry) => entry.kind === 'refill').length, 25, 'refills in two years');
      },
    },
    {
      title: 'T6 refills a paid year twelve times and not at its end',
      async run(bench) {
        const wallet = bench.wallet();
        const until = Date.UTC(2027, 0, 31, 10);
        await wallet.schedule('year', { slot: 'sub_1:main', plan: 'starter', amount: 50, until });
        wallet.now = until - 1;
        match(await wallet.balance(), { remainingTokens: 50 }, 'at the end of the year');
        wallet.now = until;
        await wallet.commit([]);
        equal((await wallet.entries()).filter((entry) => entry.kind === 'refill').length, 12, 'refills in a paid year');
        match(
          await wallet.balance(),
          { remainingTokens: 0, resetDate: null, plan: null, monthlyTokens: 0 },
          'after the year',
        );
        await wallet.schedule('next year', {
          slot: 'sub_1:main',
          plan: 'starter',
          amount: 50,
          anchor: START,
          from: until,
          until: Date.UTC(2028, 0, 31, 10),
        });
        match(await wallet.balance(), { remainingTokens: 50, resetDate: Date.UTC(2027, 1, 28, 10) }, 'the renewal');
        equal(
          (await wallet.entries()).filter((entry) => entry.kind === 'refill').length,
          13,
          'refills after the renewal',
        );
      },
    },
    {
      title: 'T9 T10 lets a capture use the old grant of its hold after the refill, and what comes back of it ends',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.schedule('plan');
        wallet.now = Date.UTC(2026, 1, 28, 10) - 1000;
        await wallet.hold('h', 5, 600);
        wallet.pass(6000);
        await wallet.expectAvailable(5, 'the new grant');
        ok(await wallet.capture('h', 3), { amount: 3, available: 5 });
        const ended = (await wallet.entries()).filter((entry) => entry.kind === 'expire');
        equal(
          ended.map((entry) => entry.amount),
          [-2],
          'the rest of the old grant',
        );
        match(await wallet.balance(), { remainingTokens: 5, usedTokens: 3, monthlyTokens: 5 }, 'the balance');
      },
    },
    {
      title: 'T10 keeps apart what a hold took when it is released after the refill',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.schedule('plan');
        wallet.now = Date.UTC(2026, 1, 28, 10) - 1000;
        await wallet.hold('h', 4, 600);
        ok(await wallet.pass(2000).release('h'), { available: 5 });
        match(
          await wallet.balance(),
          { remainingTokens: 5, usedTokens: 0, heldTokens: 0 },
          'no token of the last period is left',
        );
      },
    },
    {
      title: 'T10 ends what a hold gives back of a period whose renewal has come, though its grace is not over',
      async run(bench) {
        const wallet = bench.wallet();
        const until = Date.UTC(2026, 1, 28, 10);
        const plan = { slot: 'sub_1:main', plan: 'starter', amount: 5, anchor: START, keepUntil: until + 9 * DAY };
        await wallet.schedule('paid', { ...plan, from: START, until });
        wallet.now = until - MINUTE;
        await wallet.hold('whole', 5, 3600);
        await wallet
          .pass(2 * MINUTE)
          .schedule('renewed', { ...plan, from: until, until: until + 31 * DAY, keepUntil: until + 40 * DAY });
        await wallet.expectAvailable(5, 'the new grant');
        ok(await wallet.pass(MINUTE).capture('whole', 1), { amount: 1, available: 5 });
        match(await wallet.balance(), { remainingTokens: 5, heldTokens: 0 }, 'the rest of the old one ended');
      },
    },
    {
      title: 'ends a grant at its instant, exclusive, and starts one dated into the future',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('g', 5, { startsAt: START + HOUR, expiresAt: START + 2 * HOUR });
        await wallet.expectAvailable(0, 'before it starts');
        is(await wallet.spend('early', 1), 'insufficient', { available: 0 });
        wallet.now = START + HOUR - 1;
        await wallet.expectAvailable(0, 'a millisecond before it starts');
        wallet.now = START + HOUR;
        ok(await wallet.spend('s', 2), { available: 3 });
        wallet.now = START + 2 * HOUR - 1;
        await wallet.expectAvailable(3, 'a millisecond before its end');
        wallet.now = START + 2 * HOUR;
        is(await wallet.spend('late', 1), 'insufficient', { available: 0 });
        match(
          await wallet.balance(),
          { additionalTokens: 2, usedTokens: 2, remainingTokens: 0, staleAt: null },
          'the balance',
        );
      },
    },
    {
      title: 'tells until when a balance is true',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('g', 5, { expiresAt: START + 3 * DAY });
        equal((await wallet.balance()).staleAt, START + 3 * DAY, 'with a grant that ends');
        await wallet.hold('h', 1, 60);
        equal((await wallet.balance()).staleAt, START + MINUTE, 'with a hold that ends earlier');
      },
    },
    {
      title: 'settles what fell due in the order in which it fell due',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('a', 5, { expiresAt: START + 5 * HOUR });
        await wallet.grant('b', 5, { startsAt: START + 2 * HOUR, expiresAt: START + 3 * HOUR });
        await wallet.hold('h', 2, 3600);
        await wallet.pass(6 * HOUR).commit([]);
        const settled = (await wallet.entries()).slice(3).map((entry) => [entry.kind, entry.at - START]);
        equal(
          settled,
          [
            ['holdExpired', HOUR],
            ['start', 2 * HOUR],
            ['expire', 3 * HOUR],
            ['expire', 5 * HOUR],
          ],
          'the order',
        );
      },
    },
    {
      title: 'T11 never undoes what is settled when a clock steps back',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('g', 5, { expiresAt: START + HOUR });
        await wallet.pass(HOUR).commit([]);
        wallet.now = START;
        is(await wallet.spend('s', 1), 'insufficient', { available: 0 });
        await wallet.grant('h', 5);
        const times = (await wallet.entries()).map((entry) => entry.at);
        ensure(
          times.every((at, index) => index === 0 || at >= (times[index - 1] as number)),
          'entries never go back in time',
        );
      },
    },
    {
      title: "T11 T17 takes the store's own time when a unit brings none",
      usesRealTime: true,
      async run(bench) {
        const wallet = bench.wallet();
        const commit = (key: string, command: Parameters<typeof wallet.step>[1]) =>
          bench.store.commit({ account: wallet.account, steps: [{ key, command }] });
        const first = await commit('g', { do: 'grant', amount: 5 });
        await new Promise((resolve) => setTimeout(resolve, 25));
        const second = await commit('h', { do: 'hold', amount: 2, ttlSeconds: 3600 });
        ensure(first.status === 'ok' && second.status === 'ok', 'both went through');
        ensure(second.now > first.now, 'time goes on between two commits');
        const [held] = second.steps;
        ensure(held?.status === 'ok' && held.until === held.at + HOUR, 'a hold ends by the clock that took it');
        wallet.now = second.now;
        await wallet.expectAvailable(3, 'after the hold');
      },
    },
  ],
};
