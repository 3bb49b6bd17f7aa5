import { emit, snapshot } from '../../events.js';
import type { Invoice, Subscription, SubscriptionItem } from '../../state/tables.js';
import type { World } from '../../world.js';

const EXPIRES_AFTER = 23 * 3600;

/** A change that waits for its payment: the subscription goes back to what it was and remembers the change. */
export function holdBack(world: World, subscription: Subscription, before: Subscription, invoice: Invoice): void {
  const wanted = structuredClone(subscription);
  const was = snapshot(world, subscription);
  subscription.items = before.items;
  subscription.billing_cycle_anchor = before.billing_cycle_anchor;
  subscription.trial_end = before.trial_end;
  subscription.trial_start = before.trial_start;
  subscription.status = before.status;
  subscription.cancel_at = before.cancel_at;
  subscription.latest_invoice = invoice.id;
  subscription.pending_update = {
    billing_cycle_anchor:
      wanted.billing_cycle_anchor === before.billing_cycle_anchor ? null : wanted.billing_cycle_anchor,
    expires_at: world.now(subscription.test_clock) + EXPIRES_AFTER,
    subscription_items: wanted.items.data as unknown as NonNullable<
      Subscription['pending_update']
    >['subscription_items'],
    trial_end: null,
    trial_from_plan: null,
  } as NonNullable<Subscription['pending_update']>;
  invoice.auto_advance = false;
  invoice.next_payment_attempt = null;
  emit(world, 'customer.subscription.updated', subscription, was);
}

/** The payment came: what was wanted becomes true. */
export function applyPendingUpdate(world: World, subscription: Subscription): void {
  const pending = subscription.pending_update;
  if (!pending) return;
  const before = snapshot(world, subscription);
  if (pending.subscription_items)
    subscription.items.data = pending.subscription_items as unknown as SubscriptionItem[] as never;
  if (pending.billing_cycle_anchor !== null) subscription.billing_cycle_anchor = pending.billing_cycle_anchor;
  subscription.pending_update = null;
  emit(world, 'customer.subscription.pending_update_applied', subscription);
  emit(world, 'customer.subscription.updated', subscription, before);
}

/** Nobody paid in time. */
export function expirePendingUpdate(world: World, subscription: Subscription): void {
  const before = snapshot(world, subscription);
  subscription.pending_update = null;
  emit(world, 'customer.subscription.pending_update_expired', subscription);
  emit(world, 'customer.subscription.updated', subscription, before);
}
