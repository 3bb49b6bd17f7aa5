import type { Suite } from '../case.js';
import { equal, match, rejects } from '../expectations.js';
import { DAY, is, ok, START } from '../wallet.js';

export const operationsSuite: Suite = {
  concern: 'operations',
  cases: [
    {
      title: 'gives back to a grant whose time came while all of it was clawed back',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('g', 20, { startsAt: wallet.now + 5 * DAY, reference: 'ch_1' });
        ok(await wallet.clawback('c1', 'ch_1', 20), { available: 0 });
        wallet.pass(9 * DAY);
        ok(await wallet.clawback('c2', 'ch_1', 8), { available: 12 });
        ok(await wallet.spend('s', 12), { available: 0 });
      },
    },
    {
      title: 'refunds to the same grants, the last used first, never more than was used',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('a', 5, { priority: 10 });
        await wallet.grant('b', 5);
        await wallet.spend('s', 8);
        ok(await wallet.refund('r1', 's', 4), { amount: 4, available: 6 });
        equal(
          (await wallet.entries())
            .filter((entry) => entry.kind === 'refund')
            .map((entry) => [entry.grant, entry.amount, entry.of]),
          [
            [2, 3, 's'],
            [1, 1, 's'],
          ],
          'back in reverse burn order',
        );
        is(await wallet.refund('r2', 's', 5), 'exceeds', { limit: 4 });
        ok(await wallet.refund('r2', 's', 4), { available: 10 });
        is(await wallet.refund('r3', 's', 1), 'exceeds', { limit: 0 });
        is(await wallet.refund('r4', 'nobody', 1), 'notFound');
        match(await wallet.balance(), { usedTokens: 0, remainingTokens: 10 }, 'the balance');
      },
    },
    {
      title: 'captures all of a hold when no amount is named, over one grant and over two',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('a', 10);
        await wallet.grant('b', 10);
        await wallet.hold('one', 6);
        ok(await wallet.capture('one'), { amount: 6, available: 14 }, 'one grant');
        is(await wallet.capture('one'), 'replay', { first: { amount: 6 } }, 'again');
        await wallet.hold('two', 9);
        ok(await wallet.capture('two'), { amount: 9, available: 5 }, 'two grants');
        match(await wallet.balance(), { usedTokens: 15, heldTokens: 0, remainingTokens: 5 }, 'the balance');
      },
    },
    {
      title: 'refunds captured work, and nothing of a hold that is still pending',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('g', 10);
        await wallet.hold('h', 6);
        is(await wallet.refund('early', 'h', 1), 'notFound');
        await wallet.capture('h', 4);
        is(await wallet.refund('r', 'h', 5), 'exceeds', { limit: 4 });
        ok(await wallet.refund('r', 'h', 4), { available: 10 });
      },
    },
    {
      title: 'lets refunded tokens of an expired grant end at once, or come as goodwill',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('g', 10, { expiresAt: START + DAY });
        await wallet.spend('s', 6);
        wallet.pass(2 * DAY);
        ok(await wallet.refund('r', 's', 2), { amount: 2, available: 0 });
        ok(await wallet.refund('kind', 's', 3, START + 30 * DAY), { amount: 3, available: 3 });
        is(await wallet.refund('rest', 's', 2), 'exceeds', { limit: 1 });
        wallet.now = START + 30 * DAY;
        await wallet.expectAvailable(0, 'goodwill ends too');
      },
    },
    {
      title: 'refunds use of an earlier period as tokens of this one',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.schedule('free');
        await wallet.grant('pack', 10, { category: 'paid' });
        await wallet.spend('s', 12);
        wallet.now = Date.UTC(2026, 1, 28, 10);
        match(await wallet.balance(), { monthlyTokens: 5, additionalTokens: 3, usedTokens: 0 }, 'the new period');
        await wallet.refund('r', 's', 7);
        match(
          await wallet.balance(),
          { monthlyTokens: 5, additionalTokens: 10, usedTokens: 0, remainingTokens: 15 },
          'after the refund',
        );
      },
    },
    {
      title: 'takes the excess of a capture by policy: cap, deny, debt',
      async run(bench) {
        for (const [overage, charged, uncharged, debt, left] of [
          ['cap', 5, 10, 0, 5],
          ['deny', 5, 10, 0, 5],
          ['debt', 15, undefined, 5, 0],
        ] as const) {
          const wallet = bench.wallet();
          await wallet.grant('g', 10);
          await wallet.hold('h', 5);
          const result = await wallet.capture('h', 15, overage);
          ok(result, { amount: charged, ...(uncharged ? { uncharged } : {}) }, overage);
          match(await wallet.balance(), { debt, remainingTokens: left, heldTokens: 0, usedTokens: charged }, overage);
          is(await wallet.capture('h', 15, overage), 'replay', { first: { amount: charged } }, overage);
        }
        const enough = bench.wallet();
        await enough.grant('g', 10);
        await enough.hold('h', 5);
        ok(await enough.capture('h', 9, 'deny'), { amount: 9, available: 1 }, 'deny rejects only what is not there');
        match(await enough.refund('r', 'h', 9), { status: 'ok', available: 10 }, 'the excess is refunded as well');
      },
    },
    {
      title: 'P13 pays a debt first with the next grant, refill or hold that comes back',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.step('s', { do: 'spend', amount: 50, overage: 'debt' });
        match(await wallet.balance(), { debt: 50, remainingTokens: 0, usedTokens: 50 }, 'owed');
        is(await wallet.spend('t', 1), 'insufficient', { available: 0 });
        ok(await wallet.grant('g', 20), { amount: 20, available: 0 });
        match(await wallet.balance(), { debt: 30, remainingTokens: 0, usedTokens: 50 }, 'partly paid');
        await wallet.schedule('p', { amount: 80 });
        match(
          await wallet.balance(),
          { debt: 0, remainingTokens: 50, monthlyTokens: 80, additionalTokens: -30, usedTokens: 0 },
          'paid by the refill',
        );
        await wallet.hold('h', 50);
        await wallet.step('u', { do: 'spend', amount: 7, overage: 'debt' });
        match(await wallet.balance(), { debt: 7, heldTokens: 50, remainingTokens: 0 }, 'owed beside a hold');
        ok(await wallet.capture('h', 40), { available: 3 });
        match(
          await wallet.balance(),
          { debt: 0, remainingTokens: 3, usedTokens: 47 },
          'paid by what the hold gave back',
        );
      },
    },
    {
      title: 'refunds a debt by taking it back',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('g', 4);
        await wallet.step('s', { do: 'spend', amount: 10, overage: 'debt' });
        ok(await wallet.refund('r', 's', 5), { amount: 5, available: 0 });
        match(await wallet.balance(), { debt: 1, usedTokens: 5, remainingTokens: 0 }, 'the debt goes first');
        await wallet.grant('more', 3);
        ok(await wallet.refund('rest', 's', 5), { amount: 5, available: 7 });
        match(await wallet.balance(), { debt: 0, usedTokens: 0, remainingTokens: 7 }, 'all of it back');
      },
    },
    {
      title:
        'P11 claws back what a charge paid for: cumulative, capped at the grant, in any order and number of notices',
      async run(bench) {
        const notices = [
          ['one', 100],
          ['two', 250],
          ['three', 500],
          ['four', 700],
        ] as const;
        for (let round = 0; round < 6; round += 1) {
          const wallet = bench.wallet();
          await wallet.grant('pack', 500, { category: 'paid', reference: 'ch_1' });
          let highest = 0;
          for (const [key, total] of round === 0 ? notices : bench.random.shuffle([...notices, ...notices])) {
            highest = Math.max(highest, total);
            await wallet.clawback(`${key}-${highest}`, 'ch_1', highest);
          }
          match(
            await wallet.balance(),
            { remainingTokens: 0, debt: 0, additionalTokens: 0, usedTokens: 0 },
            `round ${round}`,
          );
          is(await wallet.clawback('other', 'ch_2', 10), 'notFound');
        }
      },
    },
    {
      title: 'P13 turns what was spent already into debt, or forgives it, as told',
      async run(bench) {
        const [owing, forgiven] = [bench.wallet(), bench.wallet()];
        for (const wallet of [owing, forgiven]) {
          await wallet.grant('pack', 100, { category: 'paid', reference: 'ch_1' });
          await wallet.spend('s', 50);
        }
        ok(await owing.clawback('c', 'ch_1', 100), { amount: 100, available: 0 });
        match(await owing.balance(), { debt: 50, remainingTokens: 0, usedTokens: 50 }, 'owed');
        ok(await owing.grant('g', 80), { available: 30 });
        ok(await forgiven.clawback('c', 'ch_1', 100, 'forgive'), { available: 0 });
        match(await forgiven.balance(), { debt: 0, remainingTokens: 0, usedTokens: 50 }, 'forgiven');
        ok(await forgiven.grant('g', 80), { available: 80 });
      },
    },
    {
      title: 'P12 gives back what a won dispute had taken, whatever happened meanwhile',
      async run(bench) {
        for (const shortfall of ['debt', 'forgive'] as const) {
          for (const between of [0, 80]) {
            const wallet = bench.wallet();
            await wallet.grant('pack', 100, { category: 'paid', reference: 'ch_1' });
            await wallet.spend('s', 30);
            await wallet.clawback('lost', 'ch_1', 100, shortfall);
            if (between > 0) await wallet.grant('g', between);
            ok(await wallet.clawback('won', 'ch_1', 0), { amount: 100 });
            match(
              await wallet.balance(),
              { debt: 0, remainingTokens: 70 + between, usedTokens: 30 },
              `${shortfall}, ${between} granted meanwhile`,
            );
            await wallet.clawback('refunded after all', 'ch_1', 100, 'debt');
            match(
              await wallet.balance(),
              { remainingTokens: Math.max(0, between - 30), debt: Math.max(0, 30 - between) },
              `${shortfall}, refunded after all`,
            );
          }
        }
      },
    },
    {
      title: 'P14 claws back what is free while a hold is pending, the rest when it ends',
      async run(bench) {
        const [captured, released] = [bench.wallet(), bench.wallet()];
        for (const wallet of [captured, released]) {
          await wallet.grant('pack', 100, { category: 'paid', reference: 'ch_1' });
          await wallet.hold('h', 40);
          await wallet.clawback('c', 'ch_1', 100);
          match(await wallet.balance(), { remainingTokens: 0, heldTokens: 40, debt: 40 }, 'while it is pending');
        }
        await captured.capture('h', 40);
        match(await captured.balance(), { debt: 40, remainingTokens: 0, usedTokens: 40 }, 'captured');
        await released.release('h');
        match(await released.balance(), { debt: 0, remainingTokens: 0, usedTokens: 0 }, 'released');
      },
    },
    {
      title: 'adjusts both ways, with a reason and an actor or not at all',
      async run(bench) {
        const wallet = bench.wallet();
        const support = { actor: 'support' };
        await rejects(wallet.step('a', { do: 'adjust', amount: 5, reason: '' }, support), 'no reason');
        await rejects(wallet.step('a', { do: 'adjust', amount: 5, reason: 'sorry' }), 'no actor');
        ok(await wallet.step('a', { do: 'adjust', amount: 5, reason: 'sorry', expiresAt: START + DAY }, support), {
          amount: 5,
          available: 5,
        });
        ok(await wallet.step('b', { do: 'adjust', amount: -2, reason: 'too much' }, support), {
          amount: 2,
          available: 3,
        });
        is(await wallet.step('c', { do: 'adjust', amount: -4, reason: 'too much' }, support), 'insufficient');
        match(
          await wallet.balance(),
          { additionalTokens: 3, usedTokens: 0, remainingTokens: 3 },
          'an adjustment is no use',
        );
        wallet.pass(DAY);
        await wallet.expectAvailable(0, 'it ends with its date');
      },
    },
    {
      title: 'ends one grant now and leaves the others: of tokens under hold only what is used survives',
      async run(bench) {
        const wallet = bench.wallet();
        const support = { actor: 'support' };
        const end = (key: string, grant: string, reason = 'sold by mistake') =>
          wallet.step(key, { do: 'expire', grant, reason }, support);
        await wallet.grant('a', 10, { expiresAt: START + DAY });
        await wallet.grant('b', 20);
        await wallet.grant('later', 5, { startsAt: START + DAY });
        await wallet.spend('s', 3);
        await wallet.hold('h', 4);
        await rejects(wallet.step('e', { do: 'expire', grant: 'a', reason: 'why' }), 'no actor');
        await rejects(end('e', 'a', ''), 'no reason');
        ok(await end('e', 'a'), { amount: 3, available: 20 });
        is(await end('e', 'a'), 'replay', { first: { amount: 3, available: 20 } });
        is(await end('e', 'b'), 'conflict');
        is(await end('f', 'nobody'), 'notFound');
        ok(await end('g', 'later'), { amount: 5, available: 20 }, 'a grant that has not started');
        match(await wallet.balance(), { usedTokens: 3, remainingTokens: 20, heldTokens: 4 }, 'while it is held');
        ok(await wallet.capture('h', 1), { amount: 1, available: 20 });
        match(await wallet.balance(), { usedTokens: 4, remainingTokens: 20, heldTokens: 0 }, 'the rest ended with it');
        ok(await wallet.refund('r', 's', 3), { available: 20 }, 'a refund to a grant that was ended');
        ok(await end('again', 'a'), { amount: 0, available: 20 }, 'nothing of it is left');
        wallet.pass(2 * DAY);
        await wallet.expectAvailable(20, 'a day later');
      },
    },
    {
      title: 'ends the tokens of a plan until its next refill: a hold that is given back brings none of them again',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.schedule('plan', { amount: 50 });
        await wallet.hold('h', 8);
        const grant = `plan:free:${START}:0`;
        ok(await wallet.step('e', { do: 'expire', grant, reason: 'abuse' }, { actor: 'support' }), {
          amount: 42,
          available: 0,
        });
        is(await wallet.spend('s', 1), 'insufficient');
        ok(await wallet.release('h'), { available: 0 });
        await wallet.schedule('renewed', { amount: 50, until: START + 400 * DAY });
        await wallet.expectAvailable(0, 'a schedule written anew');
        match(await wallet.balance(), { usedTokens: 0, remainingTokens: 0 }, 'nothing was used');
        wallet.pass(31 * DAY);
        await wallet.expectAvailable(50, 'the next refill');
        const unlimited = bench.wallet();
        await unlimited.schedule('plan', { amount: null });
        is(await unlimited.step('e', { do: 'expire', grant, reason: 'why' }, { actor: 'support' }), 'notFound');
      },
    },
    {
      title: 'moves tokens between accounts by two units that may be resumed',
      async run(bench) {
        const [pool, member] = [bench.wallet(), bench.wallet()];
        await pool.grant('g', 20);
        const out = () => pool.step('move', { do: 'transferOut', to: member.account, amount: 8 });
        const into = () => member.step('move', { do: 'transferIn', from: pool.account, amount: 8 });
        ok(await out(), { amount: 8, available: 12 });
        is(await out(), 'replay');
        ok(await into(), { amount: 8, available: 8 });
        is(await into(), 'replay');
        is(await pool.step('too much', { do: 'transferOut', to: member.account, amount: 13 }), 'insufficient');
        match(await pool.balance(), { usedTokens: 0, additionalTokens: 12 }, 'moving is no use');
        ok(await member.step('back', { do: 'transferOut', to: pool.account, amount: 3 }));
        ok(await pool.step('back', { do: 'transferIn', from: member.account, amount: 3 }), { available: 15 });
      },
    },
    {
      title: 'keeps two token types of one customer apart: they are two accounts',
      async run(bench) {
        const [tokens, images] = [bench.wallet(), bench.wallet()];
        await tokens.grant('welcome', 10);
        await images.grant('welcome', 3);
        ok(await images.spend('s', 3), { available: 0 });
        ok(await tokens.spend('s', 3), { available: 7 });
        is(await images.spend('t', 1), 'insufficient');
      },
    },
  ],
};
