import type { Case } from '../case.js';
import { ensure, match } from '../expectations.js';
import { DAY, HOUR, ok, START } from '../wallet.js';
import { FEBRUARY, SUB, paidMonth } from './paid-month.js';

/** What a change between plans, or to an unlimited one, does to tokens: cases of the suite of plans. */
export const planChangeCases: readonly Case[] = [
  {
    title: 'P2 gives the share of the interval that is left on an upgrade at 0, 50 and 99 percent',
    async run(bench) {
      for (const [share, expected] of [
        [0, 150],
        [0.5, 100],
        [0.99, 51],
      ] as const) {
        const wallet = bench.wallet();
        const until = START + 100 * DAY;
        const plan = { slot: SUB, plan: 'starter', amount: 50, every: null, from: START, until };
        await wallet.schedule('p', plan);
        await wallet
          .pass(share * 100 * DAY)
          .schedule('up', { ...plan, plan: 'professional', amount: 150, change: 'prorated-delta' });
        match(
          await wallet.balance(),
          { remainingTokens: expected, monthlyTokens: expected, usedTokens: 0 },
          `upgrade at ${share * 100} %`,
        );
      }
    },
  },
  {
    title: 'P3 P6 adds up to the dearest plan and never to the sum, however often plans are flipped',
    async run(bench) {
      for (const change of ['prorated-delta', 'reset', 'keep', 'cap'] as const) {
        const wallet = bench.wallet();
        await wallet.schedule('p', paidMonth(START, FEBRUARY));
        let spent = 0;
        for (let flip = 0; flip < 12; flip += 1) {
          const up = flip % 2 === 0;
          await wallet
            .pass(HOUR)
            .schedule(
              `flip-${flip}`,
              paidMonth(START, FEBRUARY, { plan: up ? 'professional' : 'starter', amount: up ? 150 : 50, change }),
            );
          const left = await wallet.available();
          if (left > 20 && (await wallet.spend(`s-${flip}`, 20)).status === 'ok') spent += 20;
        }
        const total = spent + (await wallet.available());
        ensure(total <= 150, `${change}: ${total} tokens in one interval`);
        ensure(
          change === 'keep' || change === 'cap' || total > 100,
          `${change}: the upgrade gave something (${total})`,
        );
        ensure(((await wallet.balance()).remainingTokens ?? -1) >= 0, `${change}: never negative`);
        wallet.now = FEBRUARY;
        await wallet.schedule('renewal', paidMonth(FEBRUARY, Date.UTC(2026, 2, 31, 10)));
        match(await wallet.balance(), { remainingTokens: 50, monthlyTokens: 50 }, `${change}: the next interval`);
      }
    },
  },
  {
    title: 'P3 keeps, resets or caps what is left on a downgrade, as the policy says',
    async run(bench) {
      for (const [change, expected] of [
        ['keep', 130],
        ['prorated-delta', 130],
        ['reset', 30],
        ['cap', 50],
      ] as const) {
        const wallet = bench.wallet();
        await wallet.schedule('p', paidMonth(START, FEBRUARY, { plan: 'professional', amount: 150 }));
        await wallet.spend('s', 20);
        await wallet.schedule('down', paidMonth(START, FEBRUARY, { change }));
        match(await wallet.balance(), { remainingTokens: expected, usedTokens: 20 }, `downgrade with ${change}`);
      }
    },
  },
  {
    title: 'L30 never declines on an unlimited plan, records every use and leaves bought tokens alone',
    async run(bench) {
      const wallet = bench.wallet();
      await wallet.grant('pack', 25, { category: 'paid' });
      await wallet.schedule('p', { slot: SUB, plan: 'enterprise', amount: null, until: FEBRUARY });
      match(await wallet.balance(), { unlimited: true, remainingTokens: null, usedTokens: 0 }, 'the balance');
      ok(await wallet.spend('large', 2 ** 49), { amount: 2 ** 49 });
      ok(await wallet.spend('larger', 2 ** 49), { amount: 2 ** 49 }, 'more than any grant could hold');
      ok(await wallet.spend('more', 2 ** 49), { amount: 2 ** 49 });
      await wallet.hold('h', 7);
      ok(await wallet.capture('h', 5), { amount: 5 });
      match(
        await wallet.balance(),
        { unlimited: true, remainingTokens: null, usedTokens: 3 * 2 ** 49 + 5, heldTokens: 0, debt: 0 },
        'use is recorded',
      );
      wallet.now = FEBRUARY;
      match(
        await wallet.balance(),
        { unlimited: false, remainingTokens: 25, monthlyTokens: 0 },
        'bought tokens after the plan',
      );
    },
  },
  {
    title: 'L30 pays a debt before an unlimited plan that was resumed makes room again',
    async run(bench) {
      const wallet = bench.wallet();
      const { now } = wallet;
      const plan = { slot: 'sub_1:main', plan: 'enterprise', amount: null, every: null, from: now } as const;
      await wallet.schedule('begins', { ...plan, until: now + 30 * DAY });
      await wallet.spend('first', 7);
      wallet.pass(DAY);
      await wallet.endSchedule('ends', 'sub_1:main');
      ok(await wallet.step('owed', { do: 'spend', amount: 10, overage: 'debt' }));
      match(await wallet.balance(), { unlimited: false, debt: 10 }, 'between');
      wallet.pass(DAY);
      await wallet.schedule('resumed', { ...plan, until: now + 60 * DAY });
      ok(await wallet.spend('second', 5));
      match(await wallet.balance(), { unlimited: true, remainingTokens: null, debt: 0 }, 'resumed');
    },
  },
  {
    title: 'crosses between limited and unlimited plans without carrying tokens over',
    async run(bench) {
      const wallet = bench.wallet();
      await wallet.schedule('p', paidMonth(START, FEBRUARY));
      await wallet.spend('s', 30);
      await wallet.schedule('up', paidMonth(START, FEBRUARY, { plan: 'enterprise', amount: null }));
      match(await wallet.balance(), { unlimited: true, remainingTokens: null }, 'unlimited');
      await wallet.spend('t', 1000);
      await wallet.schedule('down', paidMonth(START, FEBRUARY));
      match(await wallet.balance(), { unlimited: false, remainingTokens: 50 }, 'limited again');
    },
  },
];
