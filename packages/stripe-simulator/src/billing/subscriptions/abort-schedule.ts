import { emit } from '../../events.js';
import type { Subscription } from '../../state/tables.js';
import type { World } from '../../world.js';

/** The subscription ended before its schedule did. */
export function abortSchedule(world: World, subscription: Subscription): void {
  const schedule = world.tables.subscriptionSchedules[(subscription.schedule as string | null) ?? ''];
  if (!schedule || (schedule.status !== 'active' && schedule.status !== 'not_started')) return;
  schedule.status = 'canceled';
  schedule.canceled_at = world.now(subscription.test_clock as string | null);
  schedule.current_phase = null;
  emit(world, 'subscription_schedule.aborted', schedule);
}
