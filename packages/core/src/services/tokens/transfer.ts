import type { Customer } from '../../customer.js';
import { IdempotencyConflictError } from '../../errors/ledger.js';
import { InvalidCustomerError } from '../../errors/calls.js';
import type { TransferOutcome } from '../../outcomes.js';
import { transferTokens } from '../../ledger/transfer-tokens.js';
import type { TransferOptions } from '../../token-options.js';
import { checkAmount, checkKey, checkText, unitNow } from '../engine/checked-options.js';
import type { EngineContext } from '../engine/context.js';
import { notEnough } from './corrections.js';
import { tellCrossings } from './ledger-call.js';
import { balanceOfAccount } from './tokens.js';

/** From an organisation's pool to a member, or back: out of one account and into the other under one key. */
export async function transfer(
  context: EngineContext,
  from: Customer,
  to: Customer,
  options: TransferOptions,
): Promise<TransferOutcome> {
  return context.telemetry.span('farebox.tokens.transfer', {}, async () => {
    const key = checkKey(options.key);
    const amount = checkAmount(options.amount, '`amount`');
    const reference = checkText(options.reference, '`reference`');
    const actor = checkText(options.actor, '`actor`');
    const [source, target] = [await context.accounts.open(from), await context.accounts.open(to)];
    if (source === target) throw new InvalidCustomerError('tokens cannot be transferred to the customer who has them');
    const now = await unitNow(context, options.now);
    const result = await transferTokens(context.store, {
      // Named by the sender: many members may give back to one pool under keys that are alike.
      key: `transfer:${source}:${key}`,
      from: source,
      to: target,
      amount,
      reference,
      actor,
      now,
    });
    if (result.status === 'refused') {
      if (result.why.status === 'insufficient') return notEnough(context, source, amount, now);
      if (result.why.status === 'conflict') throw new IdempotencyConflictError(key);
      throw new Error(`A transfer was refused: ${result.why.status}.`);
    }
    if (result.left) tellCrossings(context, from, result.left);
    if (result.status === 'pending') return { status: 'pending' };
    return {
      status: 'done',
      moved: amount,
      replayed: result.isReplay,
      from: await balanceOfAccount(context, source, now),
      to: await balanceOfAccount(context, target, now),
    };
  });
}
