import { emit, snapshot } from '../events.js';
import type { PaymentIntent, PaymentMethod } from '../state/tables.js';
import type { World } from '../world.js';
import { makeCharge } from './charge.js';
import { CALLS_LATER } from './calls-later.js';
import { cardOf } from './methods.js';
import { failsLater, isDelayed } from './other-methods.js';
import type { Decline } from './test-cards.js';

export interface IntentInput {
  amount: number;
  currency: string;
  customer?: string | null | undefined;
  description?: string | null | undefined;
  metadata?: Record<string, string> | undefined;
  payment_method?: string | null | undefined;
  capture_method?: PaymentIntent['capture_method'] | undefined;
  confirmation_method?: PaymentIntent['confirmation_method'] | undefined;
  setup_future_usage?: PaymentIntent['setup_future_usage'] | undefined;
  receipt_email?: string | null | undefined;
  automatic?: boolean | undefined;
  types?: string[] | undefined;
  shipping?: PaymentIntent['shipping'] | undefined;
  statement_descriptor?: string | null | undefined;
  statement_descriptor_suffix?: string | null | undefined;
  transfer_data?: PaymentIntent['transfer_data'] | undefined;
  transfer_group?: string | null | undefined;
  application_fee_amount?: number | null | undefined;
  on_behalf_of?: string | null | undefined;
  order_reference?: string | null | undefined;
}

export function createIntent(world: World, input: IntentInput): PaymentIntent {
  const id = world.id('pi');
  const clock = input.customer ? world.tables.customers[input.customer]?.test_clock : null;
  const intent: PaymentIntent = {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: input.amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: input.application_fee_amount ?? null,
    automatic_payment_methods: input.automatic ? { allow_redirects: 'always', enabled: true } : null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: input.capture_method ?? (input.automatic ? 'automatic_async' : 'automatic'),
    client_secret: `${id}_secret_${world.secret(id)}`,
    confirmation_method: input.confirmation_method ?? 'automatic',
    created: world.now(clock),
    currency: input.currency,
    customer: input.customer ?? null,
    customer_account: null,
    description: input.description ?? null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: input.metadata ?? {},
    next_action: null,
    on_behalf_of: input.on_behalf_of ?? null,
    payment_details: { customer_reference: null, order_reference: input.order_reference ?? null },
    payment_method: input.payment_method ?? null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { installments: null, mandate_options: null, network: null, request_three_d_secure: 'automatic' },
    },
    payment_method_types: input.types ?? ['card'],
    payment_record: null,
    processing: null,
    receipt_email: input.receipt_email ?? null,
    review: null,
    setup_future_usage: input.setup_future_usage ?? null,
    shipping: input.shipping ?? null,
    source: null,
    statement_descriptor: input.statement_descriptor ?? null,
    statement_descriptor_suffix: input.statement_descriptor_suffix ?? null,
    status: input.payment_method ? 'requires_confirmation' : 'requires_payment_method',
    transfer_data: input.transfer_data ?? null,
    transfer_group: input.transfer_group ?? null,
  };
  world.put('paymentIntents', intent);
  emit(world, 'payment_intent.created', intent);
  return intent;
}

export interface ConfirmOptions {
  method: PaymentMethod;
  /** The customer is not there: a card that must be asked cannot be, and the payment fails. */
  offSession?: boolean | undefined;
  returnUrl?: string | null | undefined;
  /** The customer pays on a hosted page, and the page has dealt with the bank's question. */
  onPage?: boolean | undefined;
}

export type IntentOutcome =
  | { kind: 'succeeded' }
  | { kind: 'requires_capture' }
  | { kind: 'requires_action' }
  | { kind: 'processing' }
  | { kind: 'declined'; decline: Decline; charge: string | null };

