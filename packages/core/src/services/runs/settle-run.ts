import type { AccountId, AccountRow, Instant } from '../../domain/ledger-rows.js';
import { HoldExpiredError, HoldResolvedError } from '../../errors/ledger.js';
import type { RowOf, Versioned } from '../../storage/family.js';
import { runs } from '../../storage/record-families.js';
import type { EngineContext } from '../engine/context.js';
import { amountOf, commitStep, type StepAnswer, tellOwner } from '../tokens/ledger-call.js';

export type RunRow = RowOf<typeof runs>;
const LEASE_SECONDS = 60;
export interface Settlement {
  readonly charged: number;
  /** As it stood after the charge; null = not known. */
  readonly account: AccountRow | null;
}

/** The fresh spend of a run whose hold had run out. No host's key begins like this. */
const lateKeyOf = (key: string): string => `late:${key}`;
/** Everything that one run charged lies under these keys. */
export const chargeKeysOf = (key: string): readonly string[] => [key, lateKeyOf(key)];

/**
 * Captures what the work really took and closes the run's row, in one unit. Late (the hold ran out): a fresh spend, and debt
 * for what is missing - the work was done. Whoever comes second changes nothing. Answers what is charged in all.
 */
export async function settleRun(
  context: EngineContext,
  found: Versioned<RunRow>,
  charge: number,
  now: Instant | undefined,
): Promise<Settlement> {
  const { account, key, feature, reference, metadata } = found.row;
  const member = found.row.member ?? undefined;
  const about = { feature, member, reference: reference ?? undefined, metadata: metadata ?? undefined };
  const settled: RunRow = {
    ...found.row,
    status: 'settled',
    charge,
    settledAt: now ?? (await context.clock.now()),
    due: null,
  };
  const close = { write: 'compareAndSet', family: runs, row: settled, ifVersion: found.version } as const;
  const toSettlement = async (answer: StepAnswer): Promise<Settlement> => {
    if (answer.status !== 'ok' && answer.status !== 'replay')
      return { charged: await chargedFor(context, account, key), account: null };
    // Beyond the hold a charge may cross a low balance that the hold did not.
    if (answer.status === 'ok' && answer.done.crossed) await tellOwner(context, account, answer.done);
    return { charged: amountOf(answer), account: answer.account };
  };
  try {
    const answer = await commitStep(
      context,
      account,
      { key, command: { do: 'capture', hold: key, amount: charge, overage: context.policies.overage }, ...about },
      now,
      [close],
    );
    return await toSettlement(answer);
  } catch (error) {
    const isLate =
      HoldExpiredError.isInstance(error) || (HoldResolvedError.isInstance(error) && error.details['as'] === 'expired');
    if (isLate) {
      context.logger.warn('A run ended after its hold had run out; it is charged afresh.', { feature, account });
      const late = await commitStep(
        context,
        account,
        { key: lateKeyOf(key), command: { do: 'spend', amount: charge, overage: 'debt' }, ...about },
        now,
        [close],
      );
      return toSettlement(late);
    }
    if (!HoldResolvedError.isInstance(error)) throw error;
    // The host captured or released this hold itself: that decision stands, only the row is closed.
    const charged = error.details['as'] === 'captured' ? Number(error.details['amount']) : 0;
    await context.store.compareAndSet(runs, { ...settled, charge: charged }, found.version);
    return { charged, account: null };
  }
}

/** Written when a capture failed: the charge is decided and will be made, whatever happens to this process. */
export async function keepCapture(
  context: EngineContext,
  found: Versioned<RunRow>,
  charge: number,
): Promise<Versioned<RunRow> | null> {
  const due = (await context.clock.now()) + 1000;
  const row: RunRow = { ...found.row, status: 'settling', charge, attempts: found.row.attempts + 1, due };
  const version = await context.store.compareAndSet(runs, row, found.version);
  return version === null ? null : { row, version };
}

/** Finishes captures that an outage left open. Answers how many it took; run by `farebox.start()`. */
export async function settleDueRuns(context: EngineContext, limit = 20): Promise<number> {
  const now = await context.clock.override();
  const claimed = await context.store.claimWithLease(runs, { limit, leaseSeconds: LEASE_SECONDS, now });
  for (const found of claimed) {
    if (found.row.status !== 'settling' || found.row.charge === null) continue;
    try {
      await settleRun(context, found, found.row.charge, now);
    } catch (error) {
      // The lease runs out and somebody tries again; until then `due` shows that it is open.
      context.logger.error('An open capture could not be made yet.', {
        account: found.row.account,
        feature: found.row.feature,
        error,
      });
    }
  }
  return claimed.length;
}

/** Charged in all under a run's keys, by the ledger. */
export async function chargedFor(context: EngineContext, account: AccountId, key: string): Promise<number> {
  const keys = chargeKeysOf(key);
  const { slice } = await context.store.read(account, { keys, references: [] }, await context.clock.override());
  return slice.entries
    .filter(
      (entry) =>
        keys.includes(entry.key) && (entry.kind === 'capture' || entry.kind === 'overage' || entry.kind === 'spend'),
    )
    .reduce((sum, entry) => sum + entry.debt - entry.amount, 0);
}
