import type { BalanceWire, FeatureWire } from '@farebox/core/contract';
import type { LoadState } from '../client/loaded.js';
import type { Tone } from '../elements/tone.js';
import type { Texture } from '../fare-strip/strip-key.js';
import { stubCount } from '../fare-strip/geometry.js';
import { createFormat, type Format } from '../format/format.js';
import type { DeriveContext } from '../messages/derive-context.js';

export interface TokenMeterInput {
  readonly balance: LoadState<BalanceWire>;
  /** Balances at which a notice is due; from the catalogue. */
  readonly lowBalance?: readonly number[] | undefined;
  /** To say what is still affordable; from the catalogue. */
  readonly features?: readonly FeatureWire[] | undefined;
  /** Tokens of the next refill; the current plan's, when the caller knows it. */
  readonly refillTokens?: number | null | undefined;
  /** Name of the feature that holds tokens now, when the caller knows it. */
  readonly heldFor?: string | null | undefined;
}

export interface LegendEntry {
  readonly texture: Texture;
  readonly text: string;
}

/** A balance, ready to be drawn. Numbers for the drawing, sentences for the reader: they always agree. */
export interface MeterModel {
  readonly label: string;
  /** The sentence that a screen reader gets in place of the drawing. */
  readonly valueText: string;
  /** What is left, with what is on hold. Meaningless when unlimited. */
  readonly left: number;
  readonly limit: number;
  readonly held: number;
  readonly missing?: number | undefined;
  readonly unlimited: boolean;
  readonly figure: string;
  readonly unit: string;
  /** "tokens left": beside the figure where there is no room for the limit. */
  readonly shortUnit: string;
  readonly tone?: Tone | undefined;
  readonly say?: string | undefined;
  readonly note?: string | undefined;
  readonly scale?: string | undefined;
  readonly legend: readonly LegendEntry[];
}

export type TokenMeterModel =
  | { readonly status: 'loading'; readonly label: string }
  | { readonly status: 'error'; readonly label: string; readonly text: string; readonly retry: string }
  | ({ readonly status: 'ready' } & MeterModel);

/** How low a balance is. A full one is never low, however small it is: only a crossing counts. */
export type BalanceLevel = 'unlimited' | 'plenty' | 'low' | 'last' | 'none';

export function balanceLevel(balance: BalanceWire, lowBalance: readonly number[]): BalanceLevel {
  if (balance.unlimited || balance.remainingTokens === null) return 'unlimited';
  const left = balance.remainingTokens;
  const owned = ownedTokens(balance);
  if (left === 0) return balance.heldTokens > 0 ? 'low' : 'none';
  if (left === 1 && owned > 1) return 'last';
  return lowBalance.some((threshold) => owned > threshold && left <= threshold) ? 'low' : 'plenty';
}

/** The whole strip: all tokens of this period, at least what is left of them. */
export function ownedTokens(balance: BalanceWire): number {
  return Math.max(
    balance.monthlyTokens + balance.additionalTokens,
    (balance.remainingTokens ?? 0) + balance.heldTokens,
    0,
  );
}

/** Features that the balance still pays for, cheapest first, two at most: "PDP analyzer (5)". */
export function affordable(
  features: readonly FeatureWire[],
  left: number,
  f: Format,
  context: DeriveContext,
): { text: string | null; cheapest: number | null } {
  const priced = features.flatMap((feature) =>
    feature.cost === null || feature.charge === 'flag' ? [] : [{ name: feature.name, cost: feature.cost }],
  );
  const cheapest = priced.length === 0 ? null : Math.min(...priced.map(({ cost }) => cost));
  const within = priced.filter(({ cost }) => cost <= left).sort((one, other) => one.cost - other.cost);
  const named = within.slice(0, 2).map(({ name, cost }) => context.messages.featureCost({ feature: name, cost }, f));
  return { text: named.length === 0 ? null : f.or(named), cheapest };
}

export interface MeterOptions {
  /** A sentence in place of the usual one below the strip; null = none. */
  readonly note?: string | null | undefined;
  /** The card warns already: no tone and no word of its own. */
  readonly quiet?: boolean | undefined;
  /** Is this the only date on its card? Then it carries the year. */
  readonly withYear?: boolean | undefined;
}

