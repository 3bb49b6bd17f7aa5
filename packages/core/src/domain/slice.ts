import type { AccountRow, EntryDetailRow, EntryRow, GrantRow, Instant, ScheduleRow } from './ledger-rows.js';

/** What of one account must be loaded for a unit's steps. A store may always load more. */
export interface Needs {
  /** Keys of the steps and of the holds and operations they name: every entry (and detail) under them. */
  readonly keys: readonly string[];
  /** References (charges) named by claw-backs: their grants, and every entry whose `of` is one of them. */
  readonly references: readonly string[];
  /**
   * `false`: the figures of the account and its schedules are enough. A store may then leave live grants out where nothing
   * is due: a customer can have thousands. For reading only; default `true`.
   */
  readonly grants?: boolean | undefined;
}

/** The part of one account that `needs` names, as of one moment. */
export interface Slice {
  /** Null = never seen. */
  readonly account: AccountRow | null;
  /** All of the account. */
  readonly schedules: readonly ScheduleRow[];
  /** Every grant with tokens left, every grant that a named or due hold or operation took from, and those of the named references. */
  readonly grants: readonly GrantRow[];
  /** Every entry under the named keys, every entry `of` a named key or reference, and every entry of each pending hold whose `until` has come. */
  readonly entries: readonly EntryRow[];
  /** Details of those entries (references are part of a replay's answer). */
  readonly details: readonly EntryDetailRow[];
  /**
   * The earliest `until` after the slice's moment among entries of pending holds; null = no other hold is pending.
   * Needed only once `account.settleAt` has come; without it `decide` stays conservative (the account is due at once again).
   */
  readonly nextHoldAt?: Instant | null | undefined;
}

/** Plain data to write: account, grants and schedules whole (upsert), entries and details as new rows. */
export interface Changes {
  readonly account: AccountRow;
  readonly schedules: readonly ScheduleRow[];
  readonly grants: readonly GrantRow[];
  readonly entries: readonly EntryRow[];
  readonly details: readonly EntryDetailRow[];
}

export interface Decision {
  readonly results: readonly import('./step.js').StepResult[];
  /** Null = nothing to write. When a step fails, what was merely due (expiries, refills) may still be written. */
  readonly changes: Changes | null;
  /** Index of the first step that ended other than `ok` or `replay`; the unit is refused at it. Null = all went through. */
  readonly refusedAt: number | null;
  /** The account as it stands after this decision. */
  readonly account: AccountRow;
  readonly now: Instant;
}
