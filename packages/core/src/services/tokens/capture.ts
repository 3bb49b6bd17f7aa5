import type { Customer } from '../../customer.js';
import type { CaptureOutcome } from '../../outcomes.js';
import type { CaptureOptions } from '../../token-options.js';
import { checkAmount, checkKey, checkMetadata, checkText, unitNow } from '../engine/checked-options.js';
import { toBalance } from './balance.js';
import { commitFirm } from './commit-step.js';
import { tellCrossings } from './tell-crossings.js';
import type { Loose, TokensContext } from './tokens-context.js';

/** Charges a hold: all of it, or `amount`. */
export async function capture(
  context: TokensContext,
  customer: Customer,
  key: string,
  options: Loose<CaptureOptions> = {},
): Promise<CaptureOutcome> {
  return context.telemetry.span('farebox.tokens.capture', {}, async () => {
    const hold = checkKey(key);
    const amount = options.amount === undefined ? undefined : checkAmount(options.amount, '`amount`');
    const reference = checkText(options.reference, '`reference`');
    const metadata = await checkMetadata(context.metadataSchema, options.metadata);
    const account = await context.accounts.open(customer);
    const now = await unitNow(context, options.now);
    const command = { do: 'capture', hold, amount, overage: options.overage ?? context.policies.overage } as const;
    const answer = await commitFirm(context, account, { key: hold, command, reference, metadata }, now);
    tellCrossings(context, customer, answer.done);
    return {
      charged: answer.done.amount,
      uncharged: answer.done.uncharged ?? 0,
      balance: toBalance(answer.account, answer.now),
    };
  });
}
