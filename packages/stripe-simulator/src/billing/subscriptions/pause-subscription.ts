import type Stripe from 'stripe';
import { emit, snapshot } from '../../events.js';
import { invalidRequest } from '../../http/stripe-error.js';
import { fetchByParam } from '../../resources/kinds.js';
import type { Subscription } from '../../state/tables.js';
import type { World } from '../../world.js';
import { creditUnused } from './prorate.js';
import { collectInvoice, finalizeInvoice } from '../invoices/settle-invoice.js';
import { methodFor } from './create-subscription.js';
import { endOfPeriod } from './subscription-items.js';
import { updateInvoice } from './update-subscription.js';

/** Pauses the subscription itself: no service, no invoices, until it is resumed. */
export function pauseSubscription(
  world: World,
  subscription: Subscription,
  _params: Stripe.SubscriptionPauseParams,
): Subscription {
  if (!['active', 'trialing', 'past_due'].includes(subscription.status)) {
    throw invalidRequest(`You cannot pause a subscription with status \`${subscription.status}\`.`);
  }
  const at = world.now(subscription.test_clock);
  const before = snapshot(world, subscription);
  subscription.status = 'paused';
  subscription.status_details = {
    paused: { subscription: {}, transitioned_at: at, type: 'subscription' },
  } as unknown as NonNullable<Subscription['status_details']>;
  emit(world, 'customer.subscription.updated', subscription, before);
  emit(world, 'customer.subscription.paused', subscription);
  return subscription;
}

type ResumeParams = {
  billing_cycle_anchor?: 'now' | 'unchanged' | { type: 'now' | 'unchanged' };
  proration_behavior?: Stripe.SubscriptionResumeParams['proration_behavior'];
};

/** Resumes a paused subscription: from now with a new period and its invoice, or inside the old period. */
export function resumeSubscription(world: World, subscription: Subscription, params: ResumeParams): Subscription {
  if (subscription.status !== 'paused') {
    throw invalidRequest(
      `You cannot resume a subscription with status \`${subscription.status}\`: only a paused subscription can be resumed.`,
    );
  }
  const now = world.now(subscription.test_clock);
  const anchor =
    (typeof params.billing_cycle_anchor === 'object'
      ? params.billing_cycle_anchor.type
      : params.billing_cycle_anchor) ?? 'now';
  const customer = fetchByParam(world, 'customer', subscription.customer as string, 'customer');
  const before = snapshot(world, subscription);
  subscription.status = 'active';
  delete subscription.status_details;
  const over = subscription.items.data.some((item) => item.current_period_end <= now);
  if (anchor === 'now' || over) {
    if ((params.proration_behavior ?? 'create_prorations') !== 'none' && !over) {
      for (const item of subscription.items.data) {
        const price = world.tables.prices[item.price.id];
        if (price && subscription.trial_end === null)
          creditUnused(
            world,
            subscription,
            customer,
            {
              id: item.id,
              price,
              quantity: item.quantity,
              period: { start: item.current_period_start, end: item.current_period_end },
            },
            now,
          );
      }
    }
    if (anchor === 'now') subscription.billing_cycle_anchor = now;
    for (const item of subscription.items.data) {
      item.current_period_start = now;
      item.current_period_end = endOfPeriod(subscription.billing_cycle_anchor, item.price as never, now);
    }
    const invoice = updateInvoice(world, subscription, customer, { full: true, extra: [], at: now });
    subscription.latest_invoice = invoice.id;
    emit(world, 'customer.subscription.updated', subscription, before);
    finalizeInvoice(world, invoice);
    if (invoice.status === 'open')
      collectInvoice(world, invoice, methodFor(world, subscription, customer), { offSession: false });
  } else emit(world, 'customer.subscription.updated', subscription, before);
  emit(world, 'customer.subscription.resumed', subscription);
  return subscription;
}
