import type {
  ChargeOf,
  FlagId,
  Json,
  PaidFeatureId,
  PlanId,
  PlanWith,
  SchemaInput,
  SchemaOutput,
  StandardSchema,
  TopUpId,
  UsageArguments,
  UsageOf,
  Wire,
} from './catalog-types.js';
import type { Catalog } from './catalog/catalog-shape.js';
import type { AccountWire } from './contract/account.js';
import type { CatalogWire } from './contract/catalog.js';
import type { Customer } from './customer.js';
import type { Explanation, Verification } from './explanation.js';
import type {
  AdjustOutcome,
  Balance,
  Denial,
  HistoryPage,
  HoldOutcome,
  MemberCapInForce,
  Quote,
  RunOutcome,
  SpendOutcome,
  TransferOutcome,
} from './outcomes.js';
import type { RunDefinition } from './run-definition.js';
import type { Logger } from './runtime/logger.js';
import type { Billing } from './create-billing.js';
import type { CheckoutOptions } from './services/selling/checkout.js';
import type { Mode } from './runtime/settings.js';
import type { NoTransactions } from './storage/contract.js';
import type {
  AdjustOptions,
  ArchiveOptions,
  ArchiveOutcome,
  CaptureOptions,
  ClawbackOptions,
  ExpireOptions,
  GrantOptions,
  HistoryFilter,
  HistoryOptions,
  HoldOptions,
  MemberCapOptions,
  NowOption,
  Organization,
  RefundOptions,
  Run,
  RunContext,
  RunOptions,
  SpendOptions,
  TransferOptions,
  VerifyOptions,
} from './token-options.js';

/** Two members by interval, not one by plan: a misspelled plan is then one short message. */
export type CheckoutRequest<
  Monthly extends string = string,
  Yearly extends string = string,
  TopUp extends string = string,
> =
  | { readonly plan: Monthly; readonly interval: 'month'; readonly topUp?: never }
  | { readonly plan: Yearly; readonly interval: 'year'; readonly topUp?: never }
  | { readonly topUp: TopUp; readonly plan?: never; readonly interval?: never };

/** Work's return value and chunks, read from what `run` returns: a promise, or an async generator that streams. */
type OutputOf<R> = R extends AsyncGenerator<unknown, infer T, unknown> ? T : Awaited<R>;
type ChunkOf<R> = R extends AsyncGenerator<infer K, unknown, unknown> ? K : never;
type QuoteArguments<Ch> = [...usage: UsageArguments<Ch>, options?: QuoteOptions | undefined];
export interface QuoteOptions extends NowOption {
  readonly member?: string | undefined;
}

