/** Types of the React package. No catalogue and no formula is imported: `A` comes from a type-only import of the host. */
import type {
  AnyApp,
  ChargeOf,
  CheckoutRequest,
  Customer,
  FlagId,
  Interval,
  PaidFeatureId,
  PlanId,
  PlanWith,
  TopUpId,
  UsageArguments,
  UsageOf,
} from '@farebox/core';
import type {
  AccountWire,
  BalanceWire,
  CatalogWire,
  DenialWire,
  QuoteWire,
  SubscriptionWire,
  HistoryEntryWire,
} from '@farebox/core/contract';
import type { ReactNode, Ref } from 'react';
import type { Messages } from './messages/messages.js';

type C<A extends AnyApp> = A['catalog'];
/** Aliases over the app, so that a hover says `PaidFeatureOf<App>` and not the catalogue. */
export type PaidFeatureOf<A extends AnyApp> = PaidFeatureId<C<A>>;
export type PlanOf<A extends AnyApp> = PlanId<C<A>>;
export type RemedyOf<A extends AnyApp> =
  | { readonly kind: 'plan'; readonly plan: PlanId<C<A>>; readonly interval: Interval | null }
  | { readonly kind: 'topUp'; readonly topUp: TopUpId<C<A>> }
  | { readonly kind: 'wait'; readonly until: string };
export type DenialOf<A extends AnyApp> = Omit<DenialWire, 'remedies'> & { readonly remedies: readonly RemedyOf<A>[] };
export type {
  AccountWire,
  AnyApp,
  BalanceWire,
  CatalogWire,
  Customer,
  DenialWire,
  QuoteWire,
  SubscriptionWire,
  HistoryEntryWire,
};

// ---- the guard -----------------------------------------------------------------------------------------------------

/** Where a guarded run stands. `run()` resolves with one of the last five. */
export type GuardState<Output = unknown, Chunk = never, Reason = DenialWire> =
  | { readonly status: 'idle' }
  | { readonly status: 'quoting' }
  | {
      readonly status: 'confirming';
      readonly quote: QuoteWire;
      /** Set when the cost rose between the preview and the run: nothing has run, nothing was charged. */
      readonly changedFrom: number | null;
      confirm(): void;
      decline(): void;
    }
  | {
      readonly status: 'running';
      readonly runId: string | null;
      readonly quote: QuoteWire | null;
      readonly progress: Progress | null;
      readonly chunks: readonly Chunk[];
      abort(): void;
    }
  | GuardEnd<Output, Reason>;

export type GuardEnd<Output = unknown, Reason = DenialWire> =
  | { readonly status: 'done'; readonly output: Output; readonly charged: number; readonly balance: BalanceWire }
  | { readonly status: 'denied'; readonly denial: Reason }
  | { readonly status: 'declined' }
  /** `charged`: null = not known yet; the balance and the history will tell. */
  | { readonly status: 'aborted'; readonly charged: number | null }
  | {
      readonly status: 'failed';
      readonly failure: GuardFailure;
      /** Null = the answer was lost and nobody knows yet: `retry` asks again with the same key and charges nothing twice. */
      readonly charged: number | null;
      readonly retry: (() => void) | null;
    };

export interface Progress {
  readonly fraction: number;
  readonly text: string | null;
}
/** Why it failed. `in_progress`: the same intent is at work elsewhere. `already_settled`: it ran before and its answer was lost on the way. */
export interface GuardFailure {
  readonly code:
    | 'offline'
    | 'hold_expired'
    | 'server'
    | 'work_failed'
    | 'signed_out'
    | 'no_permission'
    | 'rate_limited'
    | 'invalid_input'
    | 'in_progress'
    | 'already_settled';
  readonly message: string;
  readonly requestId: string | null;
}
/** Three-valued. `undefined` is "not known yet" and never a paywall. */
export type Preview<Reason = DenialWire> =
  | {
      readonly allowed: true;
      readonly cost: number;
      readonly after: number | null;
      readonly needsConfirmation: boolean;
    }
  | Reason
  | { readonly allowed: undefined };

