import type { ActiveEntitlement } from '../../state/tables.js';
import type { World } from '../../world.js';

const GRANTING = new Set(['active', 'trialing', 'past_due']);

/** What a customer may use now: the features of the products they are subscribed to. True when something changed. */
export function refreshEntitlements(world: World, customer: string): boolean {
  const products = new Set(
    Object.values(world.tables.subscriptions)
      .filter((subscription) => subscription.customer === customer && GRANTING.has(subscription.status))
      .flatMap((subscription) =>
        subscription.items.data.map(
          (item) => (world.tables.prices[item.price.id]?.product ?? item.price.product) as string,
        ),
      ),
  );
  const wanted = new Set(
    Object.values(world.tables.productFeatures)
      .filter((entry) => products.has(entry.productId))
      .map((entry) => entry.entitlement_feature.id),
  );
  let changed = false;
  const held = Object.values(world.tables.activeEntitlements).filter(
    (entitlement) => entitlement.customer === customer,
  );
  for (const entitlement of held) {
    if (wanted.delete(entitlement.feature as string)) continue;
    world.remove('activeEntitlements', entitlement.id);
    changed = true;
  }
  for (const feature of wanted) {
    const entitlement: ActiveEntitlement & { customer: string } = {
      id: world.id('ent_test'),
      object: 'entitlements.active_entitlement',
      feature,
      livemode: false,
      lookup_key: world.tables.features[feature]?.lookup_key ?? '',
      customer,
    };
    world.put('activeEntitlements', entitlement);
    changed = true;
  }
  return changed;
}

/** The object of `entitlements.active_entitlement_summary.updated`. */
export function entitlementSummary(world: World, customer: string) {
  const data = Object.values(world.tables.activeEntitlements)
    .filter((entitlement) => entitlement.customer === customer)
    .map(({ customer: _customer, ...entitlement }) => entitlement);
  return {
    object: 'entitlements.active_entitlement_summary' as const,
    customer,
    entitlements: { object: 'list' as const, data, has_more: false, url: `/v1/customer/${customer}/entitlements` },
    livemode: false,
  };
}