/** A balance as a drawing and its words; SubscriptionManager shows the same. */
export function describeMeter(
  balance: BalanceWire,
  input: Omit<TokenMeterInput, 'balance'>,
  context: DeriveContext,
  options: MeterOptions = {},
): MeterModel {
  const f = createFormat(context);
  const m = context.messages;
  const level = balanceLevel(balance, input.lowBalance ?? []);
  if (level === 'unlimited') {
    const note =
      options.note === undefined ? m.meterUnlimitedUsed({ used: balance.usedTokens }, f) : (options.note ?? undefined);
    return {
      label: m.meterLabel,
      valueText: m.meterUnlimited,
      left: 0,
      limit: 0,
      held: balance.heldTokens,
      unlimited: true,
      figure: m.meterUnlimited,
      unit: '',
      shortUnit: '',
      note,
      legend: [],
    };
  }
  const free = balance.remainingTokens ?? 0;
  const held = balance.heldTokens;
  const left = free + held;
  const limit = ownedTokens(balance);
  const used = Math.max(0, limit - left);
  const quiet = options.quiet === true;
  const tone: Tone | undefined = quiet
    ? undefined
    : level === 'none' || level === 'last'
      ? 'danger'
      : level === 'low'
        ? 'warning'
        : undefined;
  const perStub = limit / stubCount(limit);
  return {
    label: m.meterLabel,
    valueText: m.meterValue({ left, limit, held }, f),
    left,
    limit,
    held,
    unlimited: false,
    figure: f.tokens(left),
    unit: m.meterUnit({ limit }, f),
    shortUnit: m.meterUnitShort({ left }, f),
    tone,
    say: quiet
      ? undefined
      : level === 'none'
        ? m.meterNone
        : level === 'last'
          ? m.meterLast
          : level === 'low'
            ? m.meterLow
            : undefined,
    note:
      options.note === undefined
        ? usualNote(balance, level, input, context, f, options.withYear ?? false)
        : (options.note ?? undefined),
    scale: limit > 0 && Number.isInteger(perStub) ? m.meterScale({ tokens: perStub }, f) : undefined,
    legend:
      held > 0
        ? [
            { texture: 'left', text: m.legendFree({ count: free }, f) },
            { texture: 'held', text: m.legendHeld({ count: held, feature: input.heldFor ?? null }, f) },
            ...(used > 0 ? [{ texture: 'used', text: m.legendUsed({ count: used }, f) } as const] : []),
          ]
        : [],
  };
}

function usualNote(
  balance: BalanceWire,
  level: BalanceLevel,
  input: Omit<TokenMeterInput, 'balance'>,
  context: DeriveContext,
  f: Format,
  withYear: boolean,
): string | undefined {
  const m = context.messages;
  if (balance.debt > 0) return m.meterDebt({ debt: balance.debt }, f);
  const at = balance.resetDate === null ? null : new Date(balance.resetDate);
  const tokens = input.refillTokens ?? balance.monthlyTokens;
  const comes = at !== null && tokens > 0;
  if (level === 'none') return comes ? m.meterWaiting({ tokens, at }, f) : undefined;
  if ((level === 'low' || level === 'last') && input.features !== undefined) {
    const { text, cheapest } = affordable(input.features, balance.remainingTokens ?? 0, f, context);
    if (text !== null) return m.meterEnough({ until: at, features: text }, f);
    if (cheapest !== null) return m.meterNotEnough({ cost: cheapest }, f);
  }
  return comes ? m.meterNew({ tokens, at, withYear }, f) : undefined;
}

/** TokenMeter's model. An error with a last known balance shows that balance. */
export function deriveTokenMeter(input: TokenMeterInput, context: DeriveContext): TokenMeterModel {
  const { balance, ...rest } = input;
  const m = context.messages;
  if (balance.status === 'loading') return { status: 'loading', label: m.meterLoading };
  const f = createFormat(context);
  if (balance.status === 'error') {
    if (balance.data === undefined)
      return { status: 'error', label: m.meterLabel, text: m.meterError, retry: m.tryAgain };
    return {
      status: 'ready',
      ...describeMeter(balance.data, rest, context, { note: staleNote(balance.data, context, f) }),
    };
  }
  const note = balance.isOffline === true ? staleNote(balance.data, context, f) : undefined;
  return { status: 'ready', ...describeMeter(balance.data, rest, context, { note, withYear: true }) };
}

/** "You are offline. Last known at 10:42: 37 tokens left." */
export function staleNote(balance: BalanceWire, context: DeriveContext, f: Format): string {
  return context.messages.offline({ at: new Date(balance.asOf), left: leftInWords(balance, context, f) }, f);
}

export function leftInWords(balance: BalanceWire, context: DeriveContext, f: Format): string {
  if (balance.remainingTokens === null) return context.messages.planUnlimited.toLocaleLowerCase(context.locale);
  return context.messages.tokensLeft({ count: balance.remainingTokens + balance.heldTokens }, f);
}
