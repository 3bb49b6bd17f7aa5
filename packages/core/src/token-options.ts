import type { Json } from './catalog-types.js';
import type { Customer } from './customer.js';
import type { HistoryKind } from './outcomes.js';

/** What a caller may say of one call. Amounts are whole units: tokens, or the parts that `tokens.precision` declares. */
export interface NowOption {
  /** Test customers and test mode only; live mode refuses it. */
  readonly now?: Date | undefined;
}
export interface SpendOptions<M = Json> extends NowOption {
  /** One intent, one key: a retry with the same key charges once. Required: a random default would hide double charges. */
  readonly key: string;
  /** The host's id of the work. */
  readonly reference?: string | undefined;
  readonly metadata?: M | undefined;
  /** The person inside an organisation who uses it. */
  readonly member?: string | undefined;
}
export interface RunOptions<Usage, M = Json> extends SpendOptions<M> {
  /** What the work will probably take: its cost is held. None: factor 1. */
  readonly estimate?: Usage | undefined;
  /** The cost in whole units that was confirmed: when the run costs more, it answers `cost_changed`, and nothing is held or read. */
  readonly costAtMost?: number | undefined;
  /** Default 10 minutes, extended while the work runs. */
  readonly holdSeconds?: number | undefined;
  /** The caller has gone: the work's signal aborts. Work that has reported or handed out something by then is charged for it. */
  readonly signal?: AbortSignal | undefined;
}
export interface HoldOptions<M = Json> extends SpendOptions<M> {
  readonly holdSeconds?: number | undefined;
}
export interface CaptureOptions<M = Json> extends NowOption {
  /** Tokens to charge, from 1. Default: all of the hold. */
  readonly amount?: number | undefined;
  /** What happens to the part above the hold, this once. Default: `policies.overage`. */
  readonly overage?: 'cap' | 'debt' | 'deny' | undefined;
  readonly reference?: string | undefined;
  readonly metadata?: M | undefined;
}
export interface GrantOptions<M = Json> extends NowOption {
  /** The business fact, e.g. `welcome:42`: granted once for ever. */
  readonly key: string;
  readonly amount: number;
  /** Default `promo`. `paid` for tokens that were bought. */
  readonly category?: 'promo' | 'paid' | undefined;
  /** Exclusive; default never. */
  readonly expiresAt?: Date | undefined;
  /** What paid for it. */
  readonly reference?: string | undefined;
  readonly metadata?: M | undefined;
  /** Who did it, for the audit. */
  readonly actor?: string | undefined;
}
export interface RefundOptions extends NowOption {
  readonly key: string;
  /** The key of the spend or run that is given back. */
  readonly of: string;
  /** Default: all that is left of it. */
  readonly amount?: number | undefined;
  /** Tokens whose grant has expired meanwhile come back until then (null = for ever). Default: they end at once. */
  readonly goodwillUntil?: Date | null | undefined;
  readonly actor?: string | undefined;
}
export interface AdjustOptions<M = Json> extends NowOption {
  readonly key: string;
  /** Tokens given; negative = taken, from what burns first. */
  readonly amount: number;
  /** Why. Mandatory: it is what the audit reads. */
  readonly reason: string;
  /** Who. Mandatory. */
  readonly actor: string;
  /** Of tokens given: exclusive; default never. */
  readonly expiresAt?: Date | undefined;
  readonly reference?: string | undefined;
  readonly metadata?: M | undefined;
}
export interface ExpireOptions<M = Json> extends NowOption {
  readonly key: string;
  /** The grant's id, as `balance` and `explain` show it. */
  readonly grant: string;
  /** Why. Mandatory: it is what the audit reads. */
  readonly reason: string;
  /** Who. Mandatory. */
  readonly actor: string;
  readonly reference?: string | undefined;
  readonly metadata?: M | undefined;
}
export interface ClawbackOptions extends NowOption {
  /** Default: made of the state that the notice asks for, so that any number and order of notices ends alike. */
  readonly key?: string | undefined;
  /** What paid for the tokens: the reference they were granted with. */
  readonly reference: string;
  /** What of them is undone by now, in tokens, all notices together. A smaller total than before (a dispute won) gives back. */
  readonly total: number;
  /** What is spent already becomes debt that the next grant pays (default), or is forgiven. */
  readonly shortfall?: 'debt' | 'forgive' | undefined;
  readonly actor?: string | undefined;
}
export interface TransferOptions extends NowOption {
  /** One move, one key, within the customer who gives: a retry moves nothing twice and brings what had not arrived. */
  readonly key: string;
  readonly amount: number;
  readonly reference?: string | undefined;
  readonly actor?: string | undefined;
}
export interface Organization {
  readonly organization: string;
}
export interface MemberCapOptions {
  /** Tokens per window, holds included; 0 = none. */
  readonly limit: number;
  /** Calendar windows in UTC; weeks begin on Monday. */
  readonly every: 'day' | 'week' | 'month';
}
export interface VerifyOptions extends NowOption {
  /** Default: everybody, both modes, the erased included. */
  readonly customer?: Customer | undefined;
  /**
   * Begin at each account's checkpoint: the archive is not read. Quicker, and as strict about everything behind it.
   * Default false: everything is read, and each checkpoint is compared with the entries that it stands for.
   */
  readonly sinceCheckpoint?: boolean | undefined;
  /** Told after each account, with how many are checked by then. Throwing stops. */
  readonly onProgress?: ((accounts: number) => void) | undefined;
}
export interface ArchiveOptions extends NowOption {
  /** Entries dated before this may move; at least one day ago. */
  readonly before: Date;
  /** Default: everybody. */
  readonly customer?: Customer | undefined;
  /** Told after each account, with how many are done by then. Throwing stops; what has moved has moved. */
  readonly onProgress?: ((accounts: number) => void) | undefined;
}
export interface ArchiveOutcome {
  /** Accounts of which something has moved. */
  readonly accounts: number;
  readonly entries: number;
}
export interface HistoryFilter<Feature extends string = string> {
  /** One kind of line or several. */
  readonly kind?: HistoryKind | readonly HistoryKind[] | undefined;
  readonly feature?: Feature | undefined;
  readonly member?: string | undefined;
  readonly reference?: string | undefined;
  /** Inclusive. */
  readonly from?: Date | undefined;
  /** Exclusive. */
  readonly to?: Date | undefined;
}
export interface HistoryOptions<Feature extends string = string> extends HistoryFilter<Feature> {
  readonly cursor?: string | undefined;
  /** 1 to 200, default 50. */
  readonly limit?: number | undefined;
}

