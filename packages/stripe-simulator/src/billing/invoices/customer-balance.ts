import { emit, snapshot } from '../../events.js';
import type { Customer, CustomerBalanceTransaction } from '../../state/tables.js';
import type { World } from '../../world.js';

interface Movement {
  amount: number;
  type: CustomerBalanceTransaction['type'];
  currency: string;
  invoice?: string | null | undefined;
  creditNote?: string | null | undefined;
  description?: string | null | undefined;
  metadata?: Record<string, string> | undefined;
}

/** Moves a customer's balance: below zero is credit for later invoices, above zero is owed. */
export function moveBalance(world: World, customer: Customer, movement: Movement): CustomerBalanceTransaction {
  const before = snapshot(world, customer);
  customer.balance += movement.amount;
  customer.currency ??= movement.currency;
  const transaction: CustomerBalanceTransaction = {
    id: world.id('cbtxn'),
    object: 'customer_balance_transaction',
    amount: movement.amount,
    checkout_session: null,
    created: world.now(customer.test_clock),
    credit_note: movement.creditNote ?? null,
    currency: movement.currency,
    customer: customer.id,
    customer_account: null,
    description: movement.description ?? null,
    ending_balance: customer.balance,
    invoice: movement.invoice ?? null,
    livemode: false,
    metadata: movement.metadata ?? {},
    type: movement.type,
  };
  world.put('customerBalanceTransactions', transaction);
  emit(world, 'customer.updated', customer, before);
  return transaction;
}
