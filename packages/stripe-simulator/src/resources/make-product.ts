import type Stripe from 'stripe';
import { emit } from '../events.js';
import { invalidRequest } from '../http/stripe-error.js';
import type { Product } from '../state/tables.js';
import type { World } from '../world.js';
import { mergeMetadata, orNull } from './fields.js';

/** A product without a price of its own. */
export function makeProduct(world: World, params: Stripe.ProductCreateParams): Product {
  if (params.id && world.tables.products[params.id])
    throw invalidRequest('Product already exists.', { code: 'resource_already_exists', param: 'id' });
  const product: Product = {
    id: params.id ?? world.id('prod'),
    object: 'product',
    active: params.active ?? true,
    created: world.now(),
    default_price: null,
    description: orNull(params.description),
    images: params.images ?? [],
    livemode: false,
    marketing_features: params.marketing_features ?? [],
    metadata: mergeMetadata(null, params.metadata),
    name: params.name,
    package_dimensions: params.package_dimensions || null,
    shippable: params.shippable ?? null,
    statement_descriptor: orNull(params.statement_descriptor),
    tax_code: orNull(params.tax_code),
    tax_details: null,
    type: params.type ?? 'service',
    unit_label: orNull(params.unit_label),
    updated: world.now(),
    url: orNull(params.url),
  };
  world.put('products', product);
  emit(world, 'product.created', product);
  return product;
}
