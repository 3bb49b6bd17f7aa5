import { StoreUnavailableError } from '../../errors/ledger.js';
import type { Instant } from '../../domain/ledger-rows.js';
import type { Balance } from '../../outcomes.js';
import { again } from '../engine/again.js';
import { unitNow } from '../engine/checked-options.js';
import { toBalance } from '../tokens/balance.js';
import { readFigures } from '../tokens/read-account.js';
import { releaseHold } from '../tokens/release.js';
import type { TokensContext } from '../tokens/tokens-context.js';
import { keepCapture } from './open-captures.js';
import { type EndedRun, type Settlement, settleRun } from './settle-run.js';

/** A run under way: what its hold says of it. */
export interface HeldRun extends EndedRun {
  /** Tokens under hold. */
  readonly held: number;
  readonly startedAt: Instant;
}

/**
 * Makes the charge. When the store fails, writes down that it is to be made; when even that fails, throws StoreUnavailableError:
 * no result without its charge, and no charge without its result - the hold gives the tokens back. Answers what is charged.
 */
export async function settleOrKeep(
  context: TokensContext,
  run: HeldRun,
  charge: number,
  nowOption: Date | undefined,
): Promise<Settlement> {
  try {
    return await again(
      async () => settleRun(context, run, charge, await unitNow(context, nowOption)),
      StoreUnavailableError.isInstance,
    );
  } catch (error) {
    if (!StoreUnavailableError.isInstance(error)) throw error;
    const { feature, account } = run;
    context.telemetry.count('farebox.runs.open_capture', 1, { feature });
    context.logger.error('A capture failed. It is kept and will be made.', { feature, account, error });
    const keep = (kept: HeldRun) => again(() => keepCapture(context, kept, charge), StoreUnavailableError.isInstance);
    // The charge matters more than its note: should the store refuse what the run says of itself, it is kept without it.
    await keep(run).catch(() => keep({ ...run, reference: null, metadata: null }));
    return { charged: charge, balance: null };
  }
}

/** The work failed: its tokens go back. If this fails too, the hold runs out by itself: the default is never a charge. */
export async function giveBack(context: TokensContext, run: HeldRun, nowOption: Date | undefined): Promise<void> {
  const { account, key, feature } = run;
  try {
    await releaseHold(context, account, key, await unitNow(context, nowOption));
  } catch (error) {
    context.logger.warn('A failed run could not be released; its hold runs out by itself.', {
      feature,
      account,
      error,
    });
  }
}

/** The balance after a run that did not bring it. Work that is charged is never lost because a mere reading failed: then as it stood last. */
export async function balanceAfter(
  context: TokensContext,
  run: HeldRun,
  last: Balance,
  nowOption: Date | undefined,
): Promise<Balance> {
  try {
    const state = await readFigures(context, run.account, await unitNow(context, nowOption));
    return toBalance(state.account, state.now);
  } catch (error) {
    if (!StoreUnavailableError.isInstance(error)) throw error;
    return last;
  }
}
