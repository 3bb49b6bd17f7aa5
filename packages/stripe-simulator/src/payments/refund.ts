import { emit, snapshot } from '../events.js';
import { invalidRequest } from '../http/stripe-error.js';
import type { Charge, Refund } from '../state/tables.js';
import type { World } from '../world.js';
import { makeTransaction } from './make-transaction.js';
import { cardOf } from './methods.js';

export interface RefundInput {
  amount?: number | undefined;
  reason?: Refund['reason'] | undefined;
  metadata?: Record<string, string> | undefined;
}

/** Gives back a charge, whole or in part; several refunds may follow each other until nothing is left. */
export function refundCharge(world: World, charge: Charge, input: RefundInput): Refund {
  const left = charge.amount_captured - charge.amount_refunded;
  if (charge.disputed) {
    throw invalidRequest(`Charge ${charge.id} has been charged back; cannot issue a refund.`, {
      code: 'charge_disputed',
    });
  }
  if (!charge.paid || !charge.captured)
    throw invalidRequest(
      `Charge ${charge.id} has not been captured; cancel its payment intent instead of refunding it.`,
      { code: 'charge_not_refundable' },
    );
  if (left <= 0)
    throw invalidRequest(`Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' });
  const amount = input.amount ?? left;
  if (amount <= 0)
    throw invalidRequest('Invalid positive integer', { code: 'parameter_invalid_integer', param: 'amount' });
  if (amount > left)
    throw invalidRequest(
      `Refund amount (${money(amount, charge.currency)}) is greater than unrefunded amount on charge (${money(left, charge.currency)})`,
      { param: 'amount' },
    );
  const method = world.tables.paymentMethods[charge.payment_method ?? ''];
  const later = method ? cardOf(world, method)?.refund : undefined;
  const before = snapshot(world, charge);
  const id = world.id('re');
  const movement = makeTransaction(world, {
    amount: -amount,
    fee: 0,
    type: 'refund',
    category: 'refund',
    source: id,
    currency: charge.currency,
    description: `REFUND FOR CHARGE`,
  });
  const refund: Refund = {
    id,
    object: 'refund',
    amount,
    balance_transaction: movement.id,
    charge: charge.id,
    created: world.now(),
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: {
      card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
      type: 'card',
    },
    metadata: input.metadata ?? {},
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: input.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: later ? 'pending' : 'succeeded',
    transfer_reversal: null,
  };
  world.put('refunds', refund);
  charge.amount_refunded += amount;
  charge.refunded = charge.amount_refunded >= charge.amount_captured;
  emit(world, 'refund.created', refund);
  emit(world, 'charge.refunded', charge, before);
  return refund;
}

/** A refund that was pending comes to its end. */
export function settleRefund(world: World, refund: Refund): void {
  const charge = world.tables.charges[refund.charge ?? ''];
  const method = world.tables.paymentMethods[charge?.payment_method ?? ''];
  const fails = method ? cardOf(world, method)?.refund === 'pending_then_fails' : false;
  const before = snapshot(world, refund);
  refund.status = fails ? 'failed' : 'succeeded';
  if (fails) {
    refund.failure_reason = 'unknown';
    if (charge) {
      charge.amount_refunded -= refund.amount;
      charge.refunded = false;
    }
    emit(world, 'refund.failed', refund);
  }
  emit(world, 'refund.updated', refund, before);
  emit(world, 'charge.refund.updated', refund, before);
}

function money(amount: number, currency: string): string {
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency: currency.toUpperCase() });
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}
