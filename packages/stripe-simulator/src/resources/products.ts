import type Stripe from 'stripe';
import { pathId, route } from '../http/call.js';
import { page } from '../http/list.js';
import { invalidRequest } from '../http/stripe-error.js';
import { emit, snapshot } from '../events.js';
import type { Product } from '../state/tables.js';
import type { World } from '../world.js';
import { mergeMetadata, orNull } from './fields.js';
import { fetchByParam, fetchByPath } from './kinds.js';
import { makeProduct } from './make-product.js';
import { createPrice } from './prices.js';

export const productRoutes = [
  route<Stripe.ProductCreateParams>('POST', '/v1/products', ({ world, params }) => createProduct(world, params)),
  route('GET', '/v1/products/:id', (call) => fetchByPath(call.world, 'product', pathId(call))),
  route<Stripe.ProductUpdateParams>('POST', '/v1/products/:id', (call) => {
    const { world, params } = call;
    const product = fetchByPath(world, 'product', pathId(call));
    if (params.default_price) fetchByParam(world, 'price', params.default_price, 'default_price');
    const before = snapshot(world, product);
    if (params.active !== undefined) product.active = params.active;
    if (params.default_price !== undefined) product.default_price = orNull(params.default_price);
    if (params.description !== undefined) product.description = orNull(params.description);
    if (params.images !== undefined) product.images = orNull(params.images) ?? [];
    if (params.marketing_features !== undefined) product.marketing_features = orNull(params.marketing_features) ?? [];
    if (params.name !== undefined) product.name = params.name;
    if (params.statement_descriptor !== undefined) product.statement_descriptor = params.statement_descriptor;
    if (params.tax_code !== undefined) product.tax_code = orNull(params.tax_code);
    if (params.unit_label !== undefined) product.unit_label = orNull(params.unit_label);
    if (params.url !== undefined) product.url = orNull(params.url);
    if (params.shippable !== undefined) product.shippable = params.shippable;
    product.metadata = mergeMetadata(product.metadata, params.metadata);
    product.updated = world.now();
    emit(world, 'product.updated', product, before);
    return product;
  }),
  route('DELETE', '/v1/products/:id', (call) => {
    const product = fetchByPath(call.world, 'product', pathId(call));
    if (Object.values(call.world.tables.prices).some((price) => price.product === product.id)) {
      throw invalidRequest('This product cannot be deleted because it has one or more user-created prices.');
    }
    emit(call.world, 'product.deleted', product);
    call.world.remove('products', product.id);
    return { id: product.id, object: 'product', deleted: true };
  }),
  route<Stripe.ProductListParams>('GET', '/v1/products', ({ world, params }) => {
    const rows = Object.values(world.tables.products).filter(
      (product) =>
        (params.active === undefined || product.active === params.active) &&
        (params.ids === undefined || params.ids.includes(product.id)) &&
        (params.url === undefined || product.url === params.url),
    );
    return page(world, 'product', rows, params, '/v1/products');
  }),
];

export function createProduct(world: World, params: Stripe.ProductCreateParams): Product {
  const product = makeProduct(world, params);
  // The price comes first in the list of events only after its product.
  const data = params.default_price_data;
  if (data) {
    const before = snapshot(world, product);
    product.default_price = createPrice(world, { ...data, product: product.id } as Stripe.PriceCreateParams).id;
    emit(world, 'product.updated', product, before);
  }
  return product;
}
