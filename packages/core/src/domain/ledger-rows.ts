/**
 * The ledger's rows as plain data. Amounts are safe integers of the smallest unit of a token type; instants are
 * milliseconds since 1970, UTC, by the store's clock. A store keeps these rows and no rule about them.
 */

/** Surrogate id of one ledger account: a safe integer that core makes (time first, then chance) and the identity map guards. */
export type AccountId = number;
/** Milliseconds since 1970, UTC. */
export type Instant = number;

/** The one row that everybody who changes an account must win. */
export interface AccountRow {
  readonly account: AccountId;
  /** Raised by every unit that names the account, ledger or record: the version that guards compare. */
  readonly revision: number;
  /** Numbers the entries: 1..n without gaps. */
  readonly seq: number;
  /** What may be spent now: the sum of `remaining` over live grants. */
  readonly available: number;
  /** Tokens under pending holds. */
  readonly held: number;
  /** What was used beyond what was owned; the next grant pays it first. */
  readonly debt: number;
  /**
   * A plan in force has no limit: spends are recorded and never declined. Its tokens are a grant of `UNLIMITED_TOKENS`,
   * so every rule and every fast statement stays as it is; `balanceOf` leaves that grant out of what it shows.
   */
  readonly unlimited: boolean;
  /** Plan tokens granted in the current refill period of the main slot. */
  readonly monthly: number;
  /** Other tokens owned at that period's start plus granted since, less expired and clawed back since. */
  readonly additional: number;
  /** The slot whose refills define the current period. */
  readonly mainSlot: string | null;
  readonly periodStart: Instant | null;
  /** The next refill of the main slot, also one that waits for a renewal to be paid; null = none is expected. */
  readonly resetAt: Instant | null;
  /** The earliest instant at which anything changes by itself (conservative: never later). Null = nothing will. */
  readonly settleAt: Instant | null;
  /** Everything due up to here (holds, expiries, starts, refills) is settled by `decide`. */
  readonly sweptAt: Instant | null;
  /** What may be spent in burn order without asking `decide`: all that is available, as far as the next threshold. 0 without a head. */
  readonly fastLeft: number;
  /** The grant that burns first (used up, perhaps, by a store that went past `decide`); null when nothing may go past it (debt, member caps, nothing left). */
  readonly head: number | null;
  /** Rules of this account that `decide` needs and no store reads (thresholds, caps, what has fired). */
  readonly policy: AccountPolicy;
}

export interface AccountPolicy {
  /** Balances at which a crossing is told, e.g. [5, 2]. */
  readonly lowBalance?: readonly number[] | undefined;
  /** Thresholds told since the period began. */
  readonly fired?: readonly number[] | undefined;
  /** Tokens one member may use per window; absent = no cap. */
  readonly memberCaps?: { readonly [member: string]: MemberCap } | undefined;
}
export interface MemberCap {
  readonly limit: number;
  readonly every: 'day' | 'week' | 'month';
  readonly windowStart: Instant;
  readonly used: number;
}

/** The amount of an unlimited plan's grant: far above any real one, and several still add up to a safe integer. */
export const UNLIMITED_TOKENS = 2 ** 50;
/** Burns before everything else, so that bought tokens outlive an unlimited plan. */
export const UNLIMITED_PRIORITY = -1;
export const DEFAULT_PRIORITY = 50;

export type GrantCategory = 'plan' | 'paid' | 'promo' | 'rollover' | 'adjust';

export interface GrantRow {
  readonly account: AccountId;
  /** The `seq` of the grant's own entry. */
  readonly id: number;
  /** The business key it was granted under; unique in the account for ever. */
  readonly key: string;
  readonly category: GrantCategory;
  /** Lower burns first. Default 50. */
  readonly priority: number;
  readonly startsAt: Instant;
  /** Exclusive; null = never. */
  readonly expiresAt: Instant | null;
  readonly amount: number;
  /** Not spent, not held, not expired. */
  readonly remaining: number;
  /** Plan grants: the slot that refilled them. */
  readonly slot: string | null;
  /** What paid for it (a Stripe charge, invoice or payment), for claw-backs. */
  readonly reference: string | null;
}

