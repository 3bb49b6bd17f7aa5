import { emit, snapshot } from '../../events.js';
import type { Subscription, SubscriptionSchedule } from '../../state/tables.js';
import type { World } from '../../world.js';
import { createSubscription } from './create-subscription.js';
import type { CreateParams } from './subscription-params.js';
import { endSubscription } from './end-subscription.js';
import { updateSubscription } from './update-subscription.js';
import type { UpdateParams } from './subscription-params.js';

export type Phase = SubscriptionSchedule['phases'][number];

/** The next phase begins, or after the last one the schedule ends. */
export function startPhase(world: World, schedule: SubscriptionSchedule): void {
  const at =
    schedule.status === 'not_started' ? (schedule.phases[0]?.start_date ?? 0) : (schedule.current_phase?.end_date ?? 0);
  const phase = schedule.phases.find((candidate) => candidate.start_date === at);
  if (!phase) {
    finish(world, schedule);
    return;
  }
  const before = snapshot(world, schedule);
  schedule.status = 'active';
  schedule.current_phase = { start_date: phase.start_date, end_date: phase.end_date };
  const subscription = world.tables.subscriptions[(schedule.subscription as string | null) ?? ''];
  if (subscription) applyPhase(world, subscription, phase);
  else schedule.subscription = beginSubscription(world, schedule, phase).id;
  emit(world, 'subscription_schedule.updated', schedule, before);
}

function beginSubscription(world: World, schedule: SubscriptionSchedule, phase: Phase): Subscription {
  const customer = world.tables.customers[schedule.customer as string];
  if (!customer) throw new Error(`Customer ${String(schedule.customer)} of schedule ${schedule.id} is gone.`);
  const method = phase.default_payment_method ?? schedule.default_settings.default_payment_method;
  const subscription = createSubscription(
    world,
    {
      customer: customer.id,
      items: phase.items.map((item) => ({
        price: item.price as string,
        ...(item.quantity === undefined ? {} : { quantity: item.quantity }),
      })),
      // A schedule starts its subscription whether or not there is a card; the first invoice shows it.
      payment_behavior: 'default_incomplete',
      ...(phase.trial_end ? { trial_end: phase.trial_end } : {}),
      ...(method ? { default_payment_method: method as string } : {}),
      ...(phase.metadata ? { metadata: phase.metadata } : {}),
      ...(phase.collection_method ? { collection_method: phase.collection_method as 'charge_automatically' } : {}),
      ...(phase.invoice_settings?.days_until_due ? { days_until_due: phase.invoice_settings.days_until_due } : {}),
      ...(phase.discounts.length > 0
        ? { discounts: discountsOf(phase) as NonNullable<CreateParams['discounts']> }
        : {}),
    } as CreateParams,
    { customer, defaultBillingMode: schedule.billing_mode.type === 'flexible' ? 'flexible' : 'classic' },
  );
  subscription.schedule = schedule.id;
  if (subscription.status === 'incomplete') {
    const before = snapshot(world, subscription);
    subscription.status = 'active';
    emit(world, 'customer.subscription.updated', subscription, before);
  }
  return subscription;
}

/** Makes the items of a subscription those of a phase. */
export function applyPhase(world: World, subscription: Subscription, phase: Phase): void {
  const wanted = phase.items.map((item) => ({ price: item.price as string, quantity: item.quantity }));
  const kept = new Set<string>();
  const items: NonNullable<UpdateParams['items']> = [];
  for (const want of wanted) {
    const same =
      subscription.items.data.find((item) => item.price.id === want.price && !kept.has(item.id)) ??
      subscription.items.data.find(
        (item) => !kept.has(item.id) && !wanted.some((other) => other.price === item.price.id),
      );
    if (same) kept.add(same.id);
    items.push({
      ...(same ? { id: same.id } : {}),
      price: want.price,
      ...(want.quantity === undefined ? {} : { quantity: want.quantity }),
    });
  }
  for (const item of subscription.items.data) if (!kept.has(item.id)) items.push({ id: item.id, deleted: true });
  updateSubscription(world, subscription, {
    items,
    proration_behavior: phase.proration_behavior,
    ...(phase.billing_cycle_anchor === 'phase_start' ? { billing_cycle_anchor: { type: 'now' as const } } : {}),
    ...(phase.metadata && Object.keys(phase.metadata).length > 0 ? { metadata: phase.metadata } : {}),
    ...(phase.discounts.length > 0 ? { discounts: discountsOf(phase) as NonNullable<UpdateParams['discounts']> } : {}),
  });
}

function discountsOf(phase: Phase): { coupon?: string; promotion_code?: string }[] {
  return phase.discounts.map((discount) => ({
    ...(discount.coupon ? { coupon: discount.coupon as string } : {}),
    ...(discount.promotion_code ? { promotion_code: discount.promotion_code as string } : {}),
  }));
}

/** After the last phase: the subscription goes on by itself or ends, as the schedule said. */
function finish(world: World, schedule: SubscriptionSchedule): void {
  const now = world.now(schedule.test_clock as string | null);
  const subscription = world.tables.subscriptions[(schedule.subscription as string | null) ?? ''];
  schedule.status = 'completed';
  schedule.completed_at = now;
  schedule.current_phase = null;
  if (subscription) {
    const before = snapshot(world, subscription);
    subscription.schedule = null;
    if (schedule.end_behavior === 'cancel')
      endSubscription(world, subscription, { at: now, reason: 'cancellation_requested', invoiceNow: true });
    else emit(world, 'customer.subscription.updated', subscription, before);
  }
  emit(world, 'subscription_schedule.completed', schedule);
}

/** Lets go of the subscription, which goes on as it is. */
export function releaseSchedule(world: World, schedule: SubscriptionSchedule): void {
  const subscription = world.tables.subscriptions[(schedule.subscription as string | null) ?? ''];
  schedule.status = 'released';
  schedule.released_at = world.now(schedule.test_clock as string | null);
  schedule.released_subscription = schedule.subscription as string | null;
  schedule.subscription = null;
  schedule.current_phase = null;
  if (subscription) {
    const before = snapshot(world, subscription);
    subscription.schedule = null;
    emit(world, 'customer.subscription.updated', subscription, before);
  }
  emit(world, 'subscription_schedule.released', schedule);
}
