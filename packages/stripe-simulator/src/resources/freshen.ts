import type { JsonObject } from '../state/stored.js';
import type { SubscriptionItem } from '../state/tables.js';
import type { World } from '../world.js';
import { planOf } from './plan-shape.js';

/** Brings the copies of other objects inside an object up to date, and adds what answers carry beyond the types. */
export function freshen(world: World, kind: string, object: JsonObject): JsonObject {
  if (kind === 'price') {
    // Tiers and other currencies are in answers only when asked for.
    const { tiers: _tiers, currency_options: _options, ...rest } = object;
    return rest;
  }
  if (kind === 'coupon') {
    const { applies_to: _products, currency_options: _options, ...rest } = object;
    return rest;
  }
  if (kind === 'subscription_item') {
    const item = object as unknown as SubscriptionItem;
    const price = world.tables.prices[item.price.id] ?? item.price;
    return { ...object, price: price as unknown as JsonObject, plan: planOf(price) as unknown as JsonObject };
  }
  if (kind === 'subscription') {
    // Answers still carry the single plan and quantity at the top; the types forgot them long ago.
    const items = (object['items'] as unknown as { data: SubscriptionItem[] }).data;
    const only = items.length === 1 ? items[0] : undefined;
    const price = only ? (world.tables.prices[only.price.id] ?? only.price) : undefined;
    return {
      ...object,
      plan: price ? (planOf(price) as unknown as JsonObject) : null,
      quantity: only?.quantity ?? (only ? null : items.reduce((sum, item) => sum + (item.quantity ?? 0), 0)),
    };
  }
  if (kind === 'product') return { ...object, attributes: [] };
  if (kind === 'charge')
    return { destination: null, dispute: disputeOf(world, String(object['id'])), order: null, ...object };
  return object;
}

function disputeOf(world: World, charge: string): string | null {
  return Object.values(world.tables.disputes).find((dispute) => dispute.charge === charge)?.id ?? null;
}
