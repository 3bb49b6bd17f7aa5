import type Stripe from 'stripe';
import { moneyMoved } from '../billing/invoices/intent-consequences.js';
import { emit, snapshot } from '../events.js';
import { type Call, pathId, route } from '../http/call.js';
import { page } from '../http/list.js';
import { invalidRequest } from '../http/stripe-error.js';
import { chargeTransaction } from '../payments/charge.js';
import { cancelIntent, confirmIntent, createIntent, type IntentOutcome } from '../payments/intent.js';
import { attachPaymentMethod, cardError, createMethod, methodFor } from '../payments/methods.js';
import type { PaymentIntent, PaymentMethod } from '../state/tables.js';
import type { World } from '../world.js';
import { address, mergeMetadata, orNull } from './fields.js';
import { fetchByParam, fetchByPath } from './kinds.js';
import { assertCurrency } from './prices.js';

type CreateParams = Stripe.PaymentIntentCreateParams & { payment_method_types?: string[]; source?: string };
type UpdateParams = Stripe.PaymentIntentUpdateParams & { payment_method_types?: string[] };

export const paymentIntentRoutes = [
  route<CreateParams>('POST', '/v1/payment_intents', (call) => create(call)),
  route('GET', '/v1/payment_intents/:id', (call) => fetchByPath(call.world, 'payment_intent', pathId(call))),
  route<UpdateParams>('POST', '/v1/payment_intents/:id', (call) => {
    const { world, params } = call;
    const intent = fetchByPath(world, 'payment_intent', pathId(call));
    if (
      !['requires_payment_method', 'requires_confirmation', 'requires_action'].includes(intent.status) &&
      (params.amount !== undefined || params.currency !== undefined || params.payment_method !== undefined)
    ) {
      throw unexpectedState(
        intent,
        "This PaymentIntent's amount could not be updated because it has a status of " +
          intent.status +
          '. You may only update the amount of a PaymentIntent with one of the following statuses: requires_payment_method, requires_confirmation, requires_action.',
      );
    }
    if (params.amount !== undefined) intent.amount = positive(params.amount);
    if (params.currency !== undefined) intent.currency = assertCurrency(params.currency);
    if (params.customer !== undefined)
      intent.customer = fetchByParam(world, 'customer', params.customer, 'customer').id;
    if (params.description !== undefined) intent.description = orNull(params.description);
    if (params.receipt_email !== undefined) intent.receipt_email = orNull(params.receipt_email);
    if (params.setup_future_usage !== undefined) intent.setup_future_usage = orNull(params.setup_future_usage);
    if (params.payment_method !== undefined) {
      intent.payment_method = params.payment_method
        ? methodFor(world, params.payment_method, 'payment_method').id
        : null;
      if (intent.status === 'requires_payment_method' && intent.payment_method) intent.status = 'requires_confirmation';
    }
    if (params.payment_method_types) intent.payment_method_types = params.payment_method_types;
    intent.metadata = mergeMetadata(intent.metadata, params.metadata);
    return intent;
  }),
  route<Stripe.PaymentIntentConfirmParams>('POST', '/v1/payment_intents/:id/confirm', (call) => {
    const { world, params } = call;
    const intent = fetchByPath(world, 'payment_intent', pathId(call));
    if (['succeeded', 'canceled', 'requires_capture'].includes(intent.status)) {
      throw unexpectedState(
        intent,
        intent.status === 'succeeded'
          ? 'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.'
          : `You cannot confirm this PaymentIntent because it has a status of ${intent.status}.`,
      );
    }
    return confirm(world, intent, params, intent.payment_method as string | null);
  }),
  route<Stripe.PaymentIntentCaptureParams>('POST', '/v1/payment_intents/:id/capture', (call) => capture(call)),
  route<Stripe.PaymentIntentCancelParams>('POST', '/v1/payment_intents/:id/cancel', (call) => {
    const { world, params } = call;
    const intent = fetchByPath(world, 'payment_intent', pathId(call));
    if (['succeeded', 'canceled'].includes(intent.status)) {
      throw unexpectedState(
        intent,
        `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be canceled: requires_payment_method, requires_capture, requires_confirmation, requires_action, processing.`,
      );
    }
    const charge = intent.latest_charge ? world.tables.charges[intent.latest_charge as string] : undefined;
    if (charge && !charge.captured && charge.paid) {
      charge.amount_refunded = charge.amount;
      charge.refunded = true;
      emit(world, 'charge.refunded', charge);
    }
    cancelIntent(world, intent, params.cancellation_reason ?? null);
    return intent;
  }),
  route<Stripe.PaymentIntentListParams>('GET', '/v1/payment_intents', ({ world, params }) => {
    const rows = Object.values(world.tables.paymentIntents).filter(
      (intent) => params.customer === undefined || intent.customer === params.customer,
    );
    return page(world, 'payment_intent', rows, params, '/v1/payment_intents');
  }),
];

