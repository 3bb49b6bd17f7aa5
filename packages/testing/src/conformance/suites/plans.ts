import type { Suite } from '../case.js';
import { equal, match } from '../expectations.js';
import { DAY, HOUR, is, MINUTE, ok, START } from '../wallet.js';
import { FEBRUARY, SUB, paidMonth, refills } from './paid-month.js';
import { planChangeCases } from './plan-change-cases.js';

export const plansSuite: Suite = {
  concern: 'plans',
  cases: [
    {
      title: 'T4 T9 grants a paid period once, whatever key, order or delay its news comes with',
      async run(bench) {
        const march = Date.UTC(2026, 2, 31, 10);
        const news = [
          ['webhook', paidMonth(START, FEBRUARY)],
          ['return', paidMonth(START, FEBRUARY)],
          ['renewal', paidMonth(FEBRUARY, march)],
          ['renewal again', paidMonth(FEBRUARY, march)],
        ] as const;
        for (let round = 0; round < 6; round += 1) {
          const wallet = bench.wallet();
          await wallet.schedule('known since', paidMonth(START, FEBRUARY));
          wallet.now = FEBRUARY + DAY;
          for (const [key, schedule] of bench.random.shuffle(news)) await wallet.pass(MINUTE).schedule(key, schedule);
          equal(await refills(wallet), 2, `refills, round ${round}`);
          match(
            await wallet.balance(),
            { remainingTokens: 50, monthlyTokens: 50, usedTokens: 0 },
            `the balance, round ${round}`,
          );
        }
      },
    },
    {
      title: 'P9 keeps the old tokens while a renewal is unpaid until the grace is over, and not after a cancellation',
      async run(bench) {
        const [renewing, cancelled] = [bench.wallet(), bench.wallet()];
        await renewing.schedule('p', paidMonth(START, FEBRUARY));
        await cancelled.schedule('p', paidMonth(START, FEBRUARY));
        await cancelled.pass(DAY).schedule('cancel', paidMonth(START, FEBRUARY, { keepUntil: FEBRUARY }));
        renewing.now = cancelled.now = FEBRUARY + DAY;
        match(await renewing.balance(), { remainingTokens: 50, resetDate: null }, 'past due, within grace');
        match(await cancelled.balance(), { remainingTokens: 0, resetDate: null }, 'cancelled');
        await renewing.spend('s', 20);
        await renewing.pass(DAY).schedule('paid late', paidMonth(FEBRUARY, Date.UTC(2026, 2, 31, 10)));
        match(
          await renewing.balance(),
          { remainingTokens: 50, usedTokens: 0 },
          'paid late: the old tokens end, the new ones are whole',
        );
        const other = bench.wallet();
        await other.schedule('p', paidMonth(START, FEBRUARY));
        other.now = FEBRUARY + 9 * DAY;
        match(await other.balance(), { remainingTokens: 0, monthlyTokens: 0 }, 'grace is over');
      },
    },
    {
      title: 'starts the free plan again when a cancelled one ends, without any scheduler',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.schedule('free');
        await wallet.spend('a', 2);
        match(
          await wallet.commit([
            { key: 'leave free', command: { do: 'endSchedule', slot: 'free' } },
            {
              key: 'start',
              command: { do: 'schedule', every: { unit: 'month', count: 1 }, ...paidMonth(START, FEBRUARY) },
            },
          ]),
          { status: 'ok' },
          'the upgrade',
        );
        match(
          await wallet.balance(),
          { remainingTokens: 50, monthlyTokens: 50, additionalTokens: 0, usedTokens: 0, plan: 'starter' },
          'unspent free tokens ended',
        );
        await wallet.schedule('cancel', paidMonth(START, FEBRUARY, { keepUntil: FEBRUARY }));
        await wallet.schedule('free again', { from: FEBRUARY });
        await wallet.spend('b', 10);
        wallet.now = FEBRUARY - 1;
        match(await wallet.balance(), { remainingTokens: 40, plan: 'starter' }, 'before the end');
        wallet.now = FEBRUARY;
        match(
          await wallet.balance(),
          { remainingTokens: 5, monthlyTokens: 5, usedTokens: 0, plan: 'free', resetDate: Date.UTC(2026, 2, 28, 10) },
          'after the end',
        );
        equal(await refills(wallet), 2, 'written refills so far');
      },
    },
    {
      title: 'forgets a free plan dated into the future when the cancellation is taken back',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.schedule('p', paidMonth(START, FEBRUARY, { keepUntil: FEBRUARY }));
        await wallet.schedule('free again', { from: FEBRUARY });
        ok(await wallet.endSchedule('resume', 'free'));
        await wallet.schedule('resumed', paidMonth(START, FEBRUARY));
        wallet.now = FEBRUARY + DAY;
        match(await wallet.balance(), { remainingTokens: 50, plan: 'starter' }, 'in grace, not free');
        is(await wallet.endSchedule('nothing', 'sub_9:main'), 'notFound');
      },
    },
    {
      title: 'never lets bought tokens end with a plan: renewal, downgrade, cancellation',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.schedule('p', paidMonth(START, FEBRUARY, { keepUntil: FEBRUARY }));
        await wallet.grant('pack', 25, { category: 'paid' });
        await wallet.spend('s', 10);
        match(
          await wallet.balance(),
          { monthlyTokens: 50, additionalTokens: 25, usedTokens: 10, remainingTokens: 65 },
          'plan tokens burn first',
        );
        wallet.now = FEBRUARY;
        match(
          await wallet.balance(),
          { monthlyTokens: 0, additionalTokens: 25, usedTokens: 0, remainingTokens: 25 },
          'after the end',
        );
      },
    },
    {
      title: 'resets, adds or tops up, as the plan says',
      async run(bench) {
        const after = async (policy: 'reset' | 'add' | 'topUpTo', spent: number): Promise<number | null> => {
          const wallet = bench.wallet();
          await wallet.schedule('p', { policy, amount: 10 });
          if (spent > 0) await wallet.spend('s', spent);
          wallet.now = FEBRUARY;
          return (await wallet.balance()).remainingTokens;
        };
        equal(
          [await after('reset', 4), await after('add', 4), await after('topUpTo', 4), await after('topUpTo', 0)],
          [10, 16, 10, 10],
          'left after the refill',
        );
      },
    },
    {
      title: 'rolls unspent tokens over: at most the cap, for one interval',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.schedule('p', { amount: 10, rollover: { cap: 4 } });
        await wallet.spend('s', 3);
        wallet.now = FEBRUARY;
        match(
          await wallet.balance(),
          { remainingTokens: 14, monthlyTokens: 10, additionalTokens: 4 },
          'seven were left, four move on',
        );
        wallet.now = Date.UTC(2026, 2, 31, 10);
        match(await wallet.balance(), { remainingTokens: 14 }, 'rolled tokens do not roll again');
        await wallet.commit([]);
        const kinds = (await wallet.entries())
          .filter((entry) => entry.at === FEBRUARY)
          .map((entry) => [entry.kind, entry.amount]);
        equal(
          kinds,
          [
            ['expire', -7],
            ['rollover', 4],
            ['refill', 10],
          ],
          'expire and grant in one step',
        );
      },
    },
    {
      title: 'refills by day and week as well, independent of what is paid',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.schedule('p', {
          slot: SUB,
          plan: 'starter',
          amount: 3,
          every: { unit: 'week', count: 2 },
          until: START + 365 * DAY,
        });
        wallet.pass(14 * DAY);
        match(await wallet.balance(), { remainingTokens: 3, resetDate: START + 28 * DAY }, 'after two weeks');
        await wallet.pass(365 * DAY).commit([]);
        equal(await refills(wallet), 27, 'refills in a year of two-week intervals');
      },
    },
    ...planChangeCases,
    {
      title: 'T16 grants a trial once per customer by its key, whatever subscription asks for it',
      async run(bench) {
        const wallet = bench.wallet();
        const trial = { category: 'plan', expiresAt: START + 14 * DAY } as const;
        ok(await wallet.grant('trial:main', 20, trial));
        is(await wallet.pass(DAY).grant('trial:main', 20, trial), 'replay');
        wallet.now = START + 14 * DAY;
        await wallet.expectAvailable(0, 'after the trial');
        await wallet.schedule('paid', { ...paidMonth(wallet.now, wallet.now + 30 * DAY), anchor: wallet.now });
        match(await wallet.balance(), { remainingTokens: 50, monthlyTokens: 50 }, 'the paid period');
      },
    },
    {
      title: 'P1 leaves the ledger alone when a subscription is told again without change',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.schedule('p', paidMonth(START, FEBRUARY));
        await wallet.spend('s', 12);
        for (let index = 0; index < 30; index += 1)
          await wallet.pass(HOUR).schedule(`updated-${index}`, paidMonth(START, FEBRUARY));
        match(
          await wallet.balance(),
          { remainingTokens: 38, usedTokens: 12, monthlyTokens: 50 },
          'after thirty updates',
        );
        equal(await refills(wallet), 1, 'refills');
      },
    },
    {
      title: 'P8 refills nothing for a paused plan and catches nothing up',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.schedule('p', paidMonth(START, FEBRUARY, { keepUntil: FEBRUARY }));
        wallet.now = Date.UTC(2026, 4, 31, 10);
        await wallet.expectAvailable(0, 'while it is paused');
        await wallet.schedule('resumed', { ...paidMonth(wallet.now, Date.UTC(2026, 5, 30, 10)) });
        match(await wallet.balance(), { remainingTokens: 50 }, 'after it resumed');
        equal(await refills(wallet), 2, 'refills');
      },
    },
    {
      title: 'ignores late news of a period that lies behind, and of one that was granted before',
      async run(bench) {
        const wallet = bench.wallet();
        const march = Date.UTC(2026, 2, 31, 10);
        await wallet.schedule('jan', paidMonth(START, FEBRUARY));
        wallet.now = FEBRUARY + HOUR;
        await wallet.schedule('feb', paidMonth(FEBRUARY, march));
        await wallet.spend('s', 8);
        ok(await wallet.schedule('jan again', paidMonth(START, FEBRUARY)));
        match(await wallet.balance(), { remainingTokens: 42, resetDate: march }, 'after the late news');
        await wallet.schedule('apr, known early', paidMonth(march, Date.UTC(2026, 3, 30, 10)));
        await wallet.schedule('feb again', paidMonth(FEBRUARY, march));
        match(await wallet.balance(), { remainingTokens: 42 }, 'after the schedule went forth and back');
        equal(await refills(wallet), 2, 'refills');
      },
    },
    {
      title: 'T6 refills an interval that spans several payments once, and keeps its tokens from payment to payment',
      async run(bench) {
        const wallet = bench.wallet();
        const [march, april, may] = [Date.UTC(2026, 2, 31, 10), Date.UTC(2026, 3, 30, 10), Date.UTC(2026, 4, 31, 10)];
        const every = { unit: 'month', count: 3, spans: true } as const;
        const month = (from: number, until: number, more: object = {}) =>
          paidMonth(from, until, { amount: 90, every, ...more });
        await wallet.schedule('jan', month(START, FEBRUARY));
        match(await wallet.balance(), { remainingTokens: 90, resetDate: april }, 'the first payment');
        await wallet.spend('s', 20);
        wallet.now = FEBRUARY + DAY;
        await wallet.expectAvailable(70, 'in the grace');
        await wallet.schedule('feb', month(FEBRUARY, march));
        await wallet.schedule('feb again', month(FEBRUARY, march));
        wallet.now = FEBRUARY + 20 * DAY;
        match(await wallet.balance(), { remainingTokens: 70, resetDate: april }, 'the second payment');
        await wallet.hold('h', 5, 86_400 * 20);
        wallet.now = march + HOUR;
        await wallet.schedule('mar', month(march, april));
        await wallet.schedule('jan and feb, late', month(FEBRUARY, march));
        ok(await wallet.release('h'), { available: 70 }, 'given back after the third payment');
        match(await wallet.balance(), { remainingTokens: 70, usedTokens: 20, resetDate: april }, 'the third payment');
        equal(await refills(wallet), 1, 'refills of the first interval');
        wallet.now = april + 2 * DAY;
        await wallet.expectAvailable(70, 'while its renewal is awaited');
        await wallet.schedule('apr', month(april, may));
        match(await wallet.balance(), { remainingTokens: 90, usedTokens: 0 }, 'the next interval');
        equal(await refills(wallet), 2, 'refills');
        wallet.now = may + 10 * DAY;
        await wallet.expectAvailable(0, 'after the grace of a payment that never came');
      },
    },
    {
      title: 'T6 refills between two payments where the interval ends there',
      async run(bench) {
        const wallet = bench.wallet();
        const every = { unit: 'day', count: 45, spans: true } as const;
        const until = [0, 30, 60, 90, 120].map((days) => START + days * DAY) as [number, ...number[]];
        for (const [index, from] of until.slice(0, -1).entries()) {
          wallet.now = from;
          await wallet.schedule(`p${index}`, paidMonth(from, until[index + 1] as number, { amount: 10, every }));
          await wallet.spend(`s${index}`, 2);
        }
        wallet.now = START + 119 * DAY;
        await wallet.commit([]);
        // Day 0, 45 and 90: the last falls on the day a payment came.
        equal(await refills(wallet), 3, 'refills in four paid periods');
        match(await wallet.balance(), { remainingTokens: 8, usedTokens: 2 }, 'the third interval');
      },
    },
    {
      title:
        'P2 P6 reckons a change of plan in the whole interval that spans several payments, and flipping adds nothing',
      async run(bench) {
        const wallet = bench.wallet();
        const every = { unit: 'day', count: 60, spans: true } as const;
        const at = (days: number): number => START + days * DAY;
        const plan = (from: number, until: number, amount: number) =>
          paidMonth(at(from), at(until), { amount, every, change: 'prorated-delta', plan: `p${amount}` });
        await wallet.schedule('first', plan(0, 20, 60));
        wallet.now = at(10);
        await wallet.schedule('up', plan(0, 20, 120));
        // 50 of 60 days are left of the interval, though only 10 of what is paid.
        await wallet.expectAvailable(110, 'an upgrade within the first payment');
        wallet.now = at(20);
        await wallet.schedule('renewed', plan(20, 40, 120));
        wallet.now = at(30);
        for (const [key, amount] of [
          ['down', 60],
          ['up again', 120],
          ['down again', 60],
        ] as const)
          await wallet.schedule(key, plan(20, 40, amount));
        await wallet.expectAvailable(110, 'flipped');
        wallet.now = at(40);
        await wallet.schedule('up with a payment', plan(40, 60, 180));
        // From 120 to 180, and a third of the interval is left.
        await wallet.expectAvailable(130, 'an upgrade at a payment between two refills');
        wallet.now = at(60);
        await wallet.schedule('next', plan(60, 80, 180));
        await wallet.expectAvailable(180, 'the next interval');
        equal(await refills(wallet), 2, 'refills');
      },
    },
    {
      title: 'lets tokens roll over several payments that bring one refill each',
      async run(bench) {
        const wallet = bench.wallet();
        const [march, april, may] = [Date.UTC(2026, 2, 31, 10), Date.UTC(2026, 3, 30, 10), Date.UTC(2026, 4, 31, 10)];
        const rollover = { cap: 20, intervals: 2, every: { unit: 'month', count: 1 } } as const;
        const month = (from: number, until: number) => paidMonth(from, until, { every: null, rollover });
        await wallet.schedule('jan', month(START, FEBRUARY));
        await wallet.spend('s', 10);
        wallet.now = FEBRUARY;
        await wallet.schedule('feb', month(FEBRUARY, march));
        await wallet.expectAvailable(70, '20 of 40 rolled over');
        await wallet.spend('t', 60);
        wallet.now = march;
        await wallet.schedule('mar', month(march, april));
        await wallet.expectAvailable(60, 'what is left of them stays for a second refill');
        wallet.now = april;
        await wallet.schedule('apr', month(april, may));
        await wallet.expectAvailable(70, 'and ends with it, while 20 of the last month roll over');
      },
    },
    {
      title: 'tells a low balance once per level and period, when it is crossed',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.step('c', { do: 'configure', lowBalance: [5, 2] });
        await wallet.schedule('free');
        const first = await wallet.spend('a', 1);
        equal(first.status === 'ok' ? first.crossed : first, undefined, 'a fresh 5 of 5 is not low');
        ok(await wallet.spend('b', 2), { crossed: [2] });
        await wallet.grant('g', 10);
        ok(await wallet.spend('c1', 5), {}, 'above five');
        const twice = await wallet.spend('d', 6);
        match(twice, { status: 'ok', crossed: [5] }, 'five for the first time, two not again');
        wallet.now = FEBRUARY;
        await wallet.grant('more', 5);
        ok(await wallet.spend('e', 9), { crossed: [5, 2] }, 'a new period tells again');
      },
    },
    {
      title: 'tells a low balance that a hold crosses, also after a hold came back above it',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.step('c', { do: 'configure', lowBalance: [5] });
        await wallet.grant('g', 4);
        await wallet.hold('h', 3);
        await wallet.grant('more', 4);
        await wallet.release('h');
        await wallet.expectAvailable(8, 'above the level');
        ok(await wallet.spend('s', 3), { crossed: [5] });
      },
    },
    {
      title: 'caps what one member uses per window, counts what comes back, and leaves others alone',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('g', 100);
        await wallet.step('cap', { do: 'configure', memberCap: { member: 'ann', limit: 10, every: 'day' } });
        ok(await wallet.spend('a', 6, { member: 'ann' }));
        const midnight = Date.UTC(2026, 1, 1);
        is(await wallet.spend('b', 5, { member: 'ann' }), 'memberCap', {
          limit: 10,
          used: 6,
          required: 5,
          resetsAt: midnight,
        });
        ok(await wallet.spend('b', 5, { member: 'bob' }));
        ok(await wallet.hold('h', 4, 600, { member: 'ann' }));
        is(await wallet.hold('i', 1, 600, { member: 'ann' }), 'memberCap', { used: 10 });
        await wallet.capture('h', 1);
        ok(await wallet.spend('c1', 3, { member: 'ann' }), {}, 'what a capture gave back may be used');
        await wallet.refund('r', 'a', 6);
        ok(await wallet.spend('d', 6, { member: 'ann' }), {}, 'what a refund gave back may be used');
        is(await wallet.spend('e', 1, { member: 'ann' }), 'memberCap');
        wallet.now = midnight;
        ok(await wallet.spend('e', 10, { member: 'ann' }), {}, 'a new window');
        await wallet.step('uncap', { do: 'configure', memberCap: { member: 'ann', limit: null, every: 'day' } });
        ok(await wallet.spend('f', 20, { member: 'ann' }), {}, 'without a cap');
      },
    },
    {
      title: 'defines the period by the paid plan while free runs beside it, and by the next one when it ends',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.schedule('free');
        await wallet
          .pass(DAY)
          .schedule('p', { slot: SUB, plan: 'starter', amount: 50, from: START + DAY, until: START + 11 * DAY });
        match(
          await wallet.balance(),
          { monthlyTokens: 50, additionalTokens: 5, remainingTokens: 55, plan: 'starter', resetDate: null },
          'both',
        );
        await wallet.spend('s', 10);
        wallet.now = START + 11 * DAY;
        match(await wallet.balance(), { plan: 'free', resetDate: FEBRUARY, usedTokens: 0 }, 'after the paid one');
      },
    },
  ],
};
