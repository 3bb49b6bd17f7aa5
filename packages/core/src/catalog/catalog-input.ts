import type { Money } from './money.js';

/** What a host types into `defineCatalog`. All of it is typed from the first version; what a release does not run is refused by name. */
export interface Duration {
  readonly days?: number | undefined;
  readonly months?: number | undefined;
  readonly years?: number | undefined;
}
/** The token itself. */
export interface TokensInput {
  /**
   * Decimal places of a token, 0 (default) to 9. With 2, amounts in the catalogue and in `policies` may be written as 0.25;
   * everything that the engine takes and answers counts whole units, here hundredths. Never change it once tokens are
   * granted: the ledger's numbers stay what they are.
   */
  readonly precision?: number | undefined;
}
interface Named {
  readonly name: string;
  readonly description?: string | undefined;
}

/** `cost: 10`, the same with `complexity` factors, `cost: { per, minimum }`, or `type: 'flag'`. */
export type FeatureInput = FlatFeature | MeteredFeature | FlagFeature;
/** Seconds that a run really took, for the level of a run that reports none. */
export interface FromDuration {
  readonly lowBelow: number;
  readonly highAbove: number;
}
export interface FlatFeature extends Named {
  /** Tokens at factor 1; whole, unless `tokens.precision` says otherwise. */
  readonly cost: number;
  /** Factor per level; costs are rounded up to a unit. A run that names no level costs factor 1. */
  readonly complexity?:
    | { readonly [level: string]: number | FromDuration; readonly fromDuration?: FromDuration }
    | undefined;
  /** Open only to plans whose `includes` names it. Default: open to every plan. */
  readonly gated?: boolean | undefined;
  readonly type?: undefined;
}
export interface MeteredFeature extends Named {
  readonly cost: MeteredCost;
  readonly complexity?: undefined;
  readonly gated?: boolean | undefined;
  readonly type?: undefined;
}
/** Costs nothing: a plan includes it or does not. */
export interface FlagFeature extends Named {
  readonly type: 'flag';
  readonly cost?: undefined;
  readonly complexity?: undefined;
  readonly gated?: undefined;
}
export interface MeteredCost {
  /** Tokens per unit. */
  readonly per: Readonly<Record<string, number>>;
  readonly minimum?: number | undefined;
}

export type Interval = 'month' | 'year';
/** `usd(19)`, the same in several currencies, or with what Stripe must know. */
export type PriceInput = Money | readonly Money[] | PriceDetails;
export interface PriceDetails {
  readonly amount: Money | readonly Money[];
  readonly per?: 'seat' | undefined;
  readonly taxBehavior?: 'inclusive' | 'exclusive' | undefined;
  /** Adopts prices that exist already. */
  readonly stripe?:
    | { readonly lookupKey?: string | undefined; readonly priceIds?: readonly string[] | undefined }
    | undefined;
}
/** How a plan's tokens come, independent of how it is billed. */
export interface RefillInput {
  /**
   * `reset` (default): what is left ends with the next refill. `add`: it stays for as long as the plan is paid. `topUpTo`:
   * each refill brings the plan's tokens back up to its amount.
   */
  readonly policy?: 'reset' | 'add' | 'topUpTo' | undefined;
  /**
   * Default: every month. Counted from the day the paid period began: each payment brings a refill. Longer than a payment
   * lasts: counted from the first payment on, for as long as they follow each other; then all plans sold by that interval
   * must refill alike.
   */
  readonly every?: { readonly unit: 'day' | 'week' | 'month'; readonly count?: number | undefined } | undefined;
  /** With `reset`: at most `cap` unspent tokens move on, for `intervals` refills (default 1). */
  readonly rollover?: { readonly cap: number; readonly intervals?: number | undefined } | undefined;
}
/**
 * What another plan within a running period does to tokens. `keep`: nothing until the next refill. `prorated-delta`: the rest
 * of the period's share of what is more. `reset`: the period starts over, less what was used. `cap`: no more than the new
 * amount is left. However often plans are flipped, a period never gives more than its dearest plan.
 */
export type PlanChange = 'keep' | 'prorated-delta' | 'reset' | 'cap';
export interface PlanInput<FeatureId extends string> extends Named {
  /** Tokens per refill (by default a month), or no limit. */
  readonly tokens: number | 'unlimited';
  readonly prices?: { readonly [I in Interval]?: PriceInput | undefined } | undefined;
  readonly refill?: RefillInput | undefined;
  /** Tokens while a trial of the plan runs in Stripe, once per customer. Default: none until it is paid. */
  readonly trial?: { readonly tokens: number } | undefined;
  /** On the way to this plan from another within a period. Default: up `prorated-delta`, down `keep`. */
  readonly change?: { readonly up?: PlanChange | undefined; readonly down?: PlanChange | undefined } | undefined;
  /** Flags this plan switches on, and gated features it opens. */
  readonly includes?: readonly FeatureId[] | undefined;
  /** A plan sold by talking: mailto: or https:. Never in Checkout. */
  readonly contact?: string | undefined;
}
export interface TopUpInput extends Named {
  readonly tokens: number;
  readonly price: PriceInput;
  readonly expiresAfter?: Duration | undefined;
}