function create(call: Call<CreateParams>): PaymentIntent {
  const { world, params, version } = call;
  positive(params.amount);
  const currency = assertCurrency(params.currency);
  const customer = params.customer ? fetchByParam(world, 'customer', params.customer, 'customer') : null;
  const given = params.payment_method
    ? methodFor(world, params.payment_method, 'payment_method')
    : params.payment_method_data
      ? createMethod(world, params.payment_method_data as Stripe.PaymentMethodCreateParams)
      : null;
  if (given?.customer && given.customer !== customer?.id) {
    throw invalidRequest(
      customer
        ? `The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a connected account without Customer attachment, or was detached from a Customer. It may not be used again.`
        : `The PaymentMethod ${given.id} belongs to a Customer. Please include the Customer in the \`customer\` parameter on the PaymentIntent.`,
    );
  }
  // Dynamic payment methods are the default since this version; before, an intent without types takes cards.
  const automatic =
    params.automatic_payment_methods?.enabled ??
    (params.payment_method_types === undefined && version.day >= '2023-08-16');
  const intent = createIntent(world, {
    amount: params.amount,
    currency,
    customer: customer?.id,
    description: orNull(params.description),
    metadata: mergeMetadata(null, params.metadata),
    payment_method: given?.id,
    capture_method:
      params.capture_method ?? (automatic && version.day >= '2024-04-10' ? 'automatic_async' : 'automatic'),
    confirmation_method: params.confirmation_method,
    setup_future_usage: params.setup_future_usage,
    receipt_email: orNull(params.receipt_email),
    automatic,
    types: params.payment_method_types ?? (automatic ? ['card', 'link'] : ['card']),
    shipping: params.shipping
      ? ({
          address: address(params.shipping.address),
          carrier: orNull(params.shipping.carrier),
          name: params.shipping.name,
          phone: orNull(params.shipping.phone),
          tracking_number: orNull(params.shipping.tracking_number),
        } as PaymentIntent['shipping'])
      : null,
    statement_descriptor: orNull(params.statement_descriptor),
    statement_descriptor_suffix: orNull(params.statement_descriptor_suffix),
    transfer_data: params.transfer_data
      ? {
          destination: params.transfer_data.destination,
          ...(params.transfer_data.amount === undefined ? {} : { amount: params.transfer_data.amount }),
        }
      : null,
    transfer_group: orNull(params.transfer_group),
    application_fee_amount: params.application_fee_amount ?? null,
    on_behalf_of: orNull(params.on_behalf_of),
  });
  if (params.automatic_payment_methods?.allow_redirects && intent.automatic_payment_methods)
    intent.automatic_payment_methods.allow_redirects = params.automatic_payment_methods.allow_redirects;
  return params.confirm ? confirm(world, intent, params, given?.id ?? null) : intent;
}

