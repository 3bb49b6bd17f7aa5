import type { Customer } from '../../customer.js';
import type { RefundOutcome } from '../../outcomes.js';
import type { RefundOptions } from '../../token-options.js';
import { checkAmount, checkKey, checkText, unitNow } from '../engine/checked-options.js';
import type { EngineContext } from '../engine/context.js';
import { toBalance } from './balance.js';
import { commitFirm } from './commit-step.js';
import { refundable } from './refundable.js';

/** Gives used tokens back to the grants they came from. */
export async function refund(
  context: EngineContext,
  customer: Customer,
  options: RefundOptions,
): Promise<RefundOutcome> {
  return context.telemetry.span('farebox.tokens.refund', {}, async () => {
    const key = checkKey(options.key);
    const of = checkKey(options.of);
    const wanted = options.amount === undefined ? undefined : checkAmount(options.amount, '`amount`');
    const actor = checkText(options.actor, '`actor`');
    const account = await context.accounts.open(customer);
    const now = await unitNow(context, options.now);
    const charge = await refundable(context, account, of, key, wanted, now);
    const goodwillUntil = options.goodwillUntil === null ? null : options.goodwillUntil?.getTime();
    const command = { do: 'refund', ...charge, goodwillUntil } as const;
    const answer = await commitFirm(context, account, { key, command, actor }, now);
    return {
      refunded: answer.done.amount,
      replayed: answer.replayed,
      balance: toBalance(answer.account, answer.now),
    };
  });
}
