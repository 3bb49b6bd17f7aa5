import type { BalanceTransaction } from '../state/tables.js';
import type { World } from '../world.js';

const DAY = 86_400;

/** One movement of money on the account's balance. */
export function makeTransaction(
  world: World,
  given: {
    amount: number;
    fee: number;
    type: BalanceTransaction['type'];
    category: string;
    source: string;
    currency: string;
    description: string | null;
  },
): BalanceTransaction {
  const now = world.now();
  return world.put('balanceTransactions', {
    id: world.id('txn'),
    object: 'balance_transaction',
    amount: given.amount,
    available_on: Math.floor((now + 2 * DAY) / DAY) * DAY,
    balance_type: 'payments',
    created: now,
    currency: given.currency,
    description: given.description,
    exchange_rate: null,
    fee: given.fee,
    fee_details:
      given.fee === 0
        ? []
        : [
            {
              amount: given.fee,
              application: null,
              currency: given.currency,
              description: given.type === 'adjustment' ? 'Dispute fee' : 'Stripe processing fees',
              type: 'stripe_fee',
            },
          ],
    net: given.amount - given.fee,
    reporting_category: given.category,
    source: given.source,
    status: 'pending',
    type: given.type,
  });
}
