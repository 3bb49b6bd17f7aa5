import type { InvoiceLine, Price, Subscription, SubscriptionItem } from '../../state/tables.js';
import type { World } from '../../world.js';
import { amountOf } from '../amounts.js';
import { describe, makeLine, subscriptionParent } from './lines.js';
import { usageOf } from './usage.js';

/** What was used in a period that has ended. */
export function meteredLine(
  world: World,
  subscription: Subscription,
  item: SubscriptionItem,
  price: Price,
  period: { start: number; end: number },
): InvoiceLine {
  const records = (world.data.notes.usage[item.id] ?? []).filter(
    (record) => record.timestamp >= period.start && record.timestamp < period.end,
  );
  const recorded = records.reduce((sum, record) => sum + record.quantity, 0);
  const quantity = recorded + usageOf(world, price.recurring?.meter ?? null, subscription.customer as string, period);
  return makeLine(world, {
    amount: amountOf(price, quantity),
    currency: subscription.currency,
    description: describe(world, price, quantity),
    discountable: true,
    price,
    quantity,
    period,
    metadata: { ...subscription.metadata },
    parent: subscriptionParent(subscription.id, item.id, false),
    subscription: subscription.id,
    discounts: [...(item.discounts as string[])],
  });
}
