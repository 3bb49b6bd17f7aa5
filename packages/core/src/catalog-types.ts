/** Types derived from a catalogue. Every name here is public; nothing here exists at run time. */
import type { Interval } from './catalog/catalog-input.js';
import type { Catalog, Flag, Levels, Units } from './catalog/catalog-shape.js';

type Shape<C extends Catalog> = NonNullable<C['$shape']>;
type Features<C extends Catalog> = Shape<C>['features'];

/** A conditional type's result has no alias: hovers and messages show `"free" | "starter"` and not `PlanId<Catalog<{…}>>`. */
type Bare<T> = T extends infer X extends string ? X : never;
export type FeatureId<C extends Catalog> = Bare<keyof Features<C>>;
export type ChargeOf<C extends Catalog, F> = F extends keyof Features<C> ? Features<C>[F] : never;
/** Features that cost tokens. */
export type PaidFeatureId<C extends Catalog> = Bare<
  { [K in keyof Features<C>]: Features<C>[K] extends Flag ? never : K }[keyof Features<C>]
>;
export type FlagId<C extends Catalog> = Bare<
  { [K in keyof Features<C>]: Features<C>[K] extends Flag ? K : never }[keyof Features<C>]
>;
export type PlanId<C extends Catalog> = Bare<keyof Shape<C>['plans']>;
export type TopUpId<C extends Catalog> = Shape<C>['topUps'];
/** Plans that Checkout can sell for an interval. */
export type PlanWith<C extends Catalog, I extends Interval> = Bare<
  { [P in keyof Shape<C>['plans']]: I extends Shape<C>['plans'][P] ? P : never }[keyof Shape<C>['plans']]
>;

declare const flat: unique symbol;
/** Not an empty interface: `{}` would accept any property without a word. */
export interface FlatUsage {
  readonly [flat]?: never;
}
export interface LevelUsage<L extends string> {
  readonly complexity?: L | undefined;
}
export interface UnitUsage<U extends string> {
  readonly units: { readonly [K in U]?: number | undefined };
}
/** What a run uses, before (an estimate) or after (what it really took). */
export type UsageOf<Ch> =
  Ch extends Levels<infer L> ? LevelUsage<L> : Ch extends Units<infer U> ? UnitUsage<U> : FlatUsage;
/** A metered feature must say its units; the others may be asked for without any usage. */
export type UsageArguments<Ch> = Ch extends Units<infer U> ? [usage: UnitUsage<U>] : [usage?: UsageOf<Ch> | undefined];

/** One run that the server executes: input as the browser sends it, output as JSON brings it back. */
export interface RunTypes {
  readonly input: unknown;
  readonly output: unknown;
  readonly chunk: unknown;
}
/** All that a browser may know. `export interface App extends AppOf<typeof handler> {}` gives it a short name. */
export interface AppTypes<C extends Catalog = Catalog, R extends { readonly [F in keyof R]: RunTypes } = {}> {
  readonly catalog: C;
  readonly runs: R;
}
export interface AnyApp {
  readonly catalog: Catalog;
  readonly runs: object;
}
export type AppOf<H> = H extends { readonly $app?: infer A extends AnyApp | undefined } ? NonNullable<A> : never;

/** What JSON makes of a value. */
export type Wire<T> = T extends string | number | boolean | null | undefined
  ? T
  : T extends { toJSON(): infer J }
    ? J
    : T extends (...args: never) => unknown
      ? never
      : T extends readonly unknown[]
        ? { [K in keyof T]: Wire<T[K]> }
        : T extends object
          ? { [K in keyof T]: Wire<T[K]> }
          : unknown extends T
            ? unknown
            : never;

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
/** https://standardschema.dev, the part we read: zod, valibot and arktype all have it. */
export interface StandardSchema<In = unknown, Out = In> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => unknown;
    readonly types?: { readonly input: In; readonly output: Out } | undefined;
  };
}
export type SchemaInput<S extends StandardSchema> = NonNullable<S['~standard']['types']>['input'];
export type SchemaOutput<S extends StandardSchema> = NonNullable<S['~standard']['types']>['output'];
