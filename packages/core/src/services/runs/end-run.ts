import { StoreUnavailableError } from '../../errors/ledger.js';
import type { Versioned } from '../../storage/family.js';
import { runs } from '../../storage/record-families.js';
import type { AccountRow } from '../../domain/ledger-rows.js';
import type { Balance } from '../../outcomes.js';
import { again } from '../engine/again.js';
import { toBalance } from '../tokens/balance.js';
import { unitNow } from '../engine/checked-options.js';
import { keepCapture, type RunRow, type Settlement, settleRun } from './settle-run.js';
import { balanceOfAccount, releaseHold, type TokensContext } from '../tokens/tokens.js';

/** The row as it stands, with what the work said of itself. Its version guards the settlement. */
async function current(context: TokensContext, row: RunRow): Promise<Versioned<RunRow>> {
  const found = await context.store.find(runs, { account: row.account, key: row.key });
  if (!found) throw new Error('The record of a run that was just written is gone.');
  return { row: { ...found.row, reference: row.reference, metadata: row.metadata }, version: found.version };
}

/**
 * Makes the charge. When the store fails, writes down that it is to be made; when even that fails, throws StoreUnavailableError:
 * no result without its charge, and no charge without its result - the hold gives the tokens back. Answers what is charged.
 */
export async function settleOrKeep(
  context: TokensContext,
  row: RunRow,
  charge: number,
  nowOption: Date | undefined,
): Promise<Settlement> {
  try {
    return await again(
      async () => settleRun(context, await current(context, row), charge, await unitNow(context, nowOption)),
      StoreUnavailableError.isInstance,
    );
  } catch (error) {
    if (!StoreUnavailableError.isInstance(error)) throw error;
    context.telemetry.count('farebox.runs.open_capture', 1, { feature: row.feature });
    context.logger.error('A capture failed. It is kept and will be made.', {
      feature: row.feature,
      account: row.account,
      error,
    });
    await again(
      async () => keepCapture(context, await current(context, row), charge),
      StoreUnavailableError.isInstance,
    );
    return { charged: charge, account: null };
  }
}

/** The work failed: its tokens go back. If this fails too, the hold runs out by itself: the default is never a charge. */
export async function giveBack(context: TokensContext, row: RunRow, nowOption: Date | undefined): Promise<void> {
  try {
    const now = await unitNow(context, nowOption);
    await releaseHold(context, row.account, row.key, now);
    const found = await context.store.find(runs, { account: row.account, key: row.key });
    if (found)
      await context.store.compareAndSet(
        runs,
        { ...found.row, status: 'released', charge: 0, settledAt: now ?? (await context.clock.now()) },
        found.version,
      );
  } catch (error) {
    context.logger.warn('A failed run could not be released; its hold runs out by itself.', {
      feature: row.feature,
      account: row.account,
      error,
    });
  }
}

/** The balance after the run. Work that is charged is never lost because a mere reading failed: then as it stood last. */
export async function balanceAfter(
  context: TokensContext,
  account: AccountRow,
  nowOption: Date | undefined,
): Promise<Balance> {
  const now = await unitNow(context, nowOption);
  try {
    return await balanceOfAccount(context, account.account, now);
  } catch (error) {
    if (!StoreUnavailableError.isInstance(error)) throw error;
    return toBalance({ account, grants: [], schedules: [] }, now ?? (await context.clock.now()));
  }
}
