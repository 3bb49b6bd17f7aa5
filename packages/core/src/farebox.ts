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
  CaptureOutcome,
  ClawbackOutcome,
  Denial,
  DetailedBalance,
  ExpireOutcome,
  ExtendOutcome,
  GrantOutcome,
  HistoryPage,
  HoldOutcome,
  MemberCapInForce,
  Quote,
  RefundOutcome,
  ReleaseOutcome,
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
    /** The figures of now, and the grants behind them. One read of the store; writes nothing. */
    balance(customer: Customer, options?: NowOption): Promise<DetailedBalance>;
    /**
     * Says what a use would cost now and whether it would be allowed. Holds nothing, writes nothing. One read of the store.
     * @throws UnknownFeatureError when the catalogue sells no such feature
     * @throws InvalidUsageError when the usage does not fit how the feature is charged
     */
    quote<F extends PaidFeatureId<C>>(
      customer: Customer,
      feature: F,
      ...rest: QuoteArguments<ChargeOf<C, F>>
    ): Promise<Quote | Denial<PlanId<C>, TopUpId<C>>>;
    /**
     * Charges at once. Use it for work that is done. A replay answers the first charge with `replayed: true` and charges
     * nothing. `denied` is not final: the same key may come again.
     * @throws IdempotencyConflictError when the key was used with another feature, usage or member
     * @throws StoreUnavailableError when nobody knows whether it was charged: send the same key again
     */
    spend<F extends PaidFeatureId<C>>(
      customer: Customer,
      feature: F,
      options: SpendOptions<M> & UsageOf<ChargeOf<C, F>>,
    ): Promise<SpendOutcome<Denial<PlanId<C>, TopUpId<C>>>>;
    /**
     * Holds tokens, does the work, charges what it took. Two commits. When the work throws, the tokens go back and its own
     * error is thrown again. One key calls the work once: `in_progress` while it runs anywhere, `already_settled` ever after.
     * @throws StoreUnavailableError before the work when no hold could be made; after it when not even the charge could be
     * written down: nothing is charged then
     */
    run<F extends PaidFeatureId<C>, T>(
      customer: Customer,
      feature: F,
      options: RunOptions<UsageOf<ChargeOf<C, F>>, M>,
      work: (run: Run<UsageOf<ChargeOf<C, F>>, M>) => Promise<T> | T,
    ): Promise<RunOutcome<T, Denial<PlanId<C>, TopUpId<C>>>>;
    /**
     * Sets tokens aside. Use it for work that `run` cannot enclose. A hold that is neither captured nor released gives its
     * tokens back by itself, at `expiresAt`.
     * @throws IdempotencyConflictError when the key was used with other input
     */
    hold<F extends PaidFeatureId<C>>(
      customer: Customer,
      feature: F,
      options: HoldOptions<M> & UsageOf<ChargeOf<C, F>>,
    ): Promise<HoldOutcome<Denial<PlanId<C>, TopUpId<C>>>>;
    /**
     * Charges a hold: all of it, or `amount`. More than was held follows `overage` (default `policies.overage`): `cap`
     * charges the hold; `debt` charges all and owes what is not there; `deny` charges the excess only if it is there.
     * `uncharged` says what stays free. A replay answers the first result.
     * @throws HoldNotFoundError when no hold has this key
     * @throws HoldExpiredError when the hold ran out and gave its tokens back
     * @throws HoldResolvedError when it was released, or captured with other input
     */
    capture(customer: Customer, key: string, options?: CaptureOptions<M>): Promise<CaptureOutcome>;
    /**
     * Gives a hold back. A hold that was released before, or that ran out, needs nothing more: no error.
     * @throws HoldNotFoundError when no hold has this key
     * @throws HoldResolvedError when it was captured
     */
    release(customer: Customer, key: string, options?: NowOption): Promise<ReleaseOutcome>;
    /**
     * Lets a hold live at least `seconds` from now, a whole number from 1. It never ends earlier by this.
     * @throws HoldNotFoundError when no hold has this key
     * @throws HoldExpiredError when it ran out
     * @throws HoldResolvedError when it was captured or released
     */
    extend(customer: Customer, key: string, seconds: number, options?: NowOption): Promise<ExtendOutcome>;
    /**
     * Gives tokens for a business fact, once for ever. A replay grants nothing and answers the first grant.
     * @throws IdempotencyConflictError when the key was used with other input
     * @throws InvalidAmountError when the account would hold more tokens than a number can count
     */
    grant(customer: Customer, options: GrantOptions<M>): Promise<GrantOutcome>;
    /**
     * Gives used tokens back to the grants they came from, the last used first, never more than was charged. A debt that the
     * charge left is forgiven first. A replay answers the first result and gives nothing.
     * @throws ChargeNotFoundError when nothing was charged under `of`
     * @throws RefundExceedsError when more would come back than is left of the charge
     */
    refund(customer: Customer, options: RefundOptions): Promise<RefundOutcome>;
    /**
     * A correction by a person, with reason and actor. A positive amount gives; a negative one takes what was never used. A
     * debt is paid first. A replay answers `done` with `replayed: true` and changes nothing.
     * @throws InvalidMetadataError without a reason or an actor
     */
    adjust(customer: Customer, options: AdjustOptions<M>): Promise<AdjustOutcome>;
    /**
     * Ends one grant before its time, with reason and actor. Its tokens left are lost. Those under a hold end when the hold
     * gives them back; so do those of a later refund. A replay answers the first result and ends nothing.
     * @throws GrantNotFoundError when the customer has no such grant, and for the grant behind an unlimited plan
     */
    expire(customer: Customer, options: ExpireOptions<M>): Promise<ExpireOutcome>;
    /**
     * Takes back what a refunded or disputed charge paid for, until `total` of its tokens are undone. A smaller total than
     * before gives back. A replay under the same key answers the first result. Without a key, a total that is reached already
     * answers 0.
     * @throws GrantNotFoundError when nothing was granted with this reference
     */
    clawback(customer: Customer, options: ClawbackOptions): Promise<ClawbackOutcome>;
    /**
     * Moves tokens from an organisation's pool to a member, or back. They keep the expiry of the grants they came from. These
     * are two units under one key: after a crash in between, the same call brings the rest. A replay says `replayed: true`.
     * @throws InvalidCustomerError when both are the same customer
     * @throws IdempotencyConflictError when the key was used with another amount or receiver
     */
    transfer(from: Customer, to: Customer, options: TransferOptions): Promise<TransferOutcome>;
    /**
     * Sets what one member may use of the organisation's pool per window. Null lifts the cap. It says a state: repeating it
     * writes nothing. Other members, and uses of nobody in particular, are not capped.
     */
    setMemberCap(
      organization: Organization,
      member: string,
      cap: MemberCapOptions | null,
      options?: NowOption,
    ): Promise<MemberCapInForce | null>;
    /** The caps in force, by member, and what was used of them. */
    memberCaps(organization: Organization, options?: NowOption): Promise<readonly MemberCapInForce[]>;
    /**
     * Lists operations, newest first, one line each. Kind, feature, time, member and reference filter the lines.
     * @throws InvalidCursorError when the cursor is not one that this list gave out
     */
    history(customer: Customer, page?: HistoryOptions<PaidFeatureId<C>>): Promise<HistoryPage<PaidFeatureId<C>, M>>;
    /**
     * The same as CSV, all of it: a heading, then lines that end in CRLF. Dates are ISO 8601 in UTC. Amounts are whole units.
     * No text can be run as a formula by a spreadsheet.
     */
    historyCsv(customer: Customer, filter?: HistoryFilter<PaidFeatureId<C>>): AsyncGenerator<string, void, void>;
    /** Shows each grant, hold and entry behind the number that a user sees. Writes nothing. Null = never seen. */
    explain(customer: Customer, options?: NowOption): Promise<Explanation | null>;
    /**
     * Checks the ledger's invariants account by account, for everybody or one customer. Writes nothing. What is wrong is
     * answered, not thrown, with the smallest faulty account and its entries. Never seen: `ok`, no accounts.
     */
    verify(options?: VerifyOptions): Promise<Verification>;
    /**
     * Moves entries dated before `before` out of the hot tables, account by account, behind a checkpoint. No balance, replay,
     * refund, history or explanation changes by it. The plan's running period and pending holds stay. A replay moves nothing.
     * On PostgreSQL it needs the role that owns the tables: the app's own may not delete entries.
     * @throws NotSupportedError when the store has no archive
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
