import { moneyMoved } from '../billing/invoices/intent-consequences.js';
import { emit } from '../events.js';
import { pathId, route } from '../http/call.js';
import { settleProcessing } from '../payments/intent.js';
import { fetchByPath } from './kinds.js';

/** Bank transfers as far as a test needs them: money comes in and pays the customer's oldest waiting payment. */
export const cashBalanceRoutes = [
  route<{ amount: number; currency: string; reference?: string }>(
    'POST',
    '/v1/test_helpers/customers/:id/fund_cash_balance',
    (call) => {
      const { world, params } = call;
      const customer = fetchByPath(world, 'customer', pathId(call));
      const funded = world.data.notes.funded;
      let left = params.amount;
      for (const intent of Object.values(world.tables.paymentIntents)) {
        if (
          left <= 0 ||
          intent.customer !== customer.id ||
          intent.currency !== params.currency ||
          intent.status !== 'requires_action' ||
          !intent.next_action?.display_bank_transfer_instructions
        )
          continue;
        const open = intent.amount - (funded[intent.id] ?? 0);
        const part = Math.min(open, left);
        left -= part;
        funded[intent.id] = (funded[intent.id] ?? 0) + part;
        if (part < open) {
          intent.next_action.display_bank_transfer_instructions.amount_remaining = open - part;
          emit(world, 'payment_intent.partially_funded', intent);
        } else moneyMoved(world, intent, settleProcessing(world, intent, false));
      }
      const balance = (funded[`${customer.id}:${params.currency}`] ?? 0) + left;
      funded[`${customer.id}:${params.currency}`] = balance;
      return {
        id: world.id('ccsbtxn'),
        object: 'customer_cash_balance_transaction',
        created: world.now(customer.test_clock),
        currency: params.currency,
        customer: customer.id,
        customer_account: null,
        ending_balance: balance,
        funded: { bank_transfer: { reference: params.reference ?? null, type: 'us_bank_transfer' } },
        livemode: false,
        net_amount: params.amount,
        type: 'funded',
      };
    },
  ),
];
