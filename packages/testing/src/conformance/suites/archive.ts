import {
  archivedEntries,
  archivedEntryDetails,
  archiveLedger,
  checkpoints,
  entries,
  entryDetails,
  explainLedger,
  type Family,
  verifyLedger,
} from '@farebox/core/store';
import { dumpLedger, listAll } from '../dump.js';
import { ensure, equal } from '../expectations.js';
import { DAY, is, ok, type Wallet } from '../wallet.js';
import type { Suite } from '../case.js';

const archive = (wallet: Wallet, before = wallet.now - DAY) =>
  archiveLedger(wallet.store, { account: wallet.account, before });
const seqs = async (wallet: Wallet, family: Family<{ readonly seq: number }>): Promise<readonly number[]> =>
  [...(await listAll(wallet.store, family, wallet.account))].map(({ seq }) => seq).sort((a, b) => a - b);
async function expectClean(wallet: Wallet): Promise<void> {
  for (const sinceCheckpoint of [false, true]) {
    const { faulty } = await verifyLedger(wallet.store, {
      account: wallet.account,
      now: wallet.now,
      sinceCheckpoint,
    });
    equal(faulty, [], sinceCheckpoint ? 'verified from the checkpoint on' : 'verified whole');
  }
}

/** Old entries move; what they mean does not. */
export const archiveSuite: Suite = {
  concern: 'archive',
  cases: [
    {
      title: 'L13 replays a key across the move of its entry into the archive, and knows other input under it',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('g', 60, { reference: 'ch_1' });
        const spent = await wallet.spend('s', 7, { reference: 'work-1', feature: 'chat' });
        await wallet.hold('h', 9);
        const captured = await wallet.capture('h', 4);
        await wallet.hold('back', 3);
        const released = await wallet.release('back');
        await wallet.refund('r', 's', 2);
        wallet.pass(40 * DAY);
        await wallet.spend('young', 1);
        const left = await wallet.available();
        equal((await archive(wallet)).entries, 7, 'archived entries');
        equal(await seqs(wallet, entries), [8], 'live entries');
        equal(await seqs(wallet, archivedEntries), [1, 2, 3, 4, 5, 6, 7], 'archived entries');
        equal(await seqs(wallet, archivedEntryDetails), [2], 'archived details');

        is(await wallet.spend('s', 7, { reference: 'work-1', feature: 'chat' }), 'replay', {
          first: spent,
          reference: 'work-1',
        });
        is(await wallet.spend('s', 8), 'conflict');
        is(await wallet.hold('s', 7), 'conflict');
        is(await wallet.grant('g', 60, { reference: 'ch_1' }), 'replay');
        is(await wallet.capture('h', 4), 'replay', { first: captured });
        is(await wallet.capture('h', 5), 'alreadyResolved', { as: 'captured' });
        is(await wallet.release('h'), 'alreadyResolved', { as: 'captured' });
        is(await wallet.release('back'), 'replay', { first: released });
        is(await wallet.extend('h', 60), 'alreadyResolved');
        is(await wallet.hold('h', 9), 'replay', { resolution: { as: 'captured' } });
        is(await wallet.refund('r', 's', 2), 'replay');
        await wallet.expectAvailable(left, 'after all those replays');
        equal((await wallet.entries()).length, 1, 'live entries');
        await expectClean(wallet);
      },
    },
    {
      title: 'refunds and claws back what lies in the archive, each to its own grant and never twice',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('g', 20, { category: 'paid', reference: 'ch_1' });
        await wallet.spend('s', 12);
        await wallet.refund('r1', 's', 5);
        await wallet.clawback('c1', 'ch_1', 3);
        wallet.pass(60 * DAY);
        equal((await archive(wallet)).entries, 4, 'archived entries');
        is(await wallet.refund('r2', 's', 8), 'exceeds', { limit: 7 });
        ok(await wallet.refund('r3', 's', 7));
        await wallet.expectAvailable(17, 'refunded whole, three taken back');
        ok(await wallet.clawback('c2', 'ch_1', 20));
        await wallet.expectAvailable(0, 'all of the charge taken back');
        is(await wallet.refund('r4', 's', 1), 'exceeds', { limit: 0 });
        await expectClean(wallet);
      },
    },
    {
      title:
        'I10 leaves every figure as it was, and verify finds the same whether it begins at the checkpoint or at the start',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.schedule('plan', { amount: 30 });
        await wallet.grant('later', 10, { startsAt: wallet.now + 50 * DAY, expiresAt: wallet.now + 300 * DAY });
        await wallet.spend('deep', 40, {});
        await wallet.step('debt', { do: 'spend', amount: 45, overage: 'debt' });
        for (let month = 0; month < 4; month += 1) {
          wallet.pass(20 * DAY);
          await wallet.spend(`a${month}`, 3);
          await wallet.hold(`h${month}`, 4, 60);
          wallet.pass(11 * DAY);
          await wallet.spend(`b${month}`, 2);
        }
        const before = await explainLedger(wallet.store, wallet.account, wallet.now);
        const whole = await dumpLedger(wallet.store, wallet.account, wallet.now);
        await expectClean(wallet);
        ensure((await archive(wallet, wallet.now - 45 * DAY)).entries > 4, 'something is archived');
        await expectClean(wallet);
        ensure((await archive(wallet)).entries > 0, 'the second call goes on from the checkpoint');
        await expectClean(wallet);
        equal(await archive(wallet), { accounts: 0, entries: 0 }, 'the third call');
        equal(await explainLedger(wallet.store, wallet.account, wallet.now), before, 'the explanation');
        equal(await dumpLedger(wallet.store, wallet.account, wallet.now), whole, 'the rows');
        wallet.pass(70 * DAY);
        ok(await wallet.spend('on', 5));
        await expectClean(wallet);
      },
    },
    {
      title: 'keeps a pending hold, what came after it and the running period out of the archive',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('g', 50);
        await wallet.spend('s', 1);
        await wallet.hold('long', 10, 200 * 86_400);
        await wallet.spend('t', 2);
        wallet.pass(90 * DAY);
        await archive(wallet);
        equal(await seqs(wallet, entries), [3, 4], 'live entries');
        ok(await wallet.capture('long', 6));
        wallet.pass(2 * DAY);
        await archive(wallet);
        equal(await seqs(wallet, entries), [], 'live entries once the hold has ended');
        await wallet.expectAvailable(41, 'in the end');
        await wallet.schedule('plan', { amount: 5 });
        await wallet.spend('u', 1);
        wallet.pass(20 * DAY);
        const running = (await seqs(wallet, entries)).length;
        await archive(wallet);
        equal((await seqs(wallet, entries)).length, running, 'entries of the running period');
        await expectClean(wallet);
      },
    },
    {
      title: 'moves each entry once when archivers and spenders come at the same time',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('g', 500);
        for (let index = 0; index < 20; index += 1) await wallet.spend(`old-${index}`, 1);
        wallet.pass(30 * DAY);
        const moved = await Promise.all([
          archive(wallet),
          archive(wallet),
          ...Array.from({ length: 20 }, async (_, index) => {
            ok(await wallet.spend(`new-${index}`, 1));
            is(await wallet.spend(`old-${index}`, 1), 'replay');
            return { entries: 0 };
          }),
        ]);
        equal(
          moved.reduce((sum, one) => sum + one.entries, 0),
          21,
          'archived by both together',
        );
        equal(
          (await listAll(wallet.store, checkpoints, wallet.account)).map(({ seq }) => seq),
          [21],
          'the checkpoint',
        );
        await wallet.expectAvailable(460, 'in the end');
        await expectClean(wallet);
      },
    },
    {
      title: 'blanks the details of an archived entry once and for all',
      async run(bench) {
        const wallet = bench.wallet();
        await wallet.grant('g', 5);
        await wallet.spend('s', 2, { reference: 'ann@example.com', actor: 'ann' });
        wallet.pass(30 * DAY);
        await archive(wallet);
        const [found] = (
          await wallet.store.list(archivedEntryDetails, { account: wallet.account }, { limit: 5, cursor: null })
        ).rows;
        if (!found) throw new Error('No details were archived.');
        const blank = { ...found.row, reference: null, metadata: null, actor: null, reason: null };
        equal(
          await wallet.store.compareAndSet(entryDetails, blank, found.version),
          null,
          'it is not among the live ones',
        );
        ensure(
          (await wallet.store.compareAndSet(archivedEntryDetails, blank, found.version)) !== null,
          'the archived details are blanked',
        );
        is(await wallet.spend('s', 2), 'replay', { reference: null });
        await expectClean(wallet);
      },
    },
  ],
};
