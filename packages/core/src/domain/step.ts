import type { EntryKind, GrantCategory, Instant, RefillInterval, RefillPolicy, Rollover } from './ledger-rows.js';

/** One command under one key. The same key with the same input answers `replay`, with other input `conflict`. */
export interface Step {
  /** Unique per account for ever, at most 255 characters. Of `capture`, `release` and `extend`: ignored; the hold's key is theirs. */
  readonly key: string;
  readonly command: Command;
  readonly feature?: string | undefined;
  /** The person inside an organisation who used it. */
  readonly member?: string | undefined;
  /** The host's id of the work, at most 255 characters. */
  readonly reference?: string | undefined;
  /** At most 4 KB of JSON. */
  readonly metadata?: { readonly [key: string]: unknown } | undefined;
  readonly actor?: string | undefined;
}

export type Command =
  | ScheduleCommand
  | { readonly do: 'endSchedule'; readonly slot: string; readonly at?: Instant | undefined }
  | {
      readonly do: 'grant';
      readonly amount: number;
      readonly category?: GrantCategory | undefined;
      readonly priority?: number | undefined;
      readonly startsAt?: Instant | undefined;
      readonly expiresAt?: Instant | undefined;
      /** What paid for it: claw-backs name it. */
      readonly reference?: string | undefined;
      /** Tokens of a plan: ends and re-dates with the slot's schedule. */
      readonly slot?: string | undefined;
    }
  /** `overage: 'debt'`: what is missing becomes debt (late captures); default: declined as a whole. */
  | { readonly do: 'spend'; readonly amount: number; readonly overage?: 'deny' | 'debt' | undefined }
  | { readonly do: 'hold'; readonly amount: number; readonly ttlSeconds: number }
  | { readonly do: 'extend'; readonly hold: string; readonly ttlSeconds: number }
  | {
      readonly do: 'capture';
      readonly hold: string;
      /** Default: all of the hold. */
      readonly amount?: number | undefined;
      readonly overage?: 'cap' | 'debt' | 'deny' | undefined;
    }
  | { readonly do: 'release'; readonly hold: string }
  /** `goodwillUntil`: tokens of a grant that has expired come back as a grant until then (null = for ever); default: they end at once. */
  | {
      readonly do: 'refund';
      readonly of: string;
      readonly amount: number;
      readonly goodwillUntil?: Instant | null | undefined;
    }
  | {
      readonly do: 'clawback';
      readonly reference: string;
      readonly total: number;
      readonly shortfall?: 'debt' | 'forgive' | undefined;
    }
  | {
      readonly do: 'adjust';
      readonly amount: number;
      readonly reason: string;
      readonly expiresAt?: Instant | undefined;
    }
  /** Ends one grant now, named by the key it was granted under; what of it is under hold ends when the hold gives it back. */
  | { readonly do: 'expire'; readonly grant: string; readonly reason: string }
  | { readonly do: 'transferOut'; readonly to: number; readonly amount: number }
  | {
      readonly do: 'transferIn';
      readonly from: number;
      readonly amount: number;
      readonly expiresAt?: Instant | undefined;
    }
  | {
      readonly do: 'configure';
      readonly lowBalance?: readonly number[] | undefined;
      readonly memberCap?:
        | { readonly member: string; readonly limit: number | null; readonly every: 'day' | 'week' | 'month' }
        | undefined;
    };

/** A plan starts, renews or changes its dates. Replaces the slot's schedule after settling it. */
export interface ScheduleCommand {
  readonly do: 'schedule';
  readonly slot: string;
  readonly plan: string;
  /** Tokens per refill; null = unlimited. */
  readonly amount: number | null;
  readonly every: RefillInterval | null;
  /** Default: `from`. */
  readonly anchor?: Instant | undefined;
  /** Default: the time of the commit (a customer never seen). */
  readonly from?: Instant | undefined;
  readonly until?: Instant | null | undefined;
  readonly keepUntil?: Instant | null | undefined;
  readonly policy?: RefillPolicy | undefined;
  readonly rollover?: Rollover | undefined;
  /** What another amount means for the running interval; default `keep`: it counts from the next refill. */
  readonly change?: PlanChangePolicy | undefined;
}

/**
 * `keep`: nothing until the next refill. `prorated-delta`: the rest of the interval's share of what is more (never less).
 * `reset`: the interval starts over with the new amount, less what was used. `cap`: no more than the new amount is left.
 * Whatever is flipped how often, an interval never grants more than its dearest plan.
 */
export type PlanChangePolicy = 'keep' | 'prorated-delta' | 'reset' | 'cap';

/** What a step did, as its own first answer; a replay returns it again. */
export interface StepDone {
  readonly status: 'ok';
  /** `availableAfter` of the step's last entry. */
  readonly available: number;
  readonly seq: number;
  /** What was charged, granted, held, given back: the sum over the step's entries, positive. */
  readonly amount: number;
  readonly at: Instant;
  /** Holds: when it gives the tokens back by itself. */
  readonly until?: Instant | undefined;
  /** Low-balance thresholds crossed by this step (first answer only: a replay tells none again). */
  readonly crossed?: readonly number[] | undefined;
  /** Captures: what the work cost beyond what was charged (`cap`, or `deny` without enough left). */
  readonly uncharged?: number | undefined;
}
/** How a hold ended. */
export interface Resolution {
  readonly as: 'captured' | 'released' | 'expired';
  /** Charged in the end. */
  readonly amount: number;
  readonly at: Instant;
}
export type StepResult =
  | StepDone
  | {
      readonly status: 'replay';
      readonly first: StepDone;
      readonly kind: EntryKind;
      readonly reference: string | null /** Holds: how it ended; absent = pending. */;
      readonly resolution?: Resolution | undefined;
    }
  | { readonly status: 'conflict' }
  | { readonly status: 'insufficient'; readonly available: number; readonly required: number }
  | {
      readonly status: 'memberCap';
      readonly limit: number;
      readonly used: number;
      readonly required: number;
      readonly resetsAt: Instant;
    }
  | { readonly status: 'exceeds'; readonly limit: number }
  | { readonly status: 'holdExpired' }
  | { readonly status: 'alreadyResolved'; readonly as: 'captured' | 'released' | 'expired'; readonly amount: number }
  | { readonly status: 'notFound' };
