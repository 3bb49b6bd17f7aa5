import { type Customer, fromCustomerName } from '../../customer.js';
import type { AccountId } from '../../domain/ledger-rows.js';
import type { StepDone } from '../../domain/step.js';
import type { EngineContext } from '../engine/context.js';

/** Tells the host which low balances a step crossed. A replay crossed none. */
export function tellCrossings(context: EngineContext, customer: Customer, done: StepDone): void {
  for (const threshold of done.crossed ?? [])
    context.emit('tokens.low', { customer, threshold, remaining: done.available });
}

/** The same where only the account is known. Nobody is told of an erased customer. */
export async function tellOwner(context: EngineContext, account: AccountId, done: StepDone): Promise<void> {
  if (!done.crossed) return;
  const owner = await context.accounts.ownerOf(account);
  if (owner) tellCrossings(context, fromCustomerName(owner), done);
}
