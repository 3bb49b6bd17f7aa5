import type { FeatureInput, Interval, PlanInput, TokensInput, TopUpInput } from './catalog-input.js';

/** The small type that everything else speaks: ids, levels, units and intervals. No price, no text. */
export interface Flat {
  readonly charge: 'flat';
}
export interface Levels<L extends string> {
  readonly charge: 'levels';
  readonly levels: L;
}
export interface Units<U extends string> {
  readonly charge: 'units';
  readonly units: U;
}
export interface Flag {
  readonly charge: 'flag';
}
/** How a feature is charged, as far as a caller's types need to know. */
export type Charge = Flat | Levels<string> | Units<string> | Flag;

export interface CatalogShape {
  readonly features: { readonly [feature: string]: Charge };
  /** Plan id -> the intervals it can be bought for; never = not in Checkout. */
  readonly plans: { readonly [plan: string]: Interval };
  readonly topUps: string;
}

/** What `defineCatalog` answers: frozen, checked, its ids literal types. */
export interface Catalog<
  F extends { [feature: string]: Charge } = { [feature: string]: Charge },
  P extends { [plan: string]: Interval } = { [plan: string]: Interval },
  T extends string = string,
> {
  /** Exists for the compiler only. */
  readonly $shape?: { readonly features: F; readonly plans: P; readonly topUps: T };
  /** As written, like everything here: amounts are tokens, not units. */
  readonly tokens?: TokensInput | undefined;
  readonly features: { readonly [K in keyof F]: FeatureInput };
  readonly plans: { readonly [K in keyof P]: PlanInput<string> };
  readonly topUps: { readonly [K in T]: TopUpInput };
}

type ChargeOf<F> = F extends { readonly type: 'flag' }
  ? Flag
  : F extends { readonly cost: { readonly per: infer U } }
    ? Units<keyof U & string>
    : F extends { readonly complexity: infer L extends object }
      ? Levels<Exclude<keyof L & string, 'fromDuration'>>
      : Flat;
type IntervalsOf<P> = P extends { readonly prices: infer I } ? keyof I & Interval : never;
/** `infer` evaluates the mapped type at once, so a hover shows `{ chat: Units<"in" | "out"> }` and not the whole input. */
export type Charges<F> = { [K in keyof F]: ChargeOf<F[K]> } extends infer R extends { [feature: string]: Charge }
  ? R
  : never;
export type Intervals<P> = { [K in keyof P]: IntervalsOf<P[K]> } extends infer R extends { [plan: string]: Interval }
  ? R
  : never;