export interface GuardOptions {
  /** Ask first when the cost is above this many tokens. `'always'`, `'never'`. Default: the server's `confirmAbove`. */
  readonly confirmAbove?: number | 'always' | 'never' | undefined;
  /** What happens to a run when the component goes. Default `keep`: the work was bought. */
  readonly onUnmount?: 'keep' | 'abort' | undefined;
}
export interface RunCallOptions<Chunk> {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly onChunk?: ((chunk: Chunk) => void) | undefined;
}
interface GuardBase<Usage, Output, Chunk, Reason> {
  readonly state: GuardState<Output, Chunk, Reason>;
  /** What it would cost, from what the browser knows; never a decision. */
  preview(usage?: Usage): Preview<Reason>;
  /** Back to idle; a run that is under way goes on. */
  reset(): void;
  /** `aria-disabled`, `aria-busy`, and nothing that hides why. */
  readonly buttonProps: { readonly 'aria-disabled': boolean; readonly 'aria-busy': boolean };
}
/** The server executes it (`defineRun`): give the input, get the output. */
export interface ServerGuard<Input, Output, Chunk, Usage = {}, Reason = DenialWire>
  extends GuardBase<Usage, Output, Chunk, Reason> {
  /** Resolves with the end, never throws for a product outcome. A second call while one is under way joins it. */
  run(input: Input, options?: RunCallOptions<Chunk>): Promise<GuardEnd<Output, Reason>>;
}
/** The host's own endpoint executes it (`farebox.tokens.run` in there): the guard quotes, confirms, watches, explains. */
export interface EndpointGuard<Usage, Reason = DenialWire> extends GuardBase<Usage, unknown, never, Reason> {
  /** `work` sends the request with the headers given (the intent's key) and returns its Response, made by `toResponse`. */
  wrap<Output>(
    usage: Usage,
    work: (request: {
      readonly headers: Readonly<Record<string, string>>;
      readonly signal: AbortSignal;
    }) => Promise<Answer<Output>>,
  ): Promise<GuardEnd<Output, Reason>>;
}
/** A Response, typed by `toResponse` on the server where a typed client carries it. */
export interface Answer<Output> extends Response {
  readonly $value?: Output;
}

type RunOf<A extends AnyApp, F> = F extends keyof A['runs'] ? A['runs'][F] : never;
/** What `useTokenGuard('x')` returns: by `defineRun` or by your own endpoint. */
export type TokenGuard<A extends AnyApp, F extends string> = [RunOf<A, F>] extends [never]
  ? EndpointGuard<UsageOf<ChargeOf<C<A>, F>>, DenialOf<A>>
  : RunOf<A, F> extends { input: infer I; output: infer O; chunk: infer K }
    ? ServerGuard<I, O, K, UsageOf<ChargeOf<C<A>, F>>, DenialOf<A>>
    : never;

// ---- data --------------------------------------------------------------------------------------------------------------

export interface HistoryPages {
  readonly entries: readonly HistoryEntryWire[];
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  loadMore(): void;
}
/** A call that leaves the page: the browser goes to Stripe when it succeeds. */
export interface Redirecting {
  readonly status: 'idle' | 'opening' | 'failed';
  readonly error: Error | null;
}

// ---- everything that names a key of the catalogue ---------------------------------------------------------------------