/** Tries to take the money of an intent with a method. Changes the intent and emits what Stripe emits; throws nothing. */
export function confirmIntent(world: World, intent: PaymentIntent, options: ConfirmOptions): IntentOutcome {
  const { method } = options;
  const card = cardOf(world, method);
  const notes = (world.data.notes.intents[intent.id] ??= {});
  const before = snapshot(world, intent);
  intent.payment_method = method.id;
  intent.last_payment_error = null;
  const setUp = world.data.notes.cards[`${method.id}:set_up`] !== undefined;
  const mustAsk = card?.authentication === 'always' || (card?.authentication === 'unless_set_up' && !setUp);
  if (mustAsk && !notes.authenticated && !options.onPage) {
    if (options.offSession) {
      return decline(world, intent, method, {
        code: 'authentication_required',
        decline_code: 'authentication_required',
        message: 'Your card was declined. This transaction requires authentication.',
      });
    }
    intent.status = 'requires_action';
    intent.next_action = options.returnUrl
      ? {
          redirect_to_url: { return_url: options.returnUrl, url: challengeUrl(world, intent.id) },
          type: 'redirect_to_url',
        }
      : {
          type: 'use_stripe_sdk',
          use_stripe_sdk: {
            directory_server_name: card?.brand ?? 'visa',
            merchant: 'acct_simulator',
            server_transaction_id: world.secret(`3ds:${intent.id}`),
            stripe_js: challengeUrl(world, intent.id),
            three_d_secure_2_source: `payatt_${world.secret(intent.id)}`,
            type: 'stripe_3ds2_fingerprint',
          },
        };
    emit(world, 'payment_intent.requires_action', intent, before);
    return { kind: 'requires_action' };
  }
  if (method.type === 'customer_balance') {
    intent.status = 'requires_action';
    intent.next_action = {
      display_bank_transfer_instructions: {
        amount_remaining: intent.amount,
        currency: intent.currency,
        financial_addresses: [],
        hosted_instructions_url: challengeUrl(world, intent.id),
        reference: intent.id.slice(-10).toUpperCase(),
        type: 'us_bank_transfer',
      },
      type: 'display_bank_transfer_instructions',
    };
    emit(world, 'payment_intent.requires_action', intent, before);
    return { kind: 'requires_action' };
  }
  if (isDelayed(method)) {
    intent.status = 'processing';
    intent.next_action = null;
    world.data.notes.later[intent.id] = { kind: 'processing', calls: CALLS_LATER, fails: failsLater(world, method) };
    emit(world, 'payment_intent.processing', intent, before);
    return { kind: 'processing' };
  }
  const failing = intent.customer !== null && world.data.notes.failNextPayment[intent.customer] === true;
  if (failing && intent.customer) delete world.data.notes.failNextPayment[intent.customer];
  const refusal = failing
    ? { code: 'card_declined', decline_code: 'generic_decline', message: 'Your card was declined.' }
    : options.onPage && card?.paysOnPage
      ? undefined
      : card?.decline;
  if (refusal) return decline(world, intent, method, refusal);
  if (intent.transfer_data) intent.transfer_group ??= `group_${intent.id}`;
  const charge = makeCharge(world, intent, method, undefined, notes.authenticated === true);
  intent.latest_charge = charge.id;
  intent.next_action = null;
  if (intent.setup_future_usage && card?.authentication === 'unless_set_up')
    world.data.notes.cards[`${method.id}:set_up`] = 'yes';
  if (intent.capture_method === 'manual') {
    intent.status = 'requires_capture';
    intent.amount_capturable = intent.amount;
    emit(world, 'payment_intent.amount_capturable_updated', intent, before);
    return { kind: 'requires_capture' };
  }
  intent.status = 'succeeded';
  intent.amount_received = intent.amount;
  emit(world, 'payment_intent.succeeded', intent);
  return { kind: 'succeeded' };
}

function decline(world: World, intent: PaymentIntent, method: PaymentMethod, refusal: Decline): IntentOutcome {
  const charge = makeCharge(world, intent, method, refusal, false);
  intent.latest_charge = charge.id;
  intent.status = 'requires_payment_method';
  intent.payment_method = null;
  intent.next_action = null;
  intent.last_payment_error = {
    ...(refusal.advice_code ? { advice_code: refusal.advice_code } : {}),
    charge: charge.id,
    code: refusal.code,
    ...(refusal.decline_code ? { decline_code: refusal.decline_code } : {}),
    doc_url: `https://stripe.com/docs/error-codes/${refusal.code.replaceAll('_', '-')}`,
    message: refusal.message,
    ...(refusal.param ? { param: refusal.param } : {}),
    payment_method: structuredClone(method),
    type: 'card_error',
  } as PaymentIntent['last_payment_error'];
  emit(world, 'payment_intent.payment_failed', intent);
  return { kind: 'declined', decline: refusal, charge: charge.id };
}

/** A bank debit comes to its end. */
export function settleProcessing(world: World, intent: PaymentIntent, fails: boolean): IntentOutcome {
  const method = world.tables.paymentMethods[(intent.payment_method as string | null) ?? ''];
  if (!method) throw new Error(`The payment method of ${intent.id} is gone while it is processing.`);
  if (fails)
    return decline(world, intent, method, {
      code: 'payment_intent_payment_attempt_failed',
      decline_code: 'insufficient_funds',
      message: 'The customer has an insufficient balance.',
    });
  const charge = makeCharge(world, intent, method, undefined, false);
  intent.latest_charge = charge.id;
  intent.status = 'succeeded';
  intent.amount_received = intent.amount;
  emit(world, 'payment_intent.succeeded', intent);
  return { kind: 'succeeded' };
}

/** The customer answered the bank's question. */
export function answerChallenge(world: World, intent: PaymentIntent, approved: boolean): IntentOutcome {
  const method = intent.payment_method ? world.tables.paymentMethods[intent.payment_method] : undefined;
  if (!method || intent.status !== 'requires_action') return { kind: 'requires_action' };
  if (!approved) {
    intent.status = 'requires_payment_method';
    intent.payment_method = null;
    intent.next_action = null;
    intent.last_payment_error = {
      code: 'payment_intent_authentication_failure',
      doc_url: 'https://stripe.com/docs/error-codes/payment-intent-authentication-failure',
      message:
        'The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod to attempt to fulfill this PaymentIntent again.',
      payment_method: structuredClone(method),
      type: 'invalid_request_error',
    } as PaymentIntent['last_payment_error'];
    emit(world, 'payment_intent.payment_failed', intent);
    return {
      kind: 'declined',
      decline: {
        code: 'payment_intent_authentication_failure',
        message:
          'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
      },
      charge: null,
    };
  }
  const notes = (world.data.notes.intents[intent.id] ??= {});
  notes.authenticated = true;
  return confirmIntent(world, intent, { method });
}

export function cancelIntent(world: World, intent: PaymentIntent, reason: PaymentIntent['cancellation_reason']): void {
  const clock = intent.customer ? world.tables.customers[intent.customer]?.test_clock : null;
  intent.status = 'canceled';
  intent.canceled_at = world.now(clock);
  intent.cancellation_reason = reason;
  intent.amount_capturable = 0;
  intent.next_action = null;
  emit(world, 'payment_intent.canceled', intent);
}

function challengeUrl(world: World, id: string): string {
  return `${world.universe.origin}${world.universe.base}/3ds/${id}`;
}
