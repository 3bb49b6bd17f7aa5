import { InvalidStepError } from '@farebox/core/store';
import type { Suite } from '../case.js';
import { ensure, equal, match, rejects } from '../expectations.js';
import { DAY, is, MINUTE, ok } from '../wallet.js';

const sumOf = (rows: readonly { readonly amount: number }[]): number => rows.reduce((sum, row) => sum + row.amount, 0);

export const ledgerSuite: Suite = {
  concern: 'ledger',
  cases: [
    {
      title: 'L18 ends every part of a hold over several grants, also where the first part covers the charge',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('a', 5);
        await wallet.grant('b', 10);
        ok(await wallet.hold('h', 7), { available: 8 });
        ok(await wallet.capture('h', 5), { available: 10 });
        match(await wallet.balance(), { heldTokens: 0, remainingTokens: 10 }, 'after the capture');
        ok(await wallet.spend('s', 10), { available: 0 });
      },
    },
    {
      title: 'L9 takes one spend from a hundred small grants, and declines only what they do not hold',
      async run(bench) {
        const wallet = bench.wallet();
        await Promise.all(Array.from({ length: 100 }, (_, index) => wallet.grant(`g${index}`, 2)));
        ok(await wallet.spend('thirty', 60), { available: 140 });
        ok(await wallet.hold('most', 135), { available: 5 });
        is(await wallet.spend('too-much', 6), 'insufficient');
        ok(await wallet.capture('most', 100), { available: 40 });
        ok(await wallet.spend('all', 40), { available: 0 });
        is(await wallet.spend('none', 1), 'insufficient');
      },
    },
    {
      title: 'spends in burn order and answers with what is left',
      async run(bench) {
        const wallet = bench.wallet();
        ok(await wallet.grant('g', 10), { available: 10, amount: 10, seq: 1 });
        ok(await wallet.spend('s', 4), { available: 6, amount: 4, seq: 2, at: wallet.now });
        is(await wallet.spend('t', 7), 'insufficient', { available: 6, required: 7 });
        await wallet.expectAvailable(6, 'a declined spend takes nothing');
        equal((await wallet.entries()).length, 2, 'entries after a decline');
      },
    },
    {
      title: 'L1 lets three of eleven spends of 3 through a balance of 10, the others are declined',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('g', 10);
        const results = [];
        for (let index = 0; index < 11; index += 1) results.push(await wallet.hold(`h${index}`, 3));
        equal(results.filter((result) => result.status === 'ok').length, 3, 'holds that went through');
        await wallet.expectAvailable(1, 'after three holds');
      },
    },
    {
      title: 'L14 L20 gives a hold back by itself when its time is over, and nobody had to do anything',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('g', 10);
        ok(await wallet.hold('h', 4, 60), { available: 6, amount: 4, until: wallet.now + MINUTE });
        wallet.pass(MINUTE - 1);
        await wallet.expectAvailable(6, 'a millisecond before its end');
        wallet.pass(1);
        await wallet.expectAvailable(10, 'at its end');
        ok(await wallet.spend('s', 10), { available: 0 });
      },
    },
    {
      title: 'L14 gives back each of several holds at its own end, also when the first to end was settled long before',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('g', 10);
        await wallet.hold('b', 2, 180);
        await wallet.hold('a', 3, 60);
        await wallet.hold('c', 4, 120);
        await wallet.expectAvailable(1, 'three holds');
        for (const left of [4, 8, 10]) {
          await wallet.pass(MINUTE).commit([]);
          await wallet.expectAvailable(left, `${left} are back`);
        }
        const ended = (await wallet.entries())
          .filter((entry) => entry.kind === 'holdExpired')
          .map((entry) => entry.key);
        equal(ended, ['a', 'c', 'b'], 'each once, in order');
      },
    },
    {
      title: 'L15 answers a capture after the end with holdExpired and takes nothing',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('g', 10);
        await wallet.hold('h', 4, 60);
        wallet.pass(MINUTE);
        is(await wallet.capture('h', 4), 'holdExpired');
        is(await wallet.extend('h', 600), 'holdExpired');
        is(await wallet.release('h'), 'alreadyResolved', { as: 'expired', amount: 0 });
        await wallet.expectAvailable(10, 'after the late capture');
        ok(await wallet.step('late', { do: 'spend', amount: 12, overage: 'debt' }), { amount: 12, available: 0 });
        match(await wallet.balance(), { debt: 2, remainingTokens: 0 }, 'a late capture becomes a spend, then debt');
      },
    },
    {
      title: 'L15 keeps a hold alive while it is extended',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('g', 10);
        await wallet.hold('h', 4, 60);
        for (let beat = 0; beat < 5; beat += 1)
          ok(await wallet.pass(50_000).extend('h', 60), { until: wallet.now + MINUTE });
        ok(await wallet.pass(59_999).capture('h', 3), { amount: 3, available: 7 });
        await wallet.hold('short', 2, 600);
        ok(await wallet.extend('short', 1), { until: wallet.now + 600_000 }, 'an extension never shortens');
        await wallet.pass(2000).expectAvailable(5, 'after a shorter extension');
      },
    },
    {
      title: 'L16 resolves a hold once: the first answer stands, a replay repeats it, others learn how it ended',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('g', 10);
        await wallet.hold('h', 5);
        ok(await wallet.capture('h', 3), { amount: 3, available: 7 });
        is(await wallet.capture('h', 3), 'replay', {
          first: { amount: 3, available: 7 },
          resolution: { as: 'captured', amount: 3 },
        });
        is(await wallet.capture('h', 4), 'alreadyResolved', { as: 'captured', amount: 3 });
        is(await wallet.release('h'), 'alreadyResolved', { as: 'captured', amount: 3 });
        await wallet.hold('r', 5);
        ok(await wallet.release('r'), { amount: 5, available: 7 });
        is(await wallet.release('r'), 'replay', { first: { amount: 5 } });
        is(await wallet.capture('r', 5), 'alreadyResolved', { as: 'released', amount: 0 });
        is(await wallet.capture('nobody', 1), 'notFound');
        await wallet.expectAvailable(7, 'after all of it');
      },
    },
    {
      title: 'L17 caps a capture at its hold: the next hold keeps its tokens',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('g', 10);
        await wallet.hold('a', 5);
        await wallet.hold('b', 5);
        ok(await wallet.capture('a', 9), { amount: 5, uncharged: 4, available: 0 });
        is(await wallet.capture('a', 9), 'replay', { first: { amount: 5, uncharged: 4 } });
        ok(await wallet.capture('b', 5), { amount: 5 });
        match(await wallet.balance(), { usedTokens: 10, heldTokens: 0, debt: 0 }, 'the balance');
      },
    },
    {
      title: 'L18 holds tokens of their own grants: a promo grant expires whole beside a hold on bought tokens',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('promo', 10, { category: 'promo', expiresAt: wallet.now + DAY, priority: 90 });
        await wallet.grant('paid', 10, { category: 'paid' });
        await wallet.hold('h', 5, 2 * 86_400);
        wallet.pass(DAY);
        match(await wallet.balance(), { remainingTokens: 5, heldTokens: 5 }, 'after the promo expired');
        const expired = (await wallet.entries()).filter((entry) => entry.kind === 'expire');
        await wallet.commit([]);
        const after = (await wallet.entries()).filter((entry) => entry.kind === 'expire');
        equal([expired.length, sumOf(after)], [0, -10], 'expired tokens, written by the first commit only');
      },
    },
    {
      title: 'L21 L22 L23 refuses amounts that are no tokens before anything is written',
      async run(bench) {
        const wallet = bench.wallet();
        for (const amount of [
          0,
          -5,
          1.5,
          Number.NaN,
          Number.POSITIVE_INFINITY,
          2 ** 53,
          -0,
          '1e3' as unknown as number,
        ]) {
          for (const command of ['spend', 'grant'] as const) {
            const error = await rejects(
              wallet.step(`bad-${String(amount)}`, { do: command, amount }),
              `${command} ${String(amount)}`,
            );
            ensure(error.name === 'InvalidStepError', `${command} ${String(amount)} is refused as ${error.name}`);
          }
          await rejects(wallet.hold('bad', amount), `hold ${String(amount)}`);
        }
        await rejects(wallet.spend('', 1), 'an empty key');
        await rejects(wallet.spend('k'.repeat(256), 1), 'a key of 256 characters');
        await rejects(wallet.spend('plan:free:1:0', 1), 'a key that refills use');
        await rejects(wallet.spend('r', 1, { reference: 'r'.repeat(256) }), 'a reference of 256 characters');
        await rejects(wallet.spend('m', 1, { metadata: { text: 'x'.repeat(4096) } }), 'metadata of more than 4 KB');
        equal((await bench.store.read(wallet.account)).slice.account, null, 'the account');
        ensure(new InvalidStepError('a', 'b').code === 'invalid_step', 'the error says its code');
      },
    },
    {
      title: 'L22 keeps large amounts exact',
      async run(bench) {
        const wallet = bench.wallet();
        const large = 2 ** 50 - 1;
        ok(await wallet.grant('g', large), { available: large });
        ok(await wallet.hold('h', large - 1), { available: 1, amount: large - 1 });
        ok(await wallet.capture('h', large - 2), { available: 2, amount: large - 2 });
        let granted = 0;
        for (
          let result = await wallet.grant('more', large);
          result.status === 'ok' && granted < 20;
          result = await wallet.grant(`more-${granted}`, large)
        )
          granted += 1;
        ensure(granted >= 5, `at least five more such grants fit: ${granted}`);
        is(await wallet.grant('too much', large), 'exceeds');
        equal((await wallet.balance()).remainingTokens, granted * large + 2, 'the sum');
      },
    },
    {
      title: 'L27 grants once per key however often it is asked for',
      async run(bench) {
        const wallet = bench.wallet();
        ok(await wallet.grant('signup', 10, { category: 'promo' }));
        for (let index = 0; index < 20; index += 1)
          is(await wallet.pass(DAY).grant('signup', 10, { category: 'promo' }), 'replay', {
            first: { amount: 10, available: 10 },
          });
        await wallet.expectAvailable(10, 'after twenty replays');
      },
    },
    {
      title: 'L28 burns by priority, expiry, given before bought, start, number - in whatever order grants came',
      async run(bench) {
        const start = bench.wallet().now;
        const terms = [
          { name: 'a', priority: 10, expiresAt: start + 9 * DAY, category: 'paid' },
          { name: 'b', priority: 50, expiresAt: start + 2 * DAY, category: 'paid' },
          { name: 'c', priority: 50, expiresAt: start + 3 * DAY, category: 'promo' },
          { name: 'd', priority: 50, expiresAt: start + 3 * DAY, category: 'paid' },
          { name: 'e', priority: 50, expiresAt: undefined, category: 'promo' },
          { name: 'f', priority: 50, expiresAt: undefined, category: 'paid' },
          { name: 'g', priority: 90, expiresAt: start + DAY, category: 'promo' },
        ] as const;
        for (let round = 0; round < 6; round += 1) {
          const wallet = bench.wallet();
          for (const { name, ...more } of bench.random.shuffle(terms)) await wallet.grant(name, 2, more);
          ok(await wallet.spend('s', 13));
          const names = new Map(
            (await wallet.entries()).filter((entry) => entry.kind === 'grant').map((entry) => [entry.seq, entry.key]),
          );
          const burned = (await wallet.entries())
            .filter((entry) => entry.kind === 'spend')
            .map((entry) => `${names.get(entry.grant as number)}${-entry.amount}`);
          equal(burned, ['a2', 'b2', 'c2', 'd2', 'e2', 'f2', 'g1'], `burn order, round ${round}`);
        }
      },
    },
    {
      title: 'L28 burns the older of two equal grants first',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('first', 3);
        await wallet.pass(1).grant('second', 3);
        await wallet.spend('s', 4);
        equal(
          (await wallet.entries())
            .filter((entry) => entry.kind === 'spend')
            .map((entry) => [entry.grant, entry.amount]),
          [
            [1, -3],
            [2, -1],
          ],
          'takes',
        );
      },
    },
    {
      title: 'numbers entries without gaps and keeps reference, metadata, member and feature beside them',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('g', 10);
        await wallet.spend('s', 1, {
          feature: 'suite_analyzer',
          member: 'ann',
          reference: 'analysis-1',
          metadata: { orderCount: 3, nested: { a: [1, null] } },
          actor: 'api',
        });
        is(
          await wallet.spend('s', 1, {
            feature: 'suite_analyzer',
            member: 'ann',
            reference: 'another',
            metadata: { orderCount: 4 },
          }),
          'replay',
          { reference: 'analysis-1' },
        );
        is(await wallet.spend('s', 1, { feature: 'suite_analyzer', member: 'bob' }), 'conflict');
        const entries = await wallet.entries();
        match(
          entries[1],
          {
            seq: 2,
            kind: 'spend',
            key: 's',
            part: 0,
            feature: 'suite_analyzer',
            member: 'ann',
            amount: -1,
            availableAfter: 9,
          },
          'the entry',
        );
      },
    },
    {
      title: 'gives captured work the feature and member of its hold',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('a', 2);
        await wallet.grant('b', 5);
        await wallet.hold('h', 4, 600, { feature: 'pdp_analyzer', member: 'ann' });
        ok(await wallet.capture('h', 3), { amount: 3, available: 4 });
        const captured = (await wallet.entries()).filter((entry) => entry.kind === 'capture');
        equal(
          captured.map((entry) => [entry.part, entry.amount, entry.held, entry.feature, entry.member]),
          [
            [-1, -2, -2, 'pdp_analyzer', 'ann'],
            [-2, -1, -2, 'pdp_analyzer', 'ann'],
          ],
          'the capture',
        );
      },
    },
  ],
};
