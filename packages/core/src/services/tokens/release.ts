import type { Customer } from '../../customer.js';
import type { AccountId, Instant } from '../../domain/ledger-rows.js';
import { HoldExpiredError, HoldResolvedError } from '../../errors/ledger.js';
import type { Balance, ReleaseOutcome } from '../../outcomes.js';
import type { NowOption } from '../../token-options.js';
import { checkKey, unitNow } from '../engine/checked-options.js';
import type { EngineContext } from '../engine/context.js';
import { toBalance } from './balance.js';
import { commitFirm } from './commit-step.js';
import { readFigures } from './read-account.js';

/** Gives a hold back. */
export async function release(
  context: EngineContext,
  customer: Customer,
  key: string,
  options: NowOption = {},
): Promise<ReleaseOutcome> {
  return context.telemetry.span('farebox.tokens.release', {}, async () => {
    const hold = checkKey(key);
    const account = await context.accounts.open(customer);
    const now = await unitNow(context, options.now);
    const released = await releaseHold(context, account, hold, now);
    if (released) return { balance: released };
    const state = await readFigures(context, account, now);
    return { balance: toBalance(state.account, state.now) };
  });
}

/** A hold that was released before or has run out is what the caller wanted: no error, and null for the balance. */
export async function releaseHold(
  context: EngineContext,
  account: AccountId,
  hold: string,
  now: Instant | undefined,
): Promise<Balance | null> {
  try {
    const answer = await commitFirm(context, account, { key: hold, command: { do: 'release', hold } }, now);
    return toBalance(answer.account, answer.now);
  } catch (error) {
    if (HoldExpiredError.isInstance(error)) return null;
    if (HoldResolvedError.isInstance(error) && error.details.as !== 'captured') return null;
    throw error;
  }
}