export interface ProviderProps {
  /** Where the handler is mounted. Default `/api/farebox`. */
  readonly url?: string | undefined;
  /** Headers for each request, e.g. a bearer token when the API lives on another origin. */
  readonly headers?: (() => HeadersInit | Promise<HeadersInit>) | undefined;
  /** The snapshot a server rendered with, so that nothing flickers. */
  readonly initial?: AccountWire | undefined;
  /** BCP 47. Default `en`. Never the visitor's browser by accident. */
  readonly locale?: string | undefined;
  /** IANA zone in which dates are told. Default `UTC`. */
  readonly timeZone?: string | undefined;
  readonly messages?: Partial<Messages> | undefined;
  /** The built-in confirm dialog. Default true; false when you render `guard.state` yourself. */
  readonly confirmDialog?: boolean | undefined;
  readonly children: ReactNode;
}
export interface UpgradePromptProps<A extends AnyApp> {
  readonly denial?: DenialOf<A> | undefined;
  readonly feature?: PaidFeatureOf<A> | undefined;
  readonly variant?: 'inline' | 'banner' | 'dialog' | undefined;
  readonly headingLevel?: 1 | 2 | 3 | 4 | undefined;
  /** Where Stripe sends the user back to: a path of this app. Default: this page. */
  readonly returnTo?: string | undefined;
  readonly onDismiss?: (() => void) | undefined;
  readonly className?: string | undefined;
  readonly ref?: Ref<HTMLElement> | undefined;
}
export interface PricingTableProps<A extends AnyApp> {
  readonly plans?: readonly PlanId<C<A>>[] | undefined;
  readonly interval?: Interval | undefined;
  readonly highlight?: PlanId<C<A>> | undefined;
  readonly headingLevel?: 1 | 2 | 3 | 4 | undefined;
  readonly returnTo?: string | undefined;
  /** Signed-out visitors press a plan: send them to sign in. */
  readonly onSignIn?: ((plan: PlanId<C<A>>, interval: Interval) => void) | undefined;
  readonly className?: string | undefined;
}
export interface GuardButtonProps<A extends AnyApp> {
  readonly feature: PaidFeatureOf<A>;
  readonly usage?: { readonly complexity?: string | undefined } | undefined;
  /** What `useTokenGuard` returned, for whichever feature: only where it stands is read. */
  readonly guard: { readonly state: { readonly status: GuardState['status'] } };
  readonly onPress: () => void;
  /** Default `primary`; `secondary` where several stand in a list, so that a page has one primary at most. */
  readonly kind?: 'primary' | 'secondary' | 'quiet' | undefined;
  /** What the button shows; with nothing, the feature's name. */
  readonly children?: ReactNode;
  /** The button's name where what it shows names nothing, such as "Run" in a list of five. */
  readonly 'aria-label'?: string | undefined;
  readonly className?: string | undefined;
}
export interface GateProps<A extends AnyApp> {
  readonly flag: FlagId<C<A>>;
  readonly fallback?: ReactNode;
  readonly children: ReactNode;
}
export type CheckoutCall<A extends AnyApp> = Redirecting &
  ((
    request: CheckoutRequest<PlanWith<C<A>, 'month'>, PlanWith<C<A>, 'year'>, TopUpId<C<A>>>,
    options?: { readonly returnTo?: string | undefined },
  ) => Promise<void>);
export type PortalCall = Redirecting &
  ((options?: {
    readonly flow?: 'payment_method_update' | 'subscription_cancel' | undefined;
    readonly returnTo?: string | undefined;
  }) => Promise<void>);

/** The whole React surface of one app that names keys of its catalogue. */
export interface FareboxReact<A extends AnyApp> {
  FareboxProvider(props: ProviderProps): ReactNode;
  useTokenGuard<F extends PaidFeatureOf<A>>(feature: F, options?: GuardOptions): TokenGuard<A, F>;
  useCheckout(): CheckoutCall<A>;
  useQuote<F extends PaidFeatureOf<A>>(feature: F, ...usage: UsageArguments<ChargeOf<C<A>, F>>): Preview<DenialOf<A>>;
  UpgradePrompt(props: UpgradePromptProps<A>): ReactNode;
  PricingTable(props: PricingTableProps<A>): ReactNode;
  GuardButton(props: GuardButtonProps<A>): ReactNode;
  Gate(props: GateProps<A>): ReactNode;
}
