import type { Customer, Denial } from '@farebox/core';
import type { Random } from '../random.js';
import { type Book, ERASED_CUSTOMER, type Seen } from './engine-book.js';
import type { EngineFeature } from './engine-catalog.js';
import type { StripeModel } from './stripe-model.js';

/** What a random call is made of. */
export interface Setting {
  readonly random: Random;
  readonly book: Book;
  readonly stripe: StripeModel;
  /** By the database's clock. */
  now(): number;
  /** By the machines' clock, which may be off the database's. */
  machineNow(): number;
  /** An event leaves Stripe's outbox, or comes a second time, or never. */
  fault(fault: 'event twice' | 'event lost'): void;
}
export const CUSTOMERS: readonly Customer[] = ['ann', 'bob', { organization: 'acme' }, ERASED_CUSTOMER];
const MEMBERS = ['ann', 'bob', undefined] as const;
const LEVELS = [undefined, 'low', 'high'] as const;

export const memberOf = (random: Random, customer: Customer): string | undefined =>
  typeof customer === 'string' ? undefined : random.pick(MEMBERS);
/** Half of the calls are for what levels of complexity charge. */
export const featureOf = (random: Random): EngineFeature =>
  random.pick(['analyze', 'analyze', 'report', 'insight'] as const);
export const usageOf = (
  random: Random,
  feature: EngineFeature,
): { readonly complexity?: 'low' | 'high' | undefined } =>
  feature === 'analyze' ? { complexity: random.pick(LEVELS) } : {};
export const deniedBy = (denial: Denial): Seen => ({ outcome: `denied ${denial.reason}`, denial });

/** A customer of whom there is one to be met, if there is any. */
export function someoneWith(
  what: 'holds' | 'charges' | 'references',
  { random, book }: Setting,
  anybody: Customer,
): Customer {
  const others = CUSTOMERS.filter((customer) => book.knownOf(customer)[what].length > 0);
  return others.length === 0 || random.chance(0.1) ? anybody : random.pick(others);
}
