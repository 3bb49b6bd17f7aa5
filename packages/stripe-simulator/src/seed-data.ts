import type Stripe from 'stripe';
import { createCustomer } from './resources/customers.js';
import { createPrice } from './resources/prices.js';
import { createProduct } from './resources/products.js';
import type { World } from './world.js';

/** Objects to begin with, in the words of the API's own create parameters. */
export interface SeedData {
  products?:
    | readonly (Stripe.ProductCreateParams & {
        prices?: readonly Omit<Stripe.PriceCreateParams, 'product' | 'product_data'>[] | undefined;
      })[]
    | undefined;
  customers?: readonly Stripe.CustomerCreateParams[] | undefined;
}

/** Makes the objects as calls of the API would, in the order given. */
export function fillFromSeedData(world: World, data: SeedData): void {
  for (const { prices, ...product } of data.products ?? []) {
    const made = createProduct(world, product);
    for (const price of prices ?? []) createPrice(world, { ...price, product: made.id });
  }
  for (const customer of data.customers ?? []) createCustomer(world, customer);
}
