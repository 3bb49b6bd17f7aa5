import type { Customer } from '../../customer.js';
import { transferKey } from '../../domain/business-keys.js';
import { IdempotencyConflictError } from '../../errors/ledger.js';
import { InvalidCustomerError } from '../../errors/calls.js';
import type { TransferOutcome } from '../../outcomes.js';
import { transferTokens } from '../../ledger/transfer-tokens.js';
import type { TransferOptions } from '../../token-options.js';
import { checkAmount, checkKey, checkText, unitNow } from '../engine/checked-options.js';
import type { EngineContext } from '../engine/context.js';
import { toBalance } from './balance.js';
import { toNotEnough } from './not-enough.js';
import { readFigures } from './read-account.js';
import { tellCrossings } from './tell-crossings.js';

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
      key: transferKey(source, key),
      from: source,
      to: target,
      amount,
      reference,
      actor,
      now,
    });
    if (result.status === 'refused') {
      if (result.why.status === 'insufficient') return toNotEnough(result.why, amount);
      if (result.why.status === 'conflict') throw new IdempotencyConflictError(key);
      throw new Error(`A transfer was refused: ${result.why.status}.`);
    }
    if (result.left) tellCrossings(context, from, result.left);
    if (result.status === 'pending') return { status: 'pending' };
    const [left, reached] = await Promise.all([readFigures(context, source, now), readFigures(context, target, now)]);
    return {
      status: 'done',
      moved: amount,
      replayed: result.isReplay,
      from: toBalance(left.account, left.now),
      to: toBalance(reached.account, reached.now),
    };
  });
}
