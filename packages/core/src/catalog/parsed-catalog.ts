import type { RefillInterval } from '../domain/ledger-rows.js';
import type { Interval, PlanChange } from './catalog-input.js';
import type { Money } from './money.js';
import type { PriceIndex } from './price-index.js';

/**
 * The catalogue as the engine reads it: every default filled in, look-ups by id, nothing left to interpret. All amounts of
 * tokens are whole numbers of the smallest unit.
 */
export interface ParsedCatalog {
  /** Decimal places of a token: with 2, a token is 100 units. */
  readonly precision: number;
  /** In the order of the catalogue. */
  readonly plans: readonly ParsedPlan[];
  readonly features: readonly ParsedFeature[];
  /** The plan of a customer never seen: neither `prices` nor `contact`. Null = such a customer has no plan and no tokens. */
  readonly defaultPlan: ParsedPlan | null;
  readonly prices: PriceIndex;
  /** Null = the catalogue has no such plan (any more). */
  plan(id: string): ParsedPlan | null;
  feature(id: string): ParsedFeature | null;
}
export interface ParsedPlan {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  /** Tokens per refill; null = unlimited. */
  readonly tokens: number | null;
  readonly refill: ParsedRefill;
  /** Tokens while a trial runs; null = none. */
  readonly trialTokens: number | null;
  readonly change: { readonly up: PlanChange; readonly down: PlanChange };
  readonly prices: Readonly<Record<Interval, Money | null>>;
  /** Flags it switches on and gated features it opens. */
  readonly includes: readonly string[];
  readonly contact: string | null;
  readonly isDefault: boolean;
  /** Customers hold one active plan per group. One group in this release. */
  readonly productGroup: string;
}
export interface ParsedRefill {
  readonly policy: 'reset' | 'add' | 'topUpTo';
  readonly rollover: { readonly cap: number; readonly intervals: number } | null;
  /** By how the plan is billed; `unpaid` = not at all. Null = once per payment. */
  readonly every: Readonly<Record<Interval | 'unpaid', RefillInterval | null>>;
}
export interface ParsedFeature {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly charge: 'flat' | 'levels' | 'flag';
  /** Tokens at factor 1; 0 for flags. */
  readonly cost: number;
  /** Tokens per level, rounded up. */
  readonly levels: Readonly<Record<string, number>>;
  readonly gated: boolean;
}
/** The one product group of this release. */
export const MAIN_GROUP = 'main';
