import type { Customer } from '../../customer.js';
import type { AccountId, Instant } from '../../domain/ledger-rows.js';
import type { ExtendOutcome } from '../../outcomes.js';
import type { NowOption } from '../../token-options.js';
import { checkAmount, checkKey, unitNow } from '../engine/checked-options.js';
import type { EngineContext } from '../engine/context.js';
import { commitFirm } from './commit-step.js';

/** Lets a hold live at least so many seconds from now. */
export async function extend(
  context: EngineContext,
  customer: Customer,
  key: string,
  seconds: number,
  options: NowOption = {},
): Promise<ExtendOutcome> {
  return context.telemetry.span('farebox.tokens.extend', {}, async () => {
    const hold = checkKey(key);
    const account = await context.accounts.open(customer);
    return { expiresAt: await extendHold(context, account, hold, seconds, await unitNow(context, options.now)) };
  });
}

export async function extendHold(
  context: EngineContext,
  account: AccountId,
  hold: string,
  seconds: number,
  now: Instant | undefined,
): Promise<Date> {
  const ttlSeconds = checkAmount(seconds, '`seconds`');
  const answer = await commitFirm(context, account, { key: hold, command: { do: 'extend', hold, ttlSeconds } }, now);
  return new Date(answer.done.until ?? answer.now + ttlSeconds * 1000);
}