/** The engine. Made by `createFarebox`; every call that names a customer may be the first one that does. */
export interface Farebox<C extends Catalog = Catalog, M = Json, Tx = NoTransactions> {
  readonly catalog: C;
  readonly mode: Mode;
  /** `APP_URL`, without a slash at its end. Null = not set. */
  readonly appUrl: string | null;
  /** Redacts what it is given. */
  readonly logger: Logger;
  /** Anonymous on purpose: an interface `Tokens<C>` would print the whole catalogue in every hover. */
  readonly tokens: {
    balance(customer: Customer, options?: NowOption): Promise<Balance>;
    /** What it would cost now and whether it would be allowed. Holds nothing, writes nothing. */
    quote<F extends PaidFeatureId<C>>(
      customer: Customer,
      feature: F,
      ...rest: QuoteArguments<ChargeOf<C, F>>
    ): Promise<Quote | Denial<PlanId<C>, TopUpId<C>>>;
    /** Charges at once, for work that is done. A replay answers `done` with `replayed: true` and charges nothing. */
    spend<F extends PaidFeatureId<C>>(
      customer: Customer,
      feature: F,
      options: SpendOptions<M> & UsageOf<ChargeOf<C, F>>,
    ): Promise<SpendOutcome<Denial<PlanId<C>, TopUpId<C>>>>;
    /**
     * Holds, works, captures. The work's own error is rethrown after the release. The same key never calls the work twice:
     * `in_progress` while it runs anywhere, `already_settled` for ever after.
     */
    run<F extends PaidFeatureId<C>, T>(
      customer: Customer,
      feature: F,
      options: RunOptions<UsageOf<ChargeOf<C, F>>, M>,
      work: (run: Run<UsageOf<ChargeOf<C, F>>, M>) => Promise<T> | T,
    ): Promise<RunOutcome<T, Denial<PlanId<C>, TopUpId<C>>>>;
    /** For work that `run` cannot enclose. An unresolved hold gives the tokens back by itself. */
    hold<F extends PaidFeatureId<C>>(
      customer: Customer,
      feature: F,
      options: HoldOptions<M> & UsageOf<ChargeOf<C, F>>,
    ): Promise<HoldOutcome<Denial<PlanId<C>, TopUpId<C>>>>;
    /**
     * Charges a hold: all of it, or `amount`. More than was held follows `overage` (default `policies.overage`): `cap`
     * charges the hold, `debt` charges all and owes what is not there, `deny` charges the excess only if it is there;
     * `uncharged` says what stays free. A replay answers the first result.
     * @throws HoldNotFoundError, HoldExpiredError, HoldResolvedError
     */
    capture(
      customer: Customer,
      key: string,
      options?: CaptureOptions<M> & { readonly amount?: number | undefined },
    ): Promise<{ readonly charged: number; readonly uncharged: number; readonly balance: Balance }>;
    /** Gives a hold back. Released before or run out: nothing more to do, no error. @throws HoldNotFoundError, HoldResolvedError */
    release(customer: Customer, key: string, options?: NowOption): Promise<{ readonly balance: Balance }>;
    /** At least so many seconds from now. @throws HoldNotFoundError, HoldExpiredError, HoldResolvedError */
    extend(
      customer: Customer,
      key: string,
      seconds: number,
      options?: NowOption,
    ): Promise<{ readonly expiresAt: Date }>;
    /** Gives tokens for a business fact; a replay grants nothing. */
    grant(
      customer: Customer,
      options: GrantOptions<M>,
    ): Promise<{ readonly granted: number; readonly replayed: boolean; readonly balance: Balance }>;
    /**
     * Used tokens back to the grants they came from, the last used first, never more than was charged; debt that the charge
     * left is forgiven first. A replay answers the first result and gives nothing. @throws HoldNotFoundError, RefundExceedsError
     */
    refund(
      customer: Customer,
      options: RefundOptions,
    ): Promise<{ readonly refunded: number; readonly replayed: boolean; readonly balance: Balance }>;
    /**
     * A correction by a person, with reason and actor: positive gives, negative takes what was never used. Debt is paid
     * first. A replay answers `done` with `replayed: true` and changes nothing.
     */
    adjust(customer: Customer, options: AdjustOptions<M>): Promise<AdjustOutcome>;
    /**
     * Ends one grant before its time, with reason and actor: `expired` tokens of it are lost. Those under hold end when the
     * hold gives them back, and so do those of a refund to come. A replay answers the first result and ends nothing.
     * @throws GrantNotFoundError, also for the grant behind an unlimited plan
     */
    expire(
      customer: Customer,
      options: ExpireOptions<M>,
    ): Promise<{ readonly expired: number; readonly replayed: boolean; readonly balance: Balance }>;
    /**
     * Takes back what a refunded or disputed charge paid for, until `total` of its tokens are undone; a smaller total gives
     * back. `takenBack` is this call's change (negative = given back). A replay under the same key answers the first
     * result; without a key, a total that is reached already answers 0. @throws GrantNotFoundError
     */
    clawback(
      customer: Customer,
      options: ClawbackOptions,
    ): Promise<{ readonly takenBack: number; readonly replayed: boolean; readonly balance: Balance }>;
    /**
     * From an organisation's pool to a member, or back. Tokens keep the expiry of the grants they came from. Two units under
     * one key: after a crash or an outage in between, the same call brings the rest; a replay answers `replayed: true`.
     */
    transfer(from: Customer, to: Customer, options: TransferOptions): Promise<TransferOutcome>;
    /**
     * What one member may use of the organisation's pool per window; null lifts the cap. Says a state: repeating it writes
     * nothing. Uses of other members and of nobody in particular are not capped.
     */
    setMemberCap(
      organization: Organization,
      member: string,
      cap: MemberCapOptions | null,
      options?: NowOption,
    ): Promise<MemberCapInForce | null>;
    /** The caps in force and what was used of them. */
    memberCaps(organization: Organization, options?: NowOption): Promise<readonly MemberCapInForce[]>;
    /** Newest first, one line per operation, in whole units; a line's kind, feature, time, member and reference filter it. */
    history(customer: Customer, page?: HistoryOptions<PaidFeatureId<C>>): Promise<HistoryPage<PaidFeatureId<C>, M>>;
    /**
     * The same as CSV, all of it: a heading, then lines that end in CRLF. Dates are ISO 8601 in UTC, amounts whole units
     * (with a declared precision not tokens), and no text can be run as a formula by a spreadsheet.
     */
    historyCsv(customer: Customer, filter?: HistoryFilter<PaidFeatureId<C>>): AsyncGenerator<string, void, void>;
    /** Each grant, hold and entry behind the number that a user sees. Writes nothing; null = never seen. */
    explain(customer: Customer, options?: NowOption): Promise<Explanation | null>;
    /**
     * Checks the ledger's invariants, over everything or one customer: account by account, writing nothing. What is wrong
     * is answered, not thrown, with the smallest faulty account and its entries. Never seen: `ok`, no accounts.
     */
    verify(options?: VerifyOptions): Promise<Verification>;
    /**
     * Moves entries dated before `before` (at least a day ago) out of the hot tables, account by account behind a checkpoint.
     * No balance, replay, refund, history or explanation changes by it; the plan's running period and pending holds stay. A
     * replay moves nothing. On PostgreSQL it needs the role that owns the tables: the app's own may not delete entries.
     * @throws NotSupportedError if the store has no archive
     */
    archive(options: ArchiveOptions): Promise<ArchiveOutcome>;
  };
  readonly features: {
    /** Does the plan in force switch it on? */
    has(customer: Customer, flag: FlagId<C>, options?: NowOption): Promise<boolean>;
  };
  readonly checkout: {
    /** Stripe's hosted page for a plan. A second call while one is open answers the same page. */
    create(
      customer: Customer,
      request: CheckoutRequest<PlanWith<C, 'month'>, PlanWith<C, 'year'>, TopUpId<C>>,
      options?: CheckoutOptions,
    ): Promise<{ readonly url: string }>;
    /**
     * For the page that comes back: reads the session and applies what it bought at once, webhook or not.
     * @throws CheckoutNotFoundError for a session that this customer did not start
     */
    complete: Billing['checkout']['complete'];
  };
  readonly portal: Billing['portal'];
  readonly subscriptions: Billing['subscriptions'];
  readonly customers: Billing['customers'];
  readonly webhooks: Billing['webhooks'];
  readonly prices: Billing['prices'];
  /** What a browser may know of the catalogue. `runs`: ids of the features that the server executes. */
  catalogView(runs?: readonly string[]): CatalogWire;
  /** One snapshot for the browser: balance, subscription, flags, permissions. */
  snapshot(customer: Customer, permissions: AccountWire['permissions'], options?: NowOption): Promise<AccountWire>;
  /** The same engine inside the caller's transaction. A store that cannot says so in the type of `tx`. */
  with(tx: Tx): Farebox<C, M>;
  /** Starts the workers: the inbox, and captures that an outage left open. Idempotent. */
  start(): void;
  /** Lets what is in hand finish, then stops. */
  stop(): Promise<void>;
  /** A feature that the server runs: its input and output types reach the browser. */
  defineRun<
    F extends PaidFeatureId<C>,
    S extends StandardSchema,
    R extends Promise<unknown> | AsyncGenerator<unknown, unknown, void>,
  >(
    feature: F,
    definition: {
      /** Any Standard Schema: zod, valibot, arktype. */
      readonly input: S;
      /** What to hold before the work starts. None = factor 1. */
      readonly estimate?: ((input: SchemaOutput<S>) => UsageOf<ChargeOf<C, F>>) | undefined;
      readonly run: (context: RunContext<SchemaOutput<S>, UsageOf<ChargeOf<C, F>>, M>) => R;
    },
  ): RunDefinition<F, SchemaInput<S>, Wire<OutputOf<R>>, Wire<ChunkOf<R>>>;
}

/**
 * What the work of a run is given: the validated input, `run` to report what it took, the signal, who asked.
 * `RunContextOf<typeof farebox, 'suite_analyzer', Input>` names it for a function written apart from `defineRun`.
 */
export type RunContextOf<App, F, Input = unknown> =
  App extends Farebox<infer C, infer M, infer _Tx> ? RunContext<Input, UsageOf<ChargeOf<C, F>>, M> : never;
