import type Stripe from 'stripe';
import { emit, snapshot } from '../events.js';
import { pathId, route } from '../http/call.js';
import { innerList } from '../http/list.js';
import { invalidRequest, missingParameter, noSuch } from '../http/stripe-error.js';
import { methodFromSource } from '../payments/methods.js';
import type { Customer, PaymentMethod } from '../state/tables.js';
import { orNull } from './fields.js';
import { fetchByPath } from './kinds.js';

/** Cards in the older shape: the same stored payment methods, seen as `card` objects of a customer. */
export const sourceRoutes = [
  route<{ source?: string }>('POST', '/v1/customers/:id/sources', (call) => {
    const { world, params } = call;
    const customer = fetchByPath(world, 'customer', pathId(call));
    if (!params.source) throw missingParameter('source');
    const method = methodFromSource(world, params.source, customer);
    const before = snapshot(world, customer);
    customer.default_source ??= method.id;
    const card = cardObject(method, customer);
    emit(world, 'customer.source.created', card);
    emit(world, 'customer.updated', customer, before);
    return card;
  }),
  route('GET', '/v1/customers/:id/sources', (call) => {
    const customer = fetchByPath(call.world, 'customer', pathId(call));
    const cards = Object.values(call.world.tables.paymentMethods).filter(
      (method) => method.customer === customer.id && method.card,
    );
    return innerList(
      cards.map((method) => cardObject(method, customer)),
      `/v1/customers/${customer.id}/sources`,
    );
  }),
  route('GET', '/v1/customers/:id/sources/:id', (call) => {
    const customer = fetchByPath(call.world, 'customer', pathId(call));
    const method = call.world.tables.paymentMethods[pathId(call, 1)];
    if (!method || method.customer !== customer.id) throw noSuch('source', pathId(call, 1), 'id', 404);
    return cardObject(method, customer);
  }),
  route<Stripe.CustomerUpdateSourceParams>('POST', '/v1/customers/:id/sources/:id', (call) => {
    const { world, params } = call;
    const customer = fetchByPath(world, 'customer', pathId(call));
    const method = world.tables.paymentMethods[pathId(call, 1)];
    if (!method?.card || method.customer !== customer.id) throw noSuch('source', pathId(call, 1), 'id', 404);
    const before = snapshot(world, cardObject(method, customer));
    if (params.exp_month !== undefined) method.card.exp_month = Number(params.exp_month);
    if (params.exp_year !== undefined) method.card.exp_year = Number(params.exp_year);
    if (params.name !== undefined) method.billing_details.name = orNull(params.name);
    if (params.address_zip !== undefined && method.billing_details.address)
      method.billing_details.address.postal_code = orNull(params.address_zip);
    if (params.metadata) method.metadata = { ...method.metadata, ...(params.metadata as Record<string, string>) };
    const card = cardObject(method, customer);
    emit(world, 'customer.source.updated', card, before);
    return card;
  }),
  route('DELETE', '/v1/customers/:id/sources/:id', (call) => {
    const { world } = call;
    const customer = fetchByPath(world, 'customer', pathId(call));
    const method = world.tables.paymentMethods[pathId(call, 1)];
    if (!method || method.customer !== customer.id) throw noSuch('source', pathId(call, 1), 'id', 404);
    emit(world, 'customer.source.deleted', cardObject(method, customer));
    method.customer = null;
    if (customer.default_source === method.id) customer.default_source = null;
    return { id: method.id, object: 'card', deleted: true };
  }),
];

const BRANDS: Readonly<Record<string, string>> = {
  visa: 'Visa',
  mastercard: 'MasterCard',
  amex: 'American Express',
  discover: 'Discover',
  diners: 'Diners Club',
  jcb: 'JCB',
  unionpay: 'UnionPay',
};

function cardObject(method: PaymentMethod, customer: Customer) {
  const { card } = method;
  if (!card) throw invalidRequest(`${method.id} is no card.`);
  const place = method.billing_details.address;
  return {
    id: method.id,
    object: 'card' as const,
    address_city: place?.city ?? null,
    address_country: place?.country ?? null,
    address_line1: place?.line1 ?? null,
    address_line1_check: null,
    address_line2: place?.line2 ?? null,
    address_state: place?.state ?? null,
    address_zip: place?.postal_code ?? null,
    address_zip_check: null,
    brand: BRANDS[card.brand] ?? card.brand,
    country: card.country,
    customer: customer.id,
    cvc_check: card.checks?.cvc_check ?? null,
    dynamic_last4: null,
    exp_month: card.exp_month,
    exp_year: card.exp_year,
    fingerprint: card.fingerprint,
    funding: card.funding,
    last4: card.last4,
    metadata: method.metadata ?? {},
    name: method.billing_details.name,
    regulated_status: 'unregulated',
    tokenization_method: null,
    wallet: null,
  };
}
