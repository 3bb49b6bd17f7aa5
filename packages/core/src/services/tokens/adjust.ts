import type { Customer } from '../../customer.js';
import type { AdjustOutcome } from '../../outcomes.js';
import type { AdjustOptions } from '../../token-options.js';
import { checkAmount, requireText, unitNow } from '../engine/checked-options.js';
import { toBalance } from './balance.js';
import { commitStep } from './commit-step.js';
import { toNotEnough } from './not-enough.js';
import { tellCrossings } from './tell-crossings.js';
import { toStep } from './to-step.js';
import type { Loose, TokensContext } from './tokens-context.js';

/** A correction by a person: tokens given, or tokens taken that were never used. Who and why is mandatory. */
export async function adjust(
  context: TokensContext,
  customer: Customer,
  options: Loose<AdjustOptions>,
): Promise<AdjustOutcome> {
  return context.telemetry.span('farebox.tokens.adjust', {}, async () => {
    const isTaking = typeof options.amount === 'number' && options.amount < 0;
    const size = checkAmount(isTaking ? -options.amount : options.amount, 'The size of `amount`');
    const reason = requireText(options.reason, '`reason`');
    const actor = requireText(options.actor, '`actor`');
    const step = await toStep(context, undefined, options);
    const account = await context.accounts.open(customer);
    const now = await unitNow(context, options.now);
    const amount = isTaking ? -size : size;
    const command = { do: 'adjust', amount, reason, expiresAt: options.expiresAt?.getTime() } as const;
    const answer = await commitStep(context, account, { ...step, actor, command }, now);
    if (answer.status === 'short') return toNotEnough(answer.why, size);
    tellCrossings(context, customer, answer.done);
    return {
      status: 'done',
      adjusted: amount,
      replayed: answer.replayed,
      balance: toBalance(answer.account, answer.now),
    };
  });
}
