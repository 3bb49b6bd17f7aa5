import type Stripe from 'stripe';
import { updateSubscription } from '../billing/subscriptions/update-subscription.js';
import { pathId, route } from '../http/call.js';
import { innerList } from '../http/list.js';
import { noSuch } from '../http/stripe-error.js';
import type { Subscription, SubscriptionItem } from '../state/tables.js';
import type { World } from '../world.js';
import { fetchByParam } from './kinds.js';

export const subscriptionItemRoutes = [
  route<Stripe.SubscriptionItemCreateParams>('POST', '/v1/subscription_items', ({ world, params }) => {
    const subscription = fetchByParam(world, 'subscription', params.subscription, 'subscription');
    const known = new Set(subscription.items.data.map((item) => item.id));
    const { subscription: _id, payment_behavior, proration_behavior, proration_date, ...item } = params;
    updateSubscription(world, subscription, {
      items: [item as Stripe.SubscriptionUpdateParams.Item],
      ...(payment_behavior ? { payment_behavior } : {}),
      ...(proration_behavior ? { proration_behavior } : {}),
      ...(proration_date ? { proration_date } : {}),
    });
    return subscription.items.data.find((candidate) => !known.has(candidate.id)) ?? {};
  }),
  route('GET', '/v1/subscription_items/:id', (call) => holderOf(call.world, pathId(call)).item),
  route<Stripe.SubscriptionItemUpdateParams>('POST', '/v1/subscription_items/:id', (call) => {
    const { subscription, item } = holderOf(call.world, pathId(call));
    const { payment_behavior, proration_behavior, proration_date, off_session, ...change } = call.params;
    updateSubscription(call.world, subscription, {
      items: [{ id: item.id, ...(change as Stripe.SubscriptionUpdateParams.Item) }],
      ...(payment_behavior ? { payment_behavior } : {}),
      ...(proration_behavior ? { proration_behavior } : {}),
      ...(proration_date ? { proration_date } : {}),
      ...(off_session === undefined ? {} : { off_session }),
    });
    return holderOf(call.world, item.id).item;
  }),
  route<Stripe.SubscriptionItemDeleteParams>('DELETE', '/v1/subscription_items/:id', (call) => {
    const { subscription, item } = holderOf(call.world, pathId(call));
    updateSubscription(call.world, subscription, {
      items: [{ id: item.id, deleted: true }],
      ...(call.params.proration_behavior ? { proration_behavior: call.params.proration_behavior } : {}),
    });
    return { id: item.id, object: 'subscription_item', deleted: true };
  }),
  route<Stripe.SubscriptionItemListParams>('GET', '/v1/subscription_items', ({ world, params }) => {
    const subscription = fetchByParam(world, 'subscription', params.subscription, 'subscription');
    return innerList(subscription.items.data, '/v1/subscription_items');
  }),
];

function holderOf(world: World, id: string): { subscription: Subscription; item: SubscriptionItem } {
  for (const subscription of Object.values(world.tables.subscriptions)) {
    const item = subscription.items.data.find((candidate) => candidate.id === id);
    if (item) return { subscription, item: item as unknown as SubscriptionItem };
  }
  throw noSuch('subscription_item', id, 'item', 404);
}
