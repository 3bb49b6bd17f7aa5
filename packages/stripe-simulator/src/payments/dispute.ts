import { emit, snapshot } from '../events.js';
import type { Charge, Dispute } from '../state/tables.js';
import type { World } from '../world.js';
import { makeTransaction } from './make-transaction.js';

const DISPUTE_FEE = 1500;

/** A card holder disputes a charge: an inquiry moves no money, a dispute withdraws it at once. */
export function openDispute(
  world: World,
  charge: Charge,
  reason: 'fraudulent' | 'product_not_received' | 'inquiry',
): Dispute {
  const inquiry = reason === 'inquiry';
  const now = world.now();
  const dispute: Dispute = {
    id: world.id('du'),
    object: 'dispute',
    amount: charge.amount - charge.amount_refunded,
    balance_transactions: [],
    charge: charge.id,
    created: now,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: emptyEvidence(),
    evidence_details: {
      due_by: now + 10 * 86_400,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: inquiry,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    payment_method_details: {
      card: {
        brand: charge.payment_method_details?.card?.brand ?? 'visa',
        case_type: inquiry ? 'inquiry' : 'chargeback',
        network: charge.payment_method_details?.card?.brand ?? 'visa',
        network_reason_code: '10.4',
      },
      type: 'card',
    },
    reason: inquiry ? 'fraudulent' : reason,
    status: inquiry ? 'warning_needs_response' : 'needs_response',
  };
  world.put('disputes', dispute);
  charge.disputed = true;
  emit(world, 'charge.dispute.created', dispute);
  if (!inquiry) {
    const before = snapshot(world, dispute);
    const movement = makeTransaction(world, {
      amount: -dispute.amount,
      fee: DISPUTE_FEE,
      type: 'adjustment',
      category: 'dispute',
      source: dispute.id,
      currency: dispute.currency,
      description: `Chargeback withdrawal for ${charge.id}`,
    });
    dispute.balance_transactions = [movement];
    emit(world, 'charge.dispute.funds_withdrawn', dispute, before);
  }
  return dispute;
}

/** The bank decides. Won: the money comes back; lost: it stays away. */
export function closeDispute(world: World, dispute: Dispute, outcome: 'won' | 'lost'): void {
  const charge = world.tables.charges[dispute.charge];
  const before = snapshot(world, dispute);
  const inquiry = dispute.status.startsWith('warning_');
  dispute.status = inquiry ? 'warning_closed' : outcome;
  dispute.is_charge_refundable = inquiry || outcome === 'won';
  if (charge && (inquiry || outcome === 'won')) charge.disputed = inquiry;
  if (!inquiry && outcome === 'won') {
    const movement = makeTransaction(world, {
      amount: dispute.amount,
      fee: 0,
      type: 'adjustment',
      category: 'dispute_reversal',
      source: dispute.id,
      currency: dispute.currency,
      description: `Chargeback reversal for ${dispute.charge}`,
    });
    dispute.balance_transactions = [...dispute.balance_transactions, movement];
    emit(world, 'charge.dispute.funds_reinstated', dispute, before);
  }
  emit(world, 'charge.dispute.closed', dispute, before);
}

function emptyEvidence(): Dispute['evidence'] {
  return {
    access_activity_log: null,
    billing_address: null,
    cancellation_policy: null,
    cancellation_policy_disclosure: null,
    cancellation_rebuttal: null,
    customer_communication: null,
    customer_email_address: null,
    customer_name: null,
    customer_purchase_ip: null,
    customer_signature: null,
    duplicate_charge_documentation: null,
    duplicate_charge_explanation: null,
    duplicate_charge_id: null,
    enhanced_evidence: {},
    product_description: null,
    receipt: null,
    refund_policy: null,
    refund_policy_disclosure: null,
    refund_refusal_explanation: null,
    service_date: null,
    service_documentation: null,
    shipping_address: null,
    shipping_carrier: null,
    shipping_date: null,
    shipping_documentation: null,
    shipping_tracking_number: null,
    uncategorized_file: null,
    uncategorized_text: null,
  };
}
