import type Stripe from 'stripe';
import { emit, snapshot } from '../events.js';
import { pathId, route } from '../http/call.js';
import { page } from '../http/list.js';
import { invalidRequest } from '../http/stripe-error.js';
import { attachPaymentMethod, billingDetails, createMethod, methodByName } from '../payments/methods.js';
import { cardFromFields } from '../payments/methods.js';
import { mergeMetadata } from './fields.js';
import { fetchByParam, fetchByPath, look } from './kinds.js';

export const paymentMethodRoutes = [
  route<Stripe.PaymentMethodCreateParams>('POST', '/v1/payment_methods', ({ world, params }) =>
    createMethod(world, params),
  ),
  route(
    'GET',
    '/v1/payment_methods/:id',
    (call) => methodByName(call.world, pathId(call)) ?? fetchByPath(call.world, 'payment_method', pathId(call)),
  ),
  route<Stripe.PaymentMethodUpdateParams>('POST', '/v1/payment_methods/:id', (call) => {
    const { world, params } = call;
    const method = fetchByPath(world, 'payment_method', pathId(call));
    if (!method.customer)
      throw invalidRequest('You must save this PaymentMethod to a customer before you can update it.');
    const before = snapshot(world, method);
    if (params.billing_details)
      method.billing_details = {
        ...method.billing_details,
        ...pickGiven(billingDetails(params.billing_details), params.billing_details),
      };
    if (params.card && method.card) {
      if (params.card.exp_month !== undefined) method.card.exp_month = params.card.exp_month;
      if (params.card.exp_year !== undefined) method.card.exp_year = params.card.exp_year;
    }
    if (params.allow_redisplay) method.allow_redisplay = params.allow_redisplay;
    method.metadata = mergeMetadata(method.metadata, params.metadata);
    emit(world, 'payment_method.updated', method, before);
    return method;
  }),
  route<Stripe.PaymentMethodListParams>('GET', '/v1/payment_methods', ({ world, params }) => {
    const rows = Object.values(world.tables.paymentMethods).filter(
      (method) =>
        method.customer !== null &&
        (params.customer === undefined || method.customer === params.customer) &&
        (params.type === undefined || method.type === params.type),
    );
    return page(world, 'payment_method', rows, params, '/v1/payment_methods');
  }),
  route<Stripe.PaymentMethodAttachParams>('POST', '/v1/payment_methods/:id/attach', (call) => {
    const id = pathId(call);
    const customerId = call.params.customer;
    if (!customerId)
      throw invalidRequest('Missing required param: customer.', { code: 'parameter_missing', param: 'customer' });
    // Stripe looks at the customer first only when the method exists.
    const known = look(call.world, 'payment_method', id);
    const customer =
      known || id.startsWith('pm_card_')
        ? fetchByParam(call.world, 'customer', customerId, 'customer')
        : look(call.world, 'customer', customerId);
    if (!customer) return fetchByPath(call.world, 'payment_method', id);
    return attachPaymentMethod(call.world, id, customer, 'payment_method', 404);
  }),
  route('POST', '/v1/payment_methods/:id/detach', (call) => {
    const { world } = call;
    const method = fetchByPath(world, 'payment_method', pathId(call));
    const owner = method.customer ? world.tables.customers[method.customer] : undefined;
    if (!method.customer)
      throw invalidRequest(
        'The payment method you provided is not attached to a customer so detachment is impossible.',
        { code: 'payment_method_unexpected_state' },
      );
    const before = snapshot(world, method);
    method.customer = null;
    if (owner?.invoice_settings.default_payment_method === method.id) {
      const ownerBefore = snapshot(world, owner);
      owner.invoice_settings.default_payment_method = null;
      emit(world, 'customer.updated', owner, ownerBefore);
    }
    for (const subscription of Object.values(world.tables.subscriptions))
      if (subscription.default_payment_method === method.id) subscription.default_payment_method = null;
    emit(world, 'payment_method.detached', method, before);
    return method;
  }),
  route<{ card?: { number?: string; exp_month?: string; exp_year?: string; cvc?: string } }>(
    'POST',
    '/v1/tokens',
    ({ world, params }) => {
      const { card, input } = cardFromFields(world, params.card ?? {}, 'card');
      const token = {
        id: world.id('tok'),
        object: 'token' as const,
        number: card.number,
        exp_month: input.exp_month ?? 1,
        exp_year: input.exp_year ?? 2099,
        name: null,
        used: false,
      };
      world.put('cardTokens', token);
      return {
        id: token.id,
        object: 'token',
        card: {
          id: world.id('card'),
          object: 'card',
          brand: card.brand,
          country: card.country,
          exp_month: token.exp_month,
          exp_year: token.exp_year,
          funding: card.funding,
          last4: card.number.slice(-4),
        },
        created: world.now(),
        livemode: false,
        type: 'card',
        used: false,
      };
    },
  ),
];

function pickGiven<T extends object>(full: T, given: object): Partial<T> {
  return Object.fromEntries(Object.entries(full).filter(([key]) => key in given)) as Partial<T>;
}
