import { emit } from '../../events.js';
import type { Subscription } from '../../state/tables.js';
import type { World } from '../../world.js';
import { copyOf } from './preview-invoice.js';
import { renewalInvoice } from '../subscriptions/renew-subscription.js';
import { nextBilling } from '../subscriptions/subscription-items.js';

/** Announces the next renewal's invoice, which does not exist yet and so has no id. */
export function upcomingInvoice(world: World, subscription: Subscription): void {
  const scratch = copyOf(world);
  const copy = scratch.tables.subscriptions[subscription.id];
  const customer = scratch.tables.customers[subscription.customer as string];
  if (!copy || !customer) return;
  const invoice = {
    ...renewalInvoice(scratch, copy, customer, nextBilling(copy)),
    billing_reason: 'upcoming',
    auto_advance: false,
  };
  const { id: _id, ...withoutId } = invoice;
  emit(world, 'invoice.upcoming', withoutId as { id?: string });
}
