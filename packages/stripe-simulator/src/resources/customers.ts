import type Stripe from 'stripe';
import { redeem, removeDiscount } from '../billing/invoices/discounts.js';
import { type Call, pathId, route } from '../http/call.js';
import { page } from '../http/list.js';
import { invalidRequest } from '../http/stripe-error.js';
import { emit, snapshot } from '../events.js';
import { attachPaymentMethod, methodFromSource } from '../payments/methods.js';
import { seededText } from '../state/ids.js';
import type { Customer, Discount } from '../state/tables.js';
import type { World } from '../world.js';
import { endSubscription } from '../billing/subscriptions/end-subscription.js';
import { address, mergeMetadata, orNull } from './fields.js';
import { fetchByParam, fetchByPath, look } from './kinds.js';

type CreateParams = Stripe.CustomerCreateParams & { coupon?: string; promotion_code?: string; default_source?: string };
type UpdateParams = Stripe.CustomerUpdateParams & { coupon?: string; promotion_code?: string };

export const customerRoutes = [
  route<CreateParams>('POST', '/v1/customers', (call) => createCustomer(call.world, call.params)),
  route('GET', '/v1/customers/:id', (call) => {
    const id = pathId(call);
    if (call.world.data.deleted[id] === 'customer') return { id, object: 'customer', deleted: true };
    return fetchByPath(call.world, 'customer', id);
  }),
  route<UpdateParams>('POST', '/v1/customers/:id', (call) => updateCustomer(call)),
  route('DELETE', '/v1/customers/:id', (call) => deleteCustomer(call.world, pathId(call))),
  route<Stripe.CustomerListParams>('GET', '/v1/customers', ({ world, params }) => {
    const rows = Object.values(world.tables.customers).filter(
      (customer) =>
        (params.email === undefined || customer.email === params.email) &&
        (params.test_clock === undefined ? !customer.test_clock : customer.test_clock === params.test_clock),
    );
    return page(world, 'customer', rows, params, '/v1/customers');
  }),
  route('DELETE', '/v1/customers/:id/discount', (call) => {
    const customer = fetchByPath(call.world, 'customer', pathId(call));
    return removeDiscount(call.world, customer.discount?.id ?? null, () => {
      customer.discount = null;
    });
  }),
  route<Stripe.CustomerListPaymentMethodsParams>('GET', '/v1/customers/:id/payment_methods', (call) => {
    const customer = fetchByPath(call.world, 'customer', pathId(call));
    const rows = Object.values(call.world.tables.paymentMethods).filter(
      (method) =>
        method.customer === customer.id && (call.params.type === undefined || method.type === call.params.type),
    );
    return page(call.world, 'payment_method', rows, call.params, `/v1/customers/${customer.id}/payment_methods`);
  }),
  route('GET', '/v1/customers/:id/payment_methods/:id', (call) => {
    const method = fetchByPath(call.world, 'payment_method', pathId(call, 1));
    if (method.customer !== pathId(call)) fetchByPath(call.world, 'payment_method', `${method.id} of ${pathId(call)}`);
    return method;
  }),
];

export function createCustomer(world: World, params: CreateParams): Customer {
  const testClock = orNull(params.test_clock);
  if (testClock) fetchByParam(world, 'test_helpers.test_clock', testClock, 'test_clock');
  if (params.email) assertEmail(params.email);
  const id = world.id('cus');
  const customer: Customer = {
    id,
    object: 'customer',
    address: address(params.address),
    balance: params.balance ?? 0,
    created: world.now(testClock),
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: orNull(params.description),
    discount: null,
    email: orNull(params.email),
    invoice_prefix:
      orNull(params.invoice_prefix) ?? seededText(world.universe.state.seed, `prefix:${id}`, 8).toUpperCase(),
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
    livemode: false,
    metadata: mergeMetadata(null, params.metadata),
    name: orNull(params.name),
    next_invoice_sequence: params.next_invoice_sequence ?? 1,
    phone: orNull(params.phone),
    preferred_locales: params.preferred_locales ?? [],
    shipping: shippingOf(params.shipping),
    tax_exempt: orNull(params.tax_exempt) ?? 'none',
    test_clock: testClock,
  };
  world.put('customers', customer);
  try {
    attachNew(world, customer, params);
    const attached = customer.invoice_settings.default_payment_method;
    applyInvoiceSettings(customer, params.invoice_settings);
    if (attached) customer.invoice_settings.default_payment_method = attached;
    applyDiscount(world, customer, params);
  } catch (error) {
    // A card that is refused leaves no customer behind.
    delete world.tables.customers[id];
    throw error;
  }
  emit(world, 'customer.created', customer);
  return customer;
}

