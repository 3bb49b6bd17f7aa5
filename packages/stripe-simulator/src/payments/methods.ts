import type { BillingDetails } from './billing-details.js';
import { createOtherMethod } from './other-methods.js';
import type Stripe from 'stripe';
import { emit } from '../events.js';
import { invalidRequest, noSuch, StripeFailure } from '../http/stripe-error.js';
import { address, mergeMetadata, orNull } from '../resources/fields.js';
import { look } from '../resources/kinds.js';
import { seededText } from '../state/ids.js';
import type { Customer, PaymentMethod } from '../state/tables.js';
import type { World } from '../world.js';
import { cardByName, cardByNumber, type Decline, passesLuhn, type TestCard } from './test-cards.js';

export const NO_DETAILS: BillingDetails = {
  address: { city: null, country: null, line1: null, line2: null, postal_code: null, state: null },
  email: null,
  name: null,
  phone: null,
  tax_id: null,
};

export function billingDetails(given: Stripe.PaymentMethodCreateParams.BillingDetails | undefined): BillingDetails {
  if (!given) return structuredClone(NO_DETAILS);
  return {
    address: address(given.address) ?? ({ ...NO_DETAILS.address } as NonNullable<BillingDetails['address']>),
    email: orNull(given.email),
    name: orNull(given.name),
    phone: orNull(given.phone),
    tax_id: orNull(given.tax_id),
  };
}

interface CardInput {
  exp_month?: number | undefined;
  exp_year?: number | undefined;
  cvc?: string | undefined;
}