export type RefillPolicy = 'reset' | 'add' | 'topUpTo';
export interface RefillInterval {
  readonly unit: 'day' | 'week' | 'month';
  readonly count: number;
  /**
   * The interval is longer than what is paid at once: it goes on over several paid periods. Refills fall on whole intervals
   * from the anchor alone; a paid period that begins between two of them brings none, and keeps what is there.
   */
  readonly spans?: true | undefined;
}
export interface Rollover {
  /** At most so many unspent tokens move on. */
  readonly cap: number;
  /** For how many refill intervals they stay; default 1. */
  readonly intervals?: number | undefined;
  /** How long an interval is, counted from the anchor, where each payment brings the one refill of its period. */
  readonly every?: RefillInterval | undefined;
}

/** Refills as data: settled lazily, so no scheduler has to be alive for a balance to be right. One per slot. */
export interface ScheduleRow {
  readonly account: AccountId;
  /** `free`, or `{subscription}:{product group}`. */
  readonly slot: string;
  readonly plan: string;
  /** Null = unlimited. */
  readonly amount: number | null;
  /** Null = one grant for the whole period. */
  readonly every: RefillInterval | null;
  /** The original anchor: refill k is anchor + k intervals, clamped to the month's end. */
  readonly anchor: Instant;
  /** Start of the paid period; names the grants: `plan:{slot}:{from}:{k}`. */
  readonly from: Instant;
  /** End of what is paid, exclusive; null = open (free plans). */
  readonly until: Instant | null;
  /** When the last period's tokens expire: `until`, or `until` plus grace while a renewal is expected. */
  readonly keepUntil: Instant | null;
  readonly policy: RefillPolicy;
  readonly rollover: Rollover | null;
  /** Index of the next refill; all below are granted. */
  readonly nextK: number;
  /** The most that the slot was entitled to in the current refill interval: flipping plans never grants more than that. */
  readonly peak: number;
  /** The latest `from` that has refilled, and how often: no later schedule of the slot grants one of those again. */
  readonly lastFrom: Instant | null;
  readonly lastK: number;
}

export type EntryKind =
  | 'schedule'
  | 'grant'
  | 'start'
  | 'refill'
  | 'spend'
  | 'hold'
  | 'extend'
  | 'capture'
  | 'release'
  | 'holdExpired'
  | 'overage'
  | 'expire'
  | 'rollover'
  | 'refund'
  | 'clawback'
  | 'reinstate'
  | 'forgive'
  | 'adjust'
  | 'debtPaid'
  | 'transferOut'
  | 'transferIn'
  | 'configure';

/** Append-only; never updated, never deleted. */
export interface EntryRow {
  readonly account: AccountId;
  readonly seq: number;
  readonly at: Instant;
  readonly kind: EntryKind;
  /** The step's key; a resolution bears the key of its hold. Unique: (account, key, part). */
  readonly key: string;
  /** 0.. the operation, one per grant it touched (and the extensions of a hold); -1.. the resolution of the hold `key`. */
  readonly part: number;
  /** Hash of the step's input, starting with its version. */
  readonly hash: string;
  /** Change in tokens owned (remaining and held) of `grant`. */
  readonly amount: number;
  /** Change in tokens held of `grant`. */
  readonly held: number;
  /** Change in debt; such entries without a grant own nothing. */
  readonly debt: number;
  readonly availableAfter: number;
  readonly grant: number | null;
  /** Holds and extensions: when the hold gives its tokens back by itself. */
  readonly until: Instant | null;
  readonly feature: string | null;
  readonly member: string | null;
  /** The earlier operation or the charge that this one is about (refund, claw-back). */
  readonly of: string | null;
}

/** What may name a person in an entry; written for the first entry of an operation. Lies beside it, the only part that erasing blanks. */
export interface EntryDetailRow {
  readonly account: AccountId;
  readonly seq: number;
  readonly reference: string | null;
  readonly metadata: { readonly [key: string]: unknown } | null;
  readonly actor: string | null;
  readonly reason: string | null;
}