function updateCustomer(call: Call<UpdateParams>): Customer {
  const { world, params } = call;
  const customer = fetchByPath(world, 'customer', pathId(call));
  if (params.email) assertEmail(params.email);
  const method = params.invoice_settings?.default_payment_method;
  if (method) {
    const found = fetchByParam(world, 'payment_method', method, 'invoice_settings[default_payment_method]');
    if (found.customer !== customer.id) {
      throw invalidRequest(
        `No such PaymentMethod: '${method}'; It's possible this PaymentMethod exists on one of your connected accounts or belongs to another customer.`,
        {
          code: 'resource_missing',
          param: 'invoice_settings[default_payment_method]',
        },
      );
    }
  }
  const before = snapshot(world, customer);
  attachNew(world, customer, params);
  applyDiscount(world, customer, params);
  if (params.address !== undefined) customer.address = address(params.address);
  if (params.balance !== undefined) customer.balance = params.balance;
  if (params.description !== undefined) customer.description = orNull(params.description);
  if (params.email !== undefined) customer.email = orNull(params.email);
  if (params.name !== undefined) customer.name = orNull(params.name);
  if (params.phone !== undefined) customer.phone = orNull(params.phone);
  if (params.preferred_locales !== undefined) customer.preferred_locales = params.preferred_locales;
  if (params.shipping !== undefined) customer.shipping = shippingOf(params.shipping);
  if (params.tax_exempt !== undefined) customer.tax_exempt = orNull(params.tax_exempt) ?? 'none';
  if (params.invoice_prefix !== undefined) customer.invoice_prefix = params.invoice_prefix;
  if (params.next_invoice_sequence !== undefined) customer.next_invoice_sequence = params.next_invoice_sequence;
  customer.metadata = mergeMetadata(customer.metadata, params.metadata);
  if (params.default_source !== undefined) customer.default_source = orNull(params.default_source);
  applyInvoiceSettings(customer, params.invoice_settings);
  emit(world, 'customer.updated', customer, before);
  return customer;
}

function deleteCustomer(world: World, id: string) {
  const customer = fetchByPath(world, 'customer', id);
  for (const subscription of Object.values(world.tables.subscriptions)) {
    if (subscription.customer === id && !['canceled', 'incomplete_expired'].includes(subscription.status))
      endSubscription(world, subscription, { at: world.now(customer.test_clock), reason: 'cancellation_requested' });
  }
  for (const method of Object.values(world.tables.paymentMethods)) if (method.customer === id) method.customer = null;
  emit(world, 'customer.deleted', customer);
  world.remove('customers', id);
  return { id, object: 'customer', deleted: true };
}

/** A card given while creating or changing: attached, and for the legacy `source` made the default. */
function attachNew(world: World, customer: Customer, params: CreateParams | UpdateParams): void {
  if ('payment_method' in params && params.payment_method) {
    const attached = attachPaymentMethod(world, params.payment_method, customer, 'payment_method');
    // A test name like `pm_card_visa` stands for the method that was just made of it.
    if (params.invoice_settings?.default_payment_method === params.payment_method)
      customer.invoice_settings.default_payment_method = attached.id;
  }
  const method = params.invoice_settings?.default_payment_method;
  if (
    method &&
    customer.invoice_settings.default_payment_method === null &&
    !look(world, 'payment_method', method)?.customer
  ) {
    // Allowed only for a method of this customer; `payment_method` beside it has just attached it.
    fetchByParam(world, 'payment_method', method, 'invoice_settings[default_payment_method]');
  }
  if (params.source) customer.default_source = methodFromSource(world, params.source, customer).id;
}

function applyDiscount(
  world: World,
  customer: Customer,
  params: { coupon?: string | undefined; promotion_code?: string | undefined },
): void {
  const old = customer.discount as unknown as Discount | null;
  if (params.coupon === '' || params.promotion_code === '') {
    if (old) emit(world, 'customer.discount.deleted', old);
    customer.discount = null;
  } else if (params.coupon || params.promotion_code) {
    const request = params.coupon ? { coupon: params.coupon } : { promotion_code: params.promotion_code ?? '' };
    const before = old ? snapshot(world, old) : undefined;
    const discount = redeem(world, request, { customer }, params.coupon ? 'coupon' : 'promotion_code');
    customer.discount = discount as unknown as NonNullable<Customer['discount']>;
    emit(world, before ? 'customer.discount.updated' : 'customer.discount.created', discount, before);
  }
}

function applyInvoiceSettings(
  customer: Customer,
  settings: Stripe.CustomerUpdateParams.InvoiceSettings | undefined,
): void {
  if (!settings) return;
  const current = customer.invoice_settings;
  if (settings.default_payment_method !== undefined)
    current.default_payment_method = orNull(settings.default_payment_method);
  if (settings.footer !== undefined) current.footer = orNull(settings.footer);
  if (settings.custom_fields !== undefined) current.custom_fields = orNull(settings.custom_fields);
  if (settings.rendering_options !== undefined) {
    const options = orNull(settings.rendering_options);
    current.rendering_options = options
      ? { amount_tax_display: orNull(options.amount_tax_display), template: orNull(options.template) }
      : null;
  }
}

function shippingOf(shipping: Stripe.CustomerCreateParams['shipping']): Customer['shipping'] {
  if (!shipping) return null;
  return {
    address: address(shipping.address) ?? {
      city: null,
      country: null,
      line1: null,
      line2: null,
      postal_code: null,
      state: null,
    },
    name: shipping.name,
    phone: orNull(shipping.phone),
  };
}

function assertEmail(email: string): void {
  if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email))
    throw invalidRequest(`Invalid email address: ${email}`, { code: 'email_invalid', param: 'email' });
}
