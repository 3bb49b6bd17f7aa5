import { emit } from '../events.js';
import type { BalanceTransaction, Charge, PaymentIntent, PaymentMethod } from '../state/tables.js';
import type { World } from '../world.js';
import { CALLS_LATER } from './calls-later.js';
import { openDispute } from './dispute.js';
import { makeTransaction } from './make-transaction.js';
import { cardOf, NO_DETAILS } from './methods.js';
import type { Decline } from './test-cards.js';

/** Takes the money, or records the refusal. Emits `charge.succeeded` or `charge.failed`. */
export function makeCharge(
  world: World,
  intent: PaymentIntent,
  method: PaymentMethod,
  decline: Decline | undefined,
  authenticated: boolean,
): Charge {
  const customer = intent.customer ? world.tables.customers[intent.customer] : undefined;
  const at = world.now(customer?.test_clock);
  const captured = intent.capture_method !== 'manual' && !decline;
  const charge: Charge = {
    id: world.id('ch'),
    object: 'charge',
    amount: intent.amount,
    amount_captured: captured ? intent.amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: intent.application_fee_amount,
    balance_transaction: null,
    billing_details: method.billing_details ?? structuredClone(NO_DETAILS),
    calculated_statement_descriptor: 'FAREBOX SIMULATOR',
    captured,
    created: at,
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: { ...intent.metadata },
    on_behalf_of: intent.on_behalf_of,
    outcome: decline
      ? {
          advice_code: decline.advice_code ?? null,
          network_advice_code: null,
          network_decline_code: decline.network_decline_code ?? null,
          network_status: decline.decline_code === 'fraudulent' ? 'not_sent_to_network' : 'declined_by_network',
          reason: decline.decline_code ?? decline.code,
          risk_level: 'normal',
          risk_score: 20,
          seller_message: 'The bank did not return any further details with this decline.',
          type: decline.decline_code === 'fraudulent' ? 'blocked' : 'issuer_declined',
        }
      : {
          advice_code: null,
          network_advice_code: null,
          network_decline_code: null,
          network_status: 'approved_by_network',
          reason: null,
          risk_level: 'normal',
          risk_score: 20,
          seller_message: 'Payment complete.',
          type: 'authorized',
        },
    paid: !decline,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: detailsOf(method, intent.amount, authenticated),
    radar_options: {},
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: decline ? null : `${world.universe.origin}${world.universe.base}/_simulator/objects/${intent.id}`,
    refunded: false,
    review: null,
    shipping: intent.shipping as Charge['shipping'],
    source: null,
    source_transfer: null,
    statement_descriptor: intent.statement_descriptor,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status: decline ? 'failed' : 'succeeded',
    transfer_data: intent.transfer_data
      ? { amount: intent.transfer_data.amount ?? null, destination: intent.transfer_data.destination }
      : null,
    transfer_group: intent.transfer_group,
    ...(intent.transfer_data ? { destination: intent.transfer_data.destination } : {}),
  } as Charge;
  world.put('charges', charge);
  // With asynchronous capture the movement of money is written a moment after the answer.
  if (captured && intent.capture_method === 'automatic_async')
    world.data.notes.later[charge.id] = { kind: 'capture', calls: CALLS_LATER };
  else if (captured) charge.balance_transaction = chargeTransaction(world, charge).id;
  emit(world, decline ? 'charge.failed' : 'charge.succeeded', charge);
  const dispute = decline ? undefined : cardOf(world, method)?.dispute;
  if (dispute) openDispute(world, charge, dispute);
  return charge;
}

/** The movement of money of a captured charge, with Stripe's usual fee of 2.9 % + 30. */
export function chargeTransaction(world: World, charge: Charge): BalanceTransaction {
  const amount = charge.amount_captured;
  const fee = Math.round(amount * 0.029 + 30);
  return makeTransaction(world, {
    amount,
    fee,
    type: 'charge',
    category: 'charge',
    source: charge.id,
    currency: charge.currency,
    description: charge.description,
  });
}

function detailsOf(method: PaymentMethod, amount: number, authenticated: boolean): Charge['payment_method_details'] {
  const card = method.card;
  if (!card) return { type: method.type, [method.type]: {} } as unknown as Charge['payment_method_details'];
  return {
    card: {
      amount_authorized: amount,
      authorization_code: null,
      brand: card.brand,
      checks: card.checks,
      country: card.country,
      electronic_commerce_indicator: authenticated ? '05' : null,
      exp_month: card.exp_month,
      exp_year: card.exp_year,
      extended_authorization: { status: 'disabled' },
      fingerprint: card.fingerprint ?? null,
      funding: card.funding,
      incremental_authorization: { status: 'unavailable' },
      installments: null,
      last4: card.last4,
      mandate: null,
      multicapture: { status: 'unavailable' },
      network: card.brand,
      network_token: { used: false },
      network_transaction_id: null,
      overcapture: { maximum_amount_capturable: amount, status: 'unavailable' },
      regulated_status: 'unregulated',
      transaction_link_id: null,
      three_d_secure: authenticated
        ? {
            authentication_flow: 'challenge',
            electronic_commerce_indicator: '05',
            exemption_indicator: null,
            exemption_indicator_applied: false,
            result: 'authenticated',
            result_reason: null,
            transaction_id: null,
            version: '2.2.0',
          }
        : null,
      wallet: null,
    },
    type: 'card',
  } as unknown as Charge['payment_method_details'];
}
