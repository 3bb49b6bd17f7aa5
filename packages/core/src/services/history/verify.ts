import { type Customer, fromCustomerName } from '../../customer.js';
import type { FaultyLedger, Verification } from '../../explanation.js';
import { type FaultyAccount, verifyLedger } from '../../ledger/verify-ledger.js';
import type { VerifyOptions } from '../../token-options.js';
import { unitNow } from '../engine/checked-options.js';
import type { EngineContext } from '../engine/context.js';
import { toLedgerLine } from './ledger-lines.js';

/** Reads the ledger account by account and checks its invariants. Writes nothing; what is due is settled in memory only. */
export async function verify(context: EngineContext, options: VerifyOptions = {}): Promise<Verification> {
  return context.telemetry.span('farebox.tokens.verify', {}, async () => {
    const now = await unitNow(context, options.now);
    const account = options.customer === undefined ? undefined : await context.accounts.find(options.customer);
    if (account === null) return toVerification({ accounts: 0, entries: 0 }, [], null);
    let checked = 0;
    const report = await verifyLedger(context.store, {
      account,
      now,
      sinceCheckpoint: options.sinceCheckpoint,
      onAccount: () => {
        checked += 1;
        options.onProgress?.(checked);
      },
    });
    const faulty: FaultyLedger[] = [];
    for (const found of report.faulty) faulty.push(await toFaulty(context, found));
    const smallest = report.smallest && {
      ...(await toFaulty(context, report.smallest)),
      entries: report.smallest.dump.entries.map(toLedgerLine),
    };
    if (faulty.length > 0)
      context.logger.error('The ledger violates its invariants.', { accounts: faulty.map((one) => one.account) });
    return toVerification(report, faulty, smallest);
  });
}

const toVerification = (
  { accounts, entries }: Pick<Verification, 'accounts' | 'entries'>,
  faulty: readonly FaultyLedger[],
  smallest: Verification['smallest'],
): Verification => ({
  ok: faulty.length === 0,
  accounts,
  entries,
  violations: faulty.reduce((sum, { violations }) => sum + violations.length, 0),
  faulty,
  smallest,
});

async function toFaulty(context: EngineContext, { account, violations }: FaultyAccount): Promise<FaultyLedger> {
  const owner = await context.accounts.ownerOf(account);
  const customer: Customer | null = owner === null ? null : fromCustomerName(owner);
  return { account, customer, violations };
}