/** Handed to the work while its tokens are held. */
export interface Run<Usage, M = Json> {
  readonly id: string;
  readonly key: string;
  /** Tokens under hold. */
  readonly held: number;
  readonly signal: AbortSignal;
  /** What the work really took. The last report counts; none = the estimate. */
  report(usage: Usage): void;
  /**
   * Part of the result has left: a chunk was sent, a file was written. When the caller goes from here on, or after a report,
   * the run is charged: what was reported last, else the estimate. The streaming route says it for each chunk.
   */
  handedOut(): void;
  /** What the capture keeps: an id made during the work, a count known after it. Overrides what was given before. */
  describe(about: { readonly reference?: string | undefined; readonly metadata?: M | undefined }): void;
  /** `fraction` from 0 to 1; shown by the guard, kept nowhere. */
  progress(fraction: number, text?: string): void;
  /** For work that blocks the event loop: at least so many seconds from now. Otherwise holds extend by themselves. */
  extend(seconds: number): Promise<void>;
}
/** What `defineRun`'s `run` is given. */
export interface RunContext<Input, Usage, M = Json> {
  readonly input: Input;
  readonly run: Run<Usage, M>;
  readonly signal: AbortSignal;
  readonly userId: string;
  readonly customer: Customer;
  readonly request: Request;
}
