import type { DenialReasonCode } from './errors/index.js';
import type { Json } from './catalog-types.js';
import type { Interval } from './catalog/catalog-input.js';

/**
 * What the engine answers. Product outcomes are values; only broken promises are thrown. Amounts are whole units: tokens, or
 * the parts of one that `tokens.precision` of the catalogue declares (`fromUnits(1250, 2)` is '12.5').
 */
export interface Grant {
  readonly id: string;
  readonly category: 'plan' | 'paid' | 'promo' | 'rollover' | 'adjust';
  readonly amount: number;
  readonly remaining: number;
  readonly expiresAt: Date | null;
}
/** The familiar five over the current refill period of the main plan slot, and what stands behind them. */
export interface Balance {
  /** Plan tokens granted in this period. */
  readonly monthlyTokens: number;
  /** All other tokens owned at its start, less the debt then, plus granted since, less expired and clawed back. */
  readonly additionalTokens: number;
  /** Net spent since its start. */
  readonly usedTokens: number;
  /** max(0, monthly + additional - used - held - debt); null = unlimited. */
  readonly remainingTokens: number | null;
  /** The next refill, or null. */
  readonly resetDate: Date | null;
  /** Under holds: work is running. */
  readonly heldTokens: number;
  readonly unlimited: boolean;
  readonly debt: number;
  /** Orders snapshots, together with `asOf`. */
  readonly revision: number;
  readonly asOf: Date;
  /** From here on the numbers may have changed by themselves; null = never. */
  readonly staleAt: Date | null;
}
/** The figures, and the grants with tokens left behind them, in the order in which they burn. */
export interface DetailedBalance extends Balance {
  readonly grants: readonly Grant[];
}
export type Remedy<Plan extends string = string, TopUp extends string = string> =
  /** `interval: null` = a plan sold by talking. */
  | { readonly kind: 'plan'; readonly plan: Plan; readonly interval: Interval | null }
  | { readonly kind: 'topUp'; readonly topUp: TopUp }
  | { readonly kind: 'wait'; readonly until: Date };
export type DenialReason = DenialReasonCode;
/** Never bare: why, how much is missing, what would mend it (best first). Generic over ids only: short to hover. */
export interface Denial<Plan extends string = string, TopUp extends string = string> {
  readonly allowed: false;
  readonly reason: DenialReason;
  readonly feature: string;
  readonly required: number;
  readonly remaining: number;
  readonly shortfall: number;
  readonly resetDate: Date | null;
  readonly remedies: readonly Remedy<Plan, TopUp>[];
}
export interface Quote {
  readonly allowed: true;
  readonly feature: string;
  /** The hold: what the run costs by its estimate. */
  readonly cost: number;
  /** Upper bound; = cost in this release. */
  readonly maximum: number;
  /** Null = unlimited. */
  readonly remaining: number | null;
  readonly remainingAfter: number | null;
  readonly needsConfirmation: boolean;
}
export interface Denied<D = Denial> {
  readonly status: 'denied';
  readonly denial: D;
}
export type SpendOutcome<D = Denial> =
  | { readonly status: 'done'; readonly charged: number; readonly balance: Balance; readonly replayed: boolean }
  | Denied<D>;
export type RunOutcome<T, D = Denial> =
  | { readonly status: 'done'; readonly value: T; readonly charged: number; readonly balance: Balance }
  | Denied<D>
  /** It costs more than `costAtMost`; nothing was held. */
  | { readonly status: 'cost_changed'; readonly cost: number }
  /** The caller left before the end. What was reported or handed out by then is charged; there is no value. */
  | { readonly status: 'aborted'; readonly charged: number; readonly balance: Balance }
  /** The same key is at work right now, here or on another machine. */
  | { readonly status: 'in_progress'; readonly startedAt: Date }
  /** The same key has finished before; the work was not called again. */
  | { readonly status: 'already_settled'; readonly charged: number; readonly reference: string | null };
export type HoldOutcome<D = Denial> =
  | {
      readonly status: 'held';
      readonly held: number;
      readonly expiresAt: Date | null;
      readonly balance: Balance;
      readonly replayed: boolean;
    }
  | Denied<D>;

/** More would be taken than there is; nothing was. Not final: the same key may be sent again. */
export interface NotEnough {
  readonly status: 'not_enough_tokens';
  readonly required: number;
  readonly remaining: number;
  readonly shortfall: number;
}
export interface CaptureOutcome {
  readonly charged: number;
  /** What the work cost beyond `charged`, and stays free. */
  readonly uncharged: number;
  readonly balance: Balance;
}
export interface ReleaseOutcome {
  readonly balance: Balance;
}
export interface ExtendOutcome {
  /** When the hold gives its tokens back by itself. */
  readonly expiresAt: Date;
}
export interface GrantOutcome {
  readonly granted: number;
  readonly replayed: boolean;
  readonly balance: Balance;
}
export interface RefundOutcome {
  readonly refunded: number;
  readonly replayed: boolean;
  readonly balance: Balance;
}
export interface ExpireOutcome {
  /** Tokens that the grant still had, and that are lost. */
  readonly expired: number;
  readonly replayed: boolean;
  readonly balance: Balance;
}
export interface ClawbackOutcome {
  /** This call's change; negative = given back. */
  readonly takenBack: number;
  readonly replayed: boolean;
  readonly balance: Balance;
}
export type AdjustOutcome =
  /** `adjusted` bears the sign that was asked for. */
  | { readonly status: 'done'; readonly adjusted: number; readonly replayed: boolean; readonly balance: Balance }
  | NotEnough;
export type TransferOutcome =
  | {
      readonly status: 'done';
      readonly moved: number;
      readonly replayed: boolean;
      readonly from: Balance;
      readonly to: Balance;
    }
  /** They have left and could not arrive (the other account cannot count more). The same call brings them later. */
  | { readonly status: 'pending' }
  | NotEnough;
/** What one member may use of an organisation's pool. */
export interface MemberCapInForce {
  readonly member: string;
  readonly limit: number;
  readonly every: 'day' | 'week' | 'month';
  /** In the running window, open holds included. */
  readonly used: number;
  readonly left: number;
  readonly resetsAt: Date;
}

export type HistoryKind =
  | 'spend'
  | 'hold'
  | 'capture'
  | 'release'
  | 'holdExpired'
  | 'refill'
  | 'grant'
  | 'expire'
  | 'refund'
  | 'clawback'
  | 'adjust'
  | 'rollover'
  | 'overage'
  | 'transferIn'
  | 'transferOut';
/** One line of history as a person reads it: an operation, or a hold that is still open. */
export interface HistoryEntry<Feature extends string = string, M = Json> {
  readonly id: string;
  readonly at: Date;
  readonly kind: HistoryKind;
  readonly feature: Feature | null;
  readonly member: string | null;
  /** Change in tokens the customer owns: negative = used. */
  readonly amount: number;
  /** Still under hold. */
  readonly held: number;
  /** Null = unlimited. */
  readonly balanceAfter: number | null;
  readonly reference: string | null;
  readonly metadata: M | null;
}
export interface HistoryPage<Feature extends string = string, M = Json> {
  readonly entries: readonly HistoryEntry<Feature, M>[];
  readonly cursor: string | null;
}
