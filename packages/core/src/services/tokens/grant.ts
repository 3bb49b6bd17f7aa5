import type { Customer } from '../../customer.js';
import type { GrantOutcome } from '../../outcomes.js';
import type { GrantOptions } from '../../token-options.js';
import { checkAmount, checkText, unitNow } from '../engine/checked-options.js';
import { toBalance } from './balance.js';
import { commitFirm } from './commit-step.js';
import { toStep } from './to-step.js';
import type { Loose, TokensContext } from './tokens-context.js';

/** Gives tokens for a business fact, once. */
export async function grant(
  context: TokensContext,
  customer: Customer,
  options: Loose<GrantOptions>,
): Promise<GrantOutcome> {
  return context.telemetry.span('farebox.tokens.grant', {}, async () => {
    const amount = checkAmount(options.amount, '`amount`');
    const step = await toStep(context, undefined, options);
    const actor = checkText(options.actor, '`actor`');
    const account = await context.accounts.open(customer);
    const now = await unitNow(context, options.now);
    const command = {
      do: 'grant',
      amount,
      category: options.category ?? 'promo',
      expiresAt: options.expiresAt?.getTime(),
      reference: step.reference,
    } as const;
    const answer = await commitFirm(context, account, { ...step, command, actor }, now);
    return {
      granted: answer.done.amount,
      replayed: answer.replayed,
      balance: toBalance(answer.account, answer.now),
    };
  });
}
