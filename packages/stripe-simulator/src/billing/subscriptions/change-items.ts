import { invalidRequest, noSuch } from '../../http/stripe-error.js';
import { mergeMetadata } from '../../resources/fields.js';
import type { Customer, Price, Subscription, SubscriptionItem } from '../../state/tables.js';
import type { World } from '../../world.js';
import { planOf } from '../../resources/plan-shape.js';
import {
  assertQuantity,
  endOfPeriod,
  itemDiscounts,
  makeItem,
  metadataOf,
  recurringPrice,
} from './subscription-items.js';
import type { UpdateParams } from './subscription-params.js';

/** One item of a change: of an existing item, or a new one. */
export interface ItemChange {
  /** The existing item, or null for a new one. */
  item: string | null;
  /** Set when a new item has been made. */
  made?: string | undefined;
  price: Price;
  quantity: number | undefined;
  deleted: boolean;
  metadata?: Record<string, string> | undefined;
  taxRates?: string[] | undefined;
  discounts?: string[] | undefined;
}

/** Reads what a call wants of the items; only what changes money is a change. */
export function readItemChanges(
  world: World,
  subscription: Subscription,
  customer: Customer,
  params: Pick<UpdateParams, 'items' | 'plan' | 'quantity'>,
): ItemChange[] {
  const items = subscription.items.data;
  const inputs =
    params.items ??
    (params.plan !== undefined || params.quantity !== undefined
      ? [
          {
            id: items[0]?.id ?? '',
            ...(params.plan === undefined ? {} : { plan: params.plan }),
            ...(params.quantity === undefined ? {} : { quantity: params.quantity }),
          },
        ]
      : []);
  const changes: ItemChange[] = [];
  inputs.forEach((input, index) => {
    const at = `items[${index}]`;
    const item = input.id ? items.find((candidate) => candidate.id === input.id) : undefined;
    if (input.id && !item) throw noSuch('subscription_item', input.id, `${at}[id]`);
    if (!item) {
      const price = recurringPrice(world, input, at);
      assertQuantity(price, input.quantity, at);
      if (items.some((candidate) => candidate.price.id === price.id)) {
        throw invalidRequest(`Cannot add multiple subscription items with the same plan: ${price.id}`, {
          param: `${at}[price]`,
        });
      }
      if (price.currency !== subscription.currency)
        throw invalidRequest(
          `The price specified supports currencies of \`${price.currency}\`. This doesn't match the expected currency: \`${subscription.currency}\`.`,
          { param: at },
        );
      changes.push({
        item: null,
        price,
        quantity: input.quantity ?? 1,
        deleted: false,
        metadata: metadataOf(input),
        taxRates: input.tax_rates || undefined,
        discounts: itemDiscounts(world, customer, subscription.id, input.discounts, at),
      });
      return;
    }
    const named = input.price !== undefined || input.plan !== undefined || input.price_data !== undefined;
    const price = named
      ? recurringPrice(world, input, at)
      : ((world.tables.prices[item.price.id] ?? item.price) as Price);
    assertQuantity(price, input.quantity, at);
    if (input.metadata !== undefined) item.metadata = mergeMetadata(item.metadata, input.metadata);
    const quantity =
      price.recurring?.usage_type === 'metered'
        ? undefined
        : (input.quantity ?? (price.id === item.price.id ? item.quantity : (item.quantity ?? 1)));
    const same = price.id === item.price.id && quantity === item.quantity && !input.deleted;
    if (!same) changes.push({ item: item.id, price, quantity, deleted: input.deleted ?? false });
  });
  if (
    changes.filter((change) => change.deleted).length >=
    items.length + changes.filter((change) => change.item === null).length
  ) {
    throw invalidRequest(
      'A subscription must have at least one active plan. To cancel a subscription, please use the cancel API.',
    );
  }
  return changes;
}

/** The items as they will be. */
export function plannedItems(
  world: World,
  subscription: Subscription,
  changes: readonly ItemChange[],
): { price: Price; quantity: number | undefined }[] {
  const kept = subscription.items.data.flatMap((item) => {
    const change = changes.find((candidate) => candidate.item === item.id);
    if (change?.deleted) return [];
    return [
      {
        price: change?.price ?? ((world.tables.prices[item.price.id] ?? item.price) as Price),
        quantity: change ? change.quantity : item.quantity,
      },
    ];
  });
  return [
    ...kept,
    ...changes.filter((change) => change.item === null).map(({ price, quantity }) => ({ price, quantity })),
  ];
}

export function applyItemChanges(
  world: World,
  subscription: Subscription,
  changes: readonly ItemChange[],
  now: number,
): void {
  const list = subscription.items as unknown as { data: SubscriptionItem[]; total_count: number };
  for (const change of changes) {
    if (change.item === null) {
      const start = now;
      const end =
        sharedEnd(subscription, change.price) ?? endOfPeriod(subscription.billing_cycle_anchor, change.price, now);
      const item = makeItem(
        world,
        subscription.id,
        change.price,
        {
          quantity: change.quantity,
          metadata: change.metadata ?? {},
          tax_rates: change.taxRates,
          discounts: change.discounts ?? [],
        },
        { start, end },
        now,
      );
      const sibling = list.data.find((candidate) => candidate.current_period_end === end);
      if (sibling) item.current_period_start = sibling.current_period_start;
      change.made = item.id;
      list.data.push(item);
      continue;
    }
    const item = list.data.find((candidate) => candidate.id === change.item);
    if (!item) continue;
    if (change.deleted) list.data = list.data.filter((candidate) => candidate !== item);
    else {
      item.price = change.price as unknown as SubscriptionItem['price'];
      item.plan = planOf(change.price) as unknown as SubscriptionItem['plan'];
      if (change.quantity === undefined) delete item.quantity;
      else item.quantity = change.quantity;
    }
  }
  list.total_count = list.data.length;
}

// A new item with the interval of another one keeps its period; during a trial all periods end with the trial.
function sharedEnd(subscription: Subscription, price: Price): number | undefined {
  const sibling = subscription.items.data.find(
    (item) =>
      item.price.recurring?.interval === price.recurring?.interval &&
      item.price.recurring?.interval_count === price.recurring?.interval_count,
  );
  return (
    sibling?.current_period_end ??
    (subscription.status === 'trialing' ? (subscription.trial_end ?? undefined) : undefined)
  );
}
