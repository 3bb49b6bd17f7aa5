import type Stripe from 'stripe';
import { emit, snapshot } from '../events.js';
import { pathId, route } from '../http/call.js';
import { page } from '../http/list.js';
import { invalidRequest, missingParameter } from '../http/stripe-error.js';
import { closeDispute } from '../payments/dispute.js';
import { chargeTransaction } from '../payments/charge.js';
import { cancelIntent, confirmIntent, createIntent } from '../payments/intent.js';
import { cardError, methodByName, methodFor, methodFromSource } from '../payments/methods.js';
import { refundCharge } from '../payments/refund.js';
import { assertCurrency } from './prices.js';
import { mergeMetadata, orNull } from './fields.js';
import { fetchByParam, fetchByPath } from './kinds.js';

export const chargeRoutes = [
  route('GET', '/v1/charges/:id', (call) => fetchByPath(call.world, 'charge', pathId(call))),
  route<Stripe.ChargeCreateParams>('POST', '/v1/charges', ({ world, params }) => {
    if (params.amount === undefined) throw missingParameter('amount');
    const currency = assertCurrency(params.currency ?? 'usd');
    const customer = params.customer ? fetchByParam(world, 'customer', params.customer, 'customer') : null;
    const source = params.source
      ? customer
        ? methodFromSource(world, params.source, customer)
        : (methodByName(world, params.source) ?? methodFor(world, params.source, 'source'))
      : world.tables.paymentMethods[(customer?.default_source as string | null) ?? ''];
    if (!source) throw invalidRequest('Must provide source or customer.', { code: 'parameter_missing' });
    const intent = createIntent(world, {
      amount: params.amount,
      currency,
      customer: customer?.id,
      description: orNull(params.description),
      metadata: mergeMetadata(null, params.metadata as Record<string, string>),
      capture_method: params.capture === false ? 'manual' : 'automatic',
      receipt_email: orNull(params.receipt_email),
    });
    const outcome = confirmIntent(world, intent, { method: source });
    const charge = world.tables.charges[intent.latest_charge as string];
    if (outcome.kind === 'declined') throw cardError(outcome.decline, outcome.charge ? { charge: outcome.charge } : {});
    if (!charge)
      throw invalidRequest('This card requires authentication, which the Charges API cannot do. Use a PaymentIntent.', {
        code: 'authentication_required',
      });
    return charge;
  }),
  route<Stripe.ChargeUpdateParams>('POST', '/v1/charges/:id', (call) => {
    const { world, params } = call;
    const charge = fetchByPath(world, 'charge', pathId(call));
    const before = snapshot(world, charge);
    if (params.description !== undefined) charge.description = orNull(params.description);
    if (params.receipt_email !== undefined) charge.receipt_email = orNull(params.receipt_email);
    if (params.fraud_details)
      charge.fraud_details = {
        ...charge.fraud_details,
        ...(params.fraud_details.user_report ? { user_report: params.fraud_details.user_report } : {}),
      };
    charge.metadata = mergeMetadata(charge.metadata, params.metadata);
    emit(world, 'charge.updated', charge, before);
    return charge;
  }),
  route<Stripe.ChargeCaptureParams>('POST', '/v1/charges/:id/capture', (call) => {
    const { world, params } = call;
    const charge = fetchByPath(world, 'charge', pathId(call));
    if (charge.captured)
      throw invalidRequest(`Charge ${charge.id} has already been captured.`, { code: 'charge_already_captured' });
    const before = snapshot(world, charge);
    charge.captured = true;
    charge.amount_captured = params.amount ?? charge.amount;
    charge.amount_refunded = charge.amount - charge.amount_captured;
    charge.balance_transaction = chargeTransaction(world, charge).id;
    emit(world, 'charge.captured', charge, before);
    const intent = world.tables.paymentIntents[(charge.payment_intent as string | null) ?? ''];
    if (intent) {
      intent.status = 'succeeded';
      intent.amount_received = charge.amount_captured;
      intent.amount_capturable = 0;
      emit(world, 'payment_intent.succeeded', intent);
    }
    return charge;
  }),
  route<Stripe.ChargeListParams>('GET', '/v1/charges', ({ world, params }) => {
    const rows = Object.values(world.tables.charges).filter(
      (charge) =>
        (params.customer === undefined || charge.customer === params.customer) &&
        (params.payment_intent === undefined || charge.payment_intent === params.payment_intent) &&
        (params.transfer_group === undefined || charge.transfer_group === params.transfer_group),
    );
    return page(world, 'charge', rows, params, '/v1/charges');
  }),
  route<Stripe.RefundCreateParams>('POST', '/v1/refunds', ({ world, params }) => {
    if (!params.charge && !params.payment_intent)
      throw invalidRequest(
        'One of the following params should be provided for this request: payment_intent or charge.',
        { code: 'parameter_missing' },
      );
    const intent = params.payment_intent
      ? fetchByParam(world, 'payment_intent', params.payment_intent, 'payment_intent')
      : undefined;
    if (intent?.status === 'requires_capture') {
      cancelIntent(world, intent, 'requested_by_customer');
    }
    if (intent && !intent.latest_charge)
      throw invalidRequest(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`, {
        code: 'missing',
      });
    const charge = fetchByParam(world, 'charge', params.charge ?? (intent?.latest_charge as string), 'charge');
    return refundCharge(world, charge, {
      amount: params.amount,
      reason: params.reason ?? null,
      metadata: mergeMetadata(null, params.metadata),
    });
  }),
  route('GET', '/v1/refunds/:id', (call) => fetchByPath(call.world, 'refund', pathId(call))),
  route<Stripe.RefundUpdateParams>('POST', '/v1/refunds/:id', (call) => {
    const refund = fetchByPath(call.world, 'refund', pathId(call));
    const before = snapshot(call.world, refund);
    refund.metadata = mergeMetadata(refund.metadata, call.params.metadata);
    emit(call.world, 'refund.updated', refund, before);
    emit(call.world, 'charge.refund.updated', refund, before);
    return refund;
  }),
  route<Stripe.RefundListParams>('GET', '/v1/refunds', ({ world, params }) => {
    const rows = Object.values(world.tables.refunds).filter(
      (refund) =>
        (params.charge === undefined || refund.charge === params.charge) &&
        (params.payment_intent === undefined || refund.payment_intent === params.payment_intent),
    );
    return page(world, 'refund', rows, params, '/v1/refunds');
  }),
  route('GET', '/v1/disputes/:id', (call) => fetchByPath(call.world, 'dispute', pathId(call))),
  route<Stripe.DisputeUpdateParams>('POST', '/v1/disputes/:id', (call) => {
    const { world, params } = call;
    const dispute = fetchByPath(world, 'dispute', pathId(call));
    const before = snapshot(world, dispute);
    const evidence = params.evidence as Record<string, unknown> | undefined;
    if (evidence) {
      Object.assign(dispute.evidence, evidence);
      dispute.evidence_details.has_evidence = true;
    }
    dispute.metadata = mergeMetadata(dispute.metadata, params.metadata);
    if (evidence && params.submit !== false) {
      dispute.evidence_details.submission_count += 1;
      dispute.evidence_details.submission_method = 'manual';
      dispute.status = dispute.status.startsWith('warning_') ? 'warning_under_review' : 'under_review';
    }
    emit(world, 'charge.dispute.updated', dispute, before);
    // Stripe's test evidence decides the case at once.
    if (evidence?.['uncategorized_text'] === 'winning_evidence') closeDispute(world, dispute, 'won');
    if (evidence?.['uncategorized_text'] === 'losing_evidence') closeDispute(world, dispute, 'lost');
    return dispute;
  }),
  route('POST', '/v1/disputes/:id/close', (call) => {
    const dispute = fetchByPath(call.world, 'dispute', pathId(call));
    if (['won', 'lost', 'warning_closed'].includes(dispute.status))
      throw invalidRequest('This dispute is already closed.');
    closeDispute(call.world, dispute, 'lost');
    return dispute;
  }),
  route<Stripe.DisputeListParams>('GET', '/v1/disputes', ({ world, params }) => {
    const rows = Object.values(world.tables.disputes).filter(
      (dispute) =>
        (params.charge === undefined || dispute.charge === params.charge) &&
        (params.payment_intent === undefined || dispute.payment_intent === params.payment_intent),
    );
    return page(world, 'dispute', rows, params, '/v1/disputes');
  }),
  route('GET', '/v1/balance_transactions/:id', (call) => fetchByPath(call.world, 'balance_transaction', pathId(call))),
];
