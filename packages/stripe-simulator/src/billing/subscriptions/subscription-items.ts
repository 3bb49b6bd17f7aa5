import { invalidRequest } from '../../http/stripe-error.js';
import { fetchByParam } from '../../resources/kinds.js';
import { mergeMetadata } from '../../resources/fields.js';
import { planOf } from '../../resources/plan-shape.js';
import { priceFor } from '../../resources/prices.js';
import type { Customer, Price, Subscription, SubscriptionItem } from '../../state/tables.js';
import type { World } from '../../world.js';
import { redeem } from '../invoices/discounts.js';
import { periodEnd } from './periods.js';

export function makeItem(
  world: World,
  subscription: string,
  price: Price,
  input: {
    quantity?: number | undefined;
    metadata?: Record<string, string>;
    tax_rates?: string[] | undefined;
    discounts?: string[];
  },
  period: { start: number; end: number },
  at: number,
): SubscriptionItem {
  const metered = price.recurring?.usage_type === 'metered';
  return {
    id: world.id('si'),
    object: 'subscription_item',
    billing_thresholds: null,
    created: at,
    current_period_end: period.end,
    current_period_start: period.start,
    current_trial: null,
    discounts: input.discounts ?? [],
    metadata: input.metadata ?? {},
    plan: planOf(price) as unknown as SubscriptionItem['plan'],
    price: price as unknown as SubscriptionItem['price'],
    ...(metered ? {} : { quantity: input.quantity ?? 1 }),
    subscription,
    tax_rates: (input.tax_rates ?? []).map((rate, index) =>
      fetchByParam(world, 'tax_rate', rate, `items[0][tax_rates][${index}]`),
    ) as unknown as SubscriptionItem['tax_rates'],
  };
}

/** The price an item names, checked for a subscription. */
export function recurringPrice(
  world: World,
  input: { price?: string | undefined; plan?: string | undefined; price_data?: unknown },
  at: string,
): Price {
  const price = priceFor(world, input, at);
  if (!price.recurring) {
    throw invalidRequest(
      `The price specified is set to \`type=one_time\` but this field only accepts prices with \`type=recurring\`.`,
      { param: `${at}[price]` },
    );
  }
  if (!price.active && !input.price_data)
    throw invalidRequest(`The price specified is inactive. This field only accepts active prices.`, {
      param: `${at}[price]`,
    });
  return price;
}

export function assertQuantity(price: Price, quantity: number | undefined, at: string): void {
  if (quantity !== undefined && price.recurring?.usage_type === 'metered') {
    throw invalidRequest('You cannot set the quantity for metered plans.', { param: `${at}[quantity]` });
  }
  if (quantity !== undefined && quantity < 0)
    throw invalidRequest('This value must be greater than or equal to 0.', {
      code: 'parameter_invalid_integer',
      param: `${at}[quantity]`,
    });
}

export function itemDiscounts(
  world: World,
  customer: Customer,
  subscription: string,
  requests: unknown,
  at: string,
): string[] {
  if (!Array.isArray(requests)) return [];
  return requests.map(
    (request, index) =>
      redeem(world, request as { coupon?: string }, { customer, subscription }, `${at}[discounts][${index}]`).id,
  );
}

export function metadataOf(input: { metadata?: unknown }): Record<string, string> {
  return mergeMetadata(null, input.metadata as Record<string, string> | undefined);
}

/** Where the period that starts at `start` ends for a price on this anchor. */
export function endOfPeriod(anchor: number, price: Pick<Price, 'recurring'>, start: number): number {
  return periodEnd(anchor, price.recurring?.interval ?? 'month', price.recurring?.interval_count ?? 1, start);
}

/** The earliest end among the items: when the subscription is next billed. */
export function nextBilling(subscription: Subscription): number {
  return Math.min(...subscription.items.data.map((item) => item.current_period_end));
}

/** The latest end among the items: what "the end of the period" means for cancelling. */
export function lastPeriodEnd(subscription: Subscription): number {
  return Math.max(...subscription.items.data.map((item) => item.current_period_end));
}
