import type Stripe from 'stripe';
import { createCustomer } from './resources/customers.js';
import { createPrice } from './resources/prices.js';
import { createProduct } from './resources/products.js';
import type { World } from './world.js';

/** Objects to begin with, in the words of the API's create parameters; any other parameter of the call may stand beside these. */
export interface SeedData {
  products?: readonly SeedProduct[] | undefined;
  customers?: readonly SeedCustomer[] | undefined;
}

export interface SeedProduct {
  id?: string | undefined;
  name: string;
  description?: string | undefined;
  metadata?: Record<string, string> | undefined;
  prices?: readonly SeedPrice[] | undefined;
  [parameter: string]: unknown;
}

export interface SeedPrice {
  currency: string;
  /** Minor units. */
  unit_amount?: number | undefined;
  lookup_key?: string | undefined;
  nickname?: string | undefined;
  recurring?: { interval: 'day' | 'week' | 'month' | 'year'; interval_count?: number | undefined } | undefined;
  metadata?: Record<string, string> | undefined;
  [parameter: string]: unknown;
}

export interface SeedCustomer {
  email?: string | undefined;
  name?: string | undefined;
  metadata?: Record<string, string> | undefined;
  /** A test card's name such as `pm_card_visa`. */
  payment_method?: string | undefined;
  [parameter: string]: unknown;
}

/** Makes the objects as calls of the API would, in the order given. */
export function fillFromSeedData(world: World, data: SeedData): void {
  for (const { prices, ...product } of data.products ?? []) {
    const made = createProduct(world, product as Stripe.ProductCreateParams);
    for (const price of prices ?? []) createPrice(world, { ...price, product: made.id } as Stripe.PriceCreateParams);
  }
  for (const customer of data.customers ?? []) createCustomer(world, customer as Stripe.CustomerCreateParams);
}