/** A new payment method for a test card; not attached to anybody. */
export function createCardMethod(
  world: World,
  card: TestCard,
  input: CardInput = {},
  more: {
    details?: BillingDetails;
    metadata?: Record<string, string>;
    allow_redisplay?: PaymentMethod['allow_redisplay'];
  } = {},
): PaymentMethod {
  const method: PaymentMethod = {
    id: world.id('pm'),
    object: 'payment_method',
    allow_redisplay: more.allow_redisplay ?? 'unspecified',
    billing_details: more.details ?? structuredClone(NO_DETAILS),
    card: {
      brand: card.brand,
      checks: {
        address_line1_check: null,
        address_postal_code_check: null,
        cvc_check: card.cvcCheck ?? (input.cvc === undefined && input.exp_month !== undefined ? 'unchecked' : 'pass'),
      },
      country: card.country,
      display_brand: card.brand === 'amex' ? 'american_express' : card.brand,
      exp_month: input.exp_month ?? new Date(world.now() * 1000).getUTCMonth() + 1,
      exp_year: input.exp_year ?? new Date(world.now() * 1000).getUTCFullYear() + 1,
      // One number, one fingerprint, as Stripe tells cards apart.
      fingerprint: seededText(world.universe.state.seed, `fingerprint:${card.number}`, 16),
      funding: card.funding,
      generated_from: null,
      last4: card.number.slice(-4),
      networks: { available: [card.brand], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: world.now(),
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: more.metadata ?? {},
    type: 'card',
  };
  world.data.notes.cards[method.id] = card.number;
  return world.put('paymentMethods', method);
}

/** Makes the method that `pm_card_visa` and its like stand for; undefined for other ids. */
export function methodByName(world: World, id: string): PaymentMethod | undefined {
  const card = cardByName(id);
  return card ? createCardMethod(world, card) : undefined;
}

/** The method with this id, or a fresh one for a test name. 404 or 400 `resource_missing` otherwise. */
export function methodFor(world: World, id: string, param: string, status: 400 | 404 = 400): PaymentMethod {
  const found = look(world, 'payment_method', id) ?? methodByName(world, id);
  if (!found) throw noSuch('PaymentMethod', id, param, status);
  return found;
}

/** The test card behind a method. */
export function cardOf(world: World, method: PaymentMethod): TestCard | null {
  const number = world.data.notes.cards[method.id];
  return number && method.card ? cardByNumber(number) : null;
}

export function attachPaymentMethod(
  world: World,
  id: string,
  customer: Customer,
  param: string,
  status: 400 | 404 = 400,
): PaymentMethod {
  const method = methodFor(world, id, param, status);
  if (method.customer === customer.id) return method;
  if (method.customer)
    throw invalidRequest('The payment method you provided has already been attached to a customer.', {
      code: 'payment_method_unexpected_state',
    });
  const card = cardOf(world, method);
  if (card?.declinesOnAttach && card.decline) {
    const error = cardError(card.decline);
    error.body.param = card.decline.param ?? '';
    throw error;
  }
  method.customer = customer.id;
  emit(world, 'payment_method.attached', method);
  return method;
}

/** 402 `card_error` for a refusal. */
export function cardError(
  decline: Decline,
  more: { charge?: string; payment_intent?: unknown; payment_method?: unknown; setup_intent?: unknown } = {},
): StripeFailure {
  return new StripeFailure(402, {
    type: 'card_error',
    code: decline.code,
    ...(decline.decline_code && decline.code === 'card_declined' ? { decline_code: decline.decline_code } : {}),
    ...(decline.advice_code ? { advice_code: decline.advice_code } : {}),
    ...(decline.network_decline_code ? { network_decline_code: decline.network_decline_code } : {}),
    doc_url: `https://stripe.com/docs/error-codes/${decline.code.replaceAll('_', '-')}`,
    message: decline.message,
    ...(decline.param === undefined ? {} : { param: decline.param }),
    ...more,
  });
}

/** A card that came as raw fields: checked as Stripe checks them. */
export function cardFromFields(
  world: World,
  fields: { number?: unknown; exp_month?: unknown; exp_year?: unknown; cvc?: unknown },
  at: string,
): { card: TestCard; input: CardInput } {
  const number = String(fields.number ?? '').replace(/[\s-]/g, '');
  if (!passesLuhn(number))
    throw cardError({ code: 'incorrect_number', message: 'Your card number is incorrect.', param: `${at}[number]` });
  const month = Number(fields.exp_month);
  const rawYear = Number(fields.exp_year);
  const year = rawYear < 100 ? 2000 + rawYear : rawYear;
  if (!Number.isInteger(month) || month < 1 || month > 12)
    throw cardError({
      code: 'invalid_expiry_month',
      message: "Your card's expiration month is invalid.",
      param: `${at}[exp_month]`,
    });
  const now = new Date(world.now() * 1000);
  if (!Number.isInteger(year) || year < now.getUTCFullYear())
    throw cardError({
      code: 'invalid_expiry_year',
      message: "Your card's expiration year is invalid.",
      param: `${at}[exp_year]`,
    });
  const cvc = fields.cvc === undefined || fields.cvc === '' ? undefined : String(fields.cvc);
  if (cvc !== undefined && !/^\d{3,4}$/.test(cvc))
    throw cardError({ code: 'invalid_cvc', message: "Your card's security code is invalid.", param: `${at}[cvc]` });
  return { card: cardByNumber(number), input: { exp_month: month, exp_year: year, cvc } };
}

/** A legacy `source` or token: becomes an attached card. */
export function methodFromSource(world: World, source: string, customer: Customer): PaymentMethod {
  const token = world.tables.cardTokens[source];
  if (token) {
    if (token.used)
      throw invalidRequest(`You cannot use a Stripe token more than once: ${source}.`, {
        code: 'token_already_used',
        param: 'source',
      });
    const method = createCardMethod(world, cardByNumber(token.number), {
      exp_month: token.exp_month,
      exp_year: token.exp_year,
      cvc: '123',
    });
    attachPaymentMethod(world, method.id, customer, 'source');
    token.used = true;
    return method;
  }
  const known = look(world, 'payment_method', source) ?? methodByName(world, source);
  if (!known) throw noSuch('token', source, 'source');
  return attachPaymentMethod(world, known.id, customer, 'source');
}

/** Parses the hash of a method's own type; other types than cards are accepted without behaviour. */
export function createMethod(world: World, params: Stripe.PaymentMethodCreateParams): PaymentMethod {
  if (params.payment_method) {
    const original = methodFor(world, params.payment_method, 'payment_method');
    return createCardMethod(world, cardOf(world, original) ?? cardByNumber('4242424242424242'), {
      exp_month: original.card?.exp_month,
      exp_year: original.card?.exp_year,
      cvc: '123',
    });
  }
  const more = {
    details: billingDetails(params.billing_details),
    metadata: mergeMetadata(null, params.metadata),
    allow_redisplay: params.allow_redisplay ?? ('unspecified' as const),
  };
  if (params.type === 'card') {
    const given = params.card;
    if (!given) throw invalidRequest('Missing required param: card.', { code: 'parameter_missing', param: 'card' });
    if ('token' in given && given.token) {
      const byName = cardByName(given.token);
      const token = world.tables.cardTokens[given.token];
      if (!byName && !token) throw noSuch('token', given.token, 'card[token]');
      return byName
        ? createCardMethod(world, byName, {}, more)
        : createCardMethod(
            world,
            cardByNumber(token?.number ?? ''),
            { exp_month: token?.exp_month, exp_year: token?.exp_year, cvc: '123' },
            more,
          );
    }
    const { card, input } = cardFromFields(world, given as { number?: string }, 'card');
    return createCardMethod(world, card, input, more);
  }
  return createOtherMethod(world, params, more);
}
