import type Stripe from 'stripe';
import { refreshEntitlements } from '../billing/subscriptions/entitlements.js';
import { pathId, route } from '../http/call.js';
import { page } from '../http/list.js';
import { invalidRequest, noSuch } from '../http/stripe-error.js';
import type { World } from '../world.js';
import { mergeMetadata } from './fields.js';
import { fetchByParam, fetchByPath } from './kinds.js';

export const entitlementRoutes = [
  route<Stripe.Entitlements.FeatureCreateParams>('POST', '/v1/entitlements/features', ({ world, params }) => {
    if (Object.values(world.tables.features).some((feature) => feature.lookup_key === params.lookup_key)) {
      throw invalidRequest(`A feature with lookup key '${params.lookup_key}' already exists.`, {
        code: 'resource_already_exists',
        param: 'lookup_key',
      });
    }
    return world.put('features', {
      id: world.id('feat_test'),
      object: 'entitlements.feature',
      active: true,
      livemode: false,
      lookup_key: params.lookup_key,
      metadata: mergeMetadata(null, params.metadata),
      name: params.name,
    });
  }),
  route('GET', '/v1/entitlements/features/:id', (call) =>
    fetchByPath(call.world, 'entitlements.feature', pathId(call)),
  ),
  route<Stripe.Entitlements.FeatureUpdateParams>('POST', '/v1/entitlements/features/:id', (call) => {
    const feature = fetchByPath(call.world, 'entitlements.feature', pathId(call));
    if (call.params.name !== undefined) feature.name = call.params.name;
    if (call.params.active !== undefined) feature.active = call.params.active;
    feature.metadata = mergeMetadata(feature.metadata, call.params.metadata);
    return feature;
  }),
  route<Stripe.Entitlements.FeatureListParams>('GET', '/v1/entitlements/features', ({ world, params }) => {
    const rows = Object.values(world.tables.features).filter(
      (feature) =>
        (params.lookup_key === undefined || feature.lookup_key === params.lookup_key) &&
        (params.archived === undefined || feature.active !== params.archived),
    );
    return page(world, 'entitlements.feature', rows, params, '/v1/entitlements/features');
  }),
  route<Stripe.Entitlements.ActiveEntitlementListParams>(
    'GET',
    '/v1/entitlements/active_entitlements',
    ({ world, params }) => {
      const customer = fetchByParam(world, 'customer', params.customer ?? '', 'customer');
      refreshEntitlements(world, customer.id);
      const rows = Object.values(world.tables.activeEntitlements).filter(
        (entitlement) => entitlement.customer === customer.id,
      );
      const list = page(world, 'entitlements.active_entitlement', rows, params, '/v1/entitlements/active_entitlements');
      return { ...list, data: list.data.map(withoutCustomer) };
    },
  ),
  route('GET', '/v1/entitlements/active_entitlements/:id', (call) =>
    withoutCustomer(fetchByPath(call.world, 'entitlements.active_entitlement', pathId(call))),
  ),
  route<Stripe.ProductCreateFeatureParams>('POST', '/v1/products/:id/features', (call) => {
    const { world, params } = call;
    const product = fetchByPath(world, 'product', pathId(call));
    const feature = fetchByParam(world, 'entitlements.feature', params.entitlement_feature, 'entitlement_feature');
    const added = world.put('productFeatures', {
      id: world.id('prodft_test'),
      object: 'product_feature',
      entitlement_feature: feature,
      livemode: false,
      productId: product.id,
    });
    for (const customer of Object.keys(world.tables.customers)) refreshEntitlements(world, customer);
    return shown(added);
  }),
  route<Stripe.ProductListFeaturesParams>('GET', '/v1/products/:id/features', (call) => {
    const product = fetchByPath(call.world, 'product', pathId(call));
    const list = page(
      call.world,
      'product_feature',
      ofProduct(call.world, product.id),
      call.params,
      `/v1/products/${product.id}/features`,
    );
    return { ...list, data: list.data.map(shown) };
  }),
  route('GET', '/v1/products/:id/features/:id', (call) => shown(oneOf(call.world, pathId(call), pathId(call, 1)))),
  route('DELETE', '/v1/products/:id/features/:id', (call) => {
    const found = oneOf(call.world, pathId(call), pathId(call, 1));
    call.world.remove('productFeatures', found.id);
    for (const customer of Object.keys(call.world.tables.customers)) refreshEntitlements(call.world, customer);
    return { id: found.id, object: 'product_feature', deleted: true };
  }),
];

function ofProduct(world: World, product: string) {
  return Object.values(world.tables.productFeatures).filter((entry) => entry.productId === product);
}

function oneOf(world: World, product: string, id: string) {
  const found = ofProduct(world, product).find((entry) => entry.id === id);
  if (!found) throw noSuch('product feature', id, 'id', 404);
  return found;
}

function shown<T extends { productId: string }>({ productId: _product, ...rest }: T): Omit<T, 'productId'> {
  return rest;
}

function withoutCustomer<T extends { customer: string }>({ customer: _customer, ...rest }: T): Omit<T, 'customer'> {
  return rest;
}
