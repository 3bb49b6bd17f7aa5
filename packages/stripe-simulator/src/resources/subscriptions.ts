import type Stripe from 'stripe';
import { createSubscription } from '../billing/subscriptions/create-subscription.js';
import type { CreateParams } from '../billing/subscriptions/subscription-params.js';
import { removeDiscount } from '../billing/invoices/discounts.js';
import { endSubscription } from '../billing/subscriptions/end-subscription.js';
import { pauseSubscription, resumeSubscription } from '../billing/subscriptions/pause-subscription.js';
import { updateSubscription } from '../billing/subscriptions/update-subscription.js';
import type { UpdateParams } from '../billing/subscriptions/subscription-params.js';
import { isBefore } from '../eras/version.js';
import { emit, snapshot } from '../events.js';
import { type Call, pathId, route } from '../http/call.js';
import { page } from '../http/list.js';
import { invalidRequest, missingParameter } from '../http/stripe-error.js';
import type { Subscription } from '../state/tables.js';
import { fetchByParam, fetchByPath } from './kinds.js';
import { orNull } from './fields.js';

export const subscriptionRoutes = [
  route<CreateParams>('POST', '/v1/subscriptions', (call) => create(call, call.params.customer)),
  route<CreateParams>('POST', '/v1/customers/:id/subscriptions', (call) => {
    fetchByPath(call.world, 'customer', pathId(call));
    return create(call, pathId(call));
  }),
  route('GET', '/v1/subscriptions/:id', (call) => fetchByPath(call.world, 'subscription', pathId(call))),
  route<UpdateParams>('POST', '/v1/subscriptions/:id', (call) =>
    updateSubscription(call.world, fetchByPath(call.world, 'subscription', pathId(call)), call.params),
  ),
  route<Stripe.SubscriptionCancelParams>('DELETE', '/v1/subscriptions/:id', (call) => {
    const { world, params } = call;
    const subscription = fetchByPath(world, 'subscription', pathId(call));
    assertLiving(subscription);
    const now = world.now(subscription.test_clock);
    endSubscription(world, subscription, {
      at: now,
      reason: 'cancellation_requested',
      invoiceNow: params.invoice_now ?? false,
      prorate: params.prorate ?? false,
      comment: orNull(params.cancellation_details?.comment),
      feedback: orNull(params.cancellation_details?.feedback),
    });
    return subscription;
  }),
  route<Stripe.SubscriptionListParams>('GET', '/v1/subscriptions', ({ world, params }) => {
    if (params.customer) fetchByParam(world, 'customer', params.customer, 'customer');
    const rows = Object.values(world.tables.subscriptions).filter((subscription) => fits(subscription, params));
    return page(world, 'subscription', rows, params, '/v1/subscriptions');
  }),
  route<{ limit?: number }>('GET', '/v1/customers/:id/subscriptions', (call) => {
    const customer = fetchByPath(call.world, 'customer', pathId(call));
    const rows = Object.values(call.world.tables.subscriptions).filter(
      (subscription) => subscription.customer === customer.id && subscription.status !== 'canceled',
    );
    return page(call.world, 'subscription', rows, call.params, `/v1/customers/${customer.id}/subscriptions`);
  }),
  route<Stripe.SubscriptionPauseParams>('POST', '/v1/subscriptions/:id/pause', (call) => {
    const subscription = fetchByPath(call.world, 'subscription', pathId(call));
    return pauseSubscription(call.world, subscription, call.params);
  }),
  route<
    Omit<Stripe.SubscriptionResumeParams, 'billing_cycle_anchor'> & {
      billing_cycle_anchor?: 'now' | 'unchanged' | { type: 'now' | 'unchanged' };
    }
  >('POST', '/v1/subscriptions/:id/resume', (call) => {
    const subscription = fetchByPath(call.world, 'subscription', pathId(call));
    return resumeSubscription(call.world, subscription, call.params);
  }),
  route<Stripe.SubscriptionMigrateParams>('POST', '/v1/subscriptions/:id/migrate', (call) => {
    const { world } = call;
    const subscription = fetchByPath(world, 'subscription', pathId(call));
    if (subscription.billing_mode.type === 'flexible')
      throw invalidRequest('This subscription already uses the flexible billing mode.', { param: 'billing_mode' });
    const before = snapshot(world, subscription);
    subscription.billing_mode = {
      flexible: { proration_discounts: 'included' },
      type: 'flexible',
      updated_at: world.now(subscription.test_clock),
    };
    emit(world, 'customer.subscription.updated', subscription, before);
    return subscription;
  }),
  route('DELETE', '/v1/subscriptions/:id/discount', (call) => {
    const subscription = fetchByPath(call.world, 'subscription', pathId(call));
    return removeDiscount(call.world, (subscription.discounts[0] as string | undefined) ?? null, () => {
      subscription.discounts = subscription.discounts.slice(1);
    });
  }),
];

function create(call: Call<CreateParams>, customerId: string | undefined) {
  if (!customerId) throw missingParameter('customer');
  const customer = fetchByParam(call.world, 'customer', customerId, 'customer');
  return createSubscription(call.world, call.params, {
    customer,
    defaultBillingMode: isBefore(call.version, 'clover') ? 'classic' : 'flexible',
  });
}

function assertLiving(subscription: Subscription): void {
  if (subscription.status === 'canceled' || subscription.status === 'incomplete_expired') {
    throw invalidRequest(`No such subscription: '${subscription.id}'`, {
      code: 'resource_missing',
      param: 'id',
      status: 404,
    });
  }
}

function fits(subscription: Subscription, params: Stripe.SubscriptionListParams): boolean {
  const status = params.status;
  const statusFits =
    status === undefined
      ? subscription.status !== 'canceled'
      : status === 'all' ||
        (status === 'ended'
          ? ['canceled', 'incomplete_expired'].includes(subscription.status)
          : subscription.status === status);
  return (
    statusFits &&
    (params.customer === undefined || subscription.customer === params.customer) &&
    (params.price === undefined || subscription.items.data.some((item) => item.price.id === params.price)) &&
    (params.plan === undefined || subscription.items.data.some((item) => item.price.id === params.plan)) &&
    (params.collection_method === undefined || subscription.collection_method === params.collection_method) &&
    (params.test_clock === undefined ? !subscription.test_clock : subscription.test_clock === params.test_clock)
  );
}