interface ConfirmParams {
  payment_method?: string | undefined;
  payment_method_data?: unknown;
  return_url?: string | undefined;
  off_session?: boolean | string | undefined;
  error_on_requires_action?: boolean | undefined;
}

function confirm(world: World, intent: PaymentIntent, params: ConfirmParams, current: string | null): PaymentIntent {
  const method: PaymentMethod | undefined = params.payment_method
    ? methodFor(world, params.payment_method, 'payment_method')
    : params.payment_method_data
      ? createMethod(world, params.payment_method_data as Stripe.PaymentMethodCreateParams)
      : current
        ? world.tables.paymentMethods[current]
        : undefined;
  if (!method) {
    throw invalidRequest(
      `You cannot confirm this PaymentIntent because it's missing a payment method. ${intent.customer ? `To confirm the PaymentIntent with ${intent.customer}, specify a payment method attached to this customer along with the customer ID.` : 'Update the PaymentIntent with a payment method and then confirm it again.'}`,
      { code: 'payment_intent_unexpected_state' },
    );
  }
  const offSession = params.off_session !== undefined && params.off_session !== false;
  const outcome: IntentOutcome = confirmIntent(world, intent, {
    method,
    offSession,
    returnUrl: params.return_url ?? null,
  });
  if (outcome.kind === 'requires_action' && params.error_on_requires_action) {
    throw cardError(
      {
        code: 'authentication_required',
        decline_code: 'authentication_not_handled',
        message: 'This payment required an authentication action to complete, but `error_on_requires_action` was set.',
      },
      { payment_intent: intent },
    );
  }
  if (outcome.kind === 'succeeded' && intent.setup_future_usage && intent.customer && !method.customer) {
    const owner = world.tables.customers[intent.customer];
    if (owner) attachPaymentMethod(world, method.id, owner, 'payment_method');
  }
  moneyMoved(world, intent, outcome);
  if (outcome.kind === 'declined')
    throw cardError(outcome.decline, {
      payment_intent: intent,
      payment_method: method,
      ...(outcome.charge ? { charge: outcome.charge } : {}),
    });
  return intent;
}

function capture(call: Call<Stripe.PaymentIntentCaptureParams>): PaymentIntent {
  const { world, params } = call;
  const intent = fetchByPath(world, 'payment_intent', pathId(call));
  if (intent.status !== 'requires_capture') {
    throw unexpectedState(
      intent,
      `This PaymentIntent could not be captured because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be captured: requires_capture.`,
    );
  }
  const amount = params.amount_to_capture ?? intent.amount_capturable;
  if (amount > intent.amount_capturable)
    throw invalidRequest(
      'The remaining amount available to capture for this PaymentIntent is less than the requested amount.',
      { code: 'amount_too_large', param: 'amount_to_capture' },
    );
  const charge = world.tables.charges[intent.latest_charge as string];
  if (!charge) throw new Error(`Payment intent ${intent.id} has no charge to capture.`);
  const before = snapshot(world, charge);
  charge.captured = true;
  charge.amount_captured = amount;
  charge.amount_refunded = charge.amount - amount;
  charge.balance_transaction = chargeTransaction(world, charge).id;
  emit(world, 'charge.captured', charge, before);
  intent.status = 'succeeded';
  intent.amount_capturable = 0;
  intent.amount_received = amount;
  emit(world, 'payment_intent.succeeded', intent);
  return intent;
}

function positive(amount: number): number {
  if (amount < 1)
    throw invalidRequest('This value must be greater than or equal to 1.', {
      code: 'parameter_invalid_integer',
      param: 'amount',
    });
  if (amount > 99_999_999_999)
    throw invalidRequest('Amount must be no more than $999,999.99', { code: 'amount_too_large', param: 'amount' });
  return amount;
}

function unexpectedState(intent: PaymentIntent, message: string) {
  const error = invalidRequest(message, { code: 'payment_intent_unexpected_state' });
  error.body.payment_intent = intent;
  return error;
}
