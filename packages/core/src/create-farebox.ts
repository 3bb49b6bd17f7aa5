import type { Json, SchemaInput, StandardSchema } from './catalog-types.js';
import type { Catalog } from './catalog/catalog-shape.js';
import { catalogView } from './catalog/catalog-view.js';
import { parseCatalog } from './catalog/parse-catalog.js';
import { NotSupportedError } from './errors/settings.js';
import type { Farebox } from './farebox.js';
import { createClock } from './runtime/clock.js';
import { consoleLogger, type Logger, redactingLogger } from './runtime/logger.js';
import { type Mode, readSettings, type StripeOptions } from './runtime/settings.js';
import { noTelemetry, type Telemetry } from './runtime/telemetry.js';
import { createAccountSnapshot } from './services/account-snapshot.js';
import { type AccountCache, createAccountDirectory } from './services/accounts/accounts.js';
import { createBilling } from './create-billing.js';
import { createTokens } from './create-tokens.js';
import { toBillingContext } from './services/engine/billing-context.js';
import { unitNow } from './services/engine/checked-options.js';
import { defineRun } from './services/runs/define-run.js';
import { storeWithDeadline } from './services/engine/store-with-deadline.js';
import { createEmit, type HostListeners } from './services/engine/host-events.js';
import { type Policies, toPolicies } from './catalog/policies.js';
import { settleDueRuns } from './services/runs/open-captures.js';
import type { TokensContext } from './services/tokens/tokens-context.js';
import { createWorker } from './services/engine/worker.js';
import type { NoTransactions, Store } from './storage/contract.js';

export interface FareboxOptions<C extends Catalog, S extends StandardSchema, Tx> {
  /** From `defineCatalog`. */
  readonly catalog: C;
  /** `memoryStore()` for tests; `sqlite('app.db')`, `postgres(pool)` from `@farebox/sql`. */
  readonly store: Store<Tx>;
  /** Default: `STRIPE_SECRET_KEY`, `STRIPE_WEBHOOK_SECRET`, `STRIPE_API_BASE`. Without a key the tokens part works alone. */
  readonly stripe?: StripeOptions | undefined;
  /** Where your app lives, for return addresses. Default: `APP_URL`. */
  readonly appUrl?: string | undefined;
  /** Shape of `metadata` on every spend: checked when it is written, typed when it is read. */
  readonly metadata?: S | undefined;
  /** Follows from the key: a live key is live, everything else is test. */
  readonly mode?: Mode | undefined;
  /** Replaces the store's time; for tests and the simulator's clock. Refused in live mode. */
  readonly clock?: (() => Date | Promise<Date>) | undefined;
  readonly policies?: { readonly [P in keyof Policies]?: Policies[P] | undefined } | undefined;
  /** Told after the commit. */
  readonly on?: HostListeners | undefined;
  /** Default: warnings and errors to the console. Redacted before it gets anything. */
  readonly logger?: Logger | undefined;
  readonly telemetry?: Telemetry | undefined;
}
/** How often an idle worker looks for captures that an outage left open. */
const OPEN_CAPTURES_MS = 15_000;

/**
 * The whole engine. Pure and cheap - no I/O, no timer, no connection - so it may be called at module level or per request.
 * @throws InvalidSettingsError with all malformed settings at once; InvalidCatalogError
 */
export function createFarebox<C extends Catalog, S extends StandardSchema = StandardSchema<Json>, Tx = NoTransactions>(
  options: FareboxOptions<C, S, Tx>,
): Farebox<C, SchemaInput<S>, Tx> {
  const { clock, stripe, appUrl, mode } = options;
  const settings = readSettings({ stripe, appUrl, mode, hasClock: clock !== undefined });
  const catalog = parseCatalog(options.catalog);
  const shared = {
    catalog,
    clock: createClock(clock),
    mode: settings.mode,
    settings,
    policies: toPolicies(options.policies, catalog.precision),
    logger: redactingLogger(options.logger ?? consoleLogger),
    telemetry: options.telemetry ?? noTelemetry,
  };
  const emit = createEmit(options.on ?? {}, shared.logger);
  // The types are in `Farebox`; the services below take ids as strings and check them.
  return compose(
    { ...shared, emit },
    options.catalog,
    options.store as Store<unknown>,
    options.metadata,
    new Map(),
  ) as unknown as Farebox<C, SchemaInput<S>, Tx>;
}

type Shared = Omit<TokensContext, 'store' | 'accounts' | 'metadataSchema'>;

function compose(
  shared: Shared,
  catalog: Catalog,
  rawStore: Store<unknown>,
  metadataSchema: StandardSchema | undefined,
  cache: AccountCache,
) {
  const store = storeWithDeadline(rawStore, {
    onLateWrite: (operation) =>
      shared.logger.warn('A write that had been given up went through after all: sent again, its key answers it.', {
        operation,
      }),
  });
  const accounts = createAccountDirectory({ ...shared, store }, cache);
  const context: TokensContext = { ...shared, store, accounts, metadataSchema };
  const billing = createBilling(context);
  const snapshot = createAccountSnapshot(toBillingContext(context));
  const captures = createWorker(
    'open captures',
    async () => ({ hasMore: (await settleDueRuns(context)) > 0 }),
    OPEN_CAPTURES_MS,
    context.logger,
  );
  return Object.freeze({
    catalog,
    mode: context.mode,
    appUrl: context.settings.hasAppUrl ? context.settings.appUrl('') : null,
    logger: context.logger,
    ...createTokens(context),
    checkout: billing.checkout,
    portal: billing.portal,
    subscriptions: billing.subscriptions,
    customers: billing.customers,
    webhooks: billing.webhooks,
    prices: billing.prices,
    catalogView: (runs: readonly string[] = []) => catalogView(context.catalog, runs, context.policies),
    snapshot: async (
      customer: Parameters<typeof snapshot>[0],
      permissions: Parameters<typeof snapshot>[1],
      { now }: { readonly now?: Date | undefined } = {},
    ) => snapshot(customer, permissions, await unitNow(context, now)),
    with: (tx: unknown) => {
      if (!rawStore.with)
        throw new NotSupportedError('This store cannot join your transaction: see docs/stores#transactions.');
      // A cache of its own: an account made in a transaction that rolls back has never been.
      return compose(shared, catalog, rawStore.with(tx) as Store<unknown>, metadataSchema, new Map());
    },
    start: () => {
      billing.inboxWorker.start();
      captures.start();
    },
    stop: async () => {
      await Promise.all([billing.inboxWorker.stop(), captures.stop()]);
    },
    defineRun: (feature: string, definition: Parameters<typeof defineRun>[2]) =>
      defineRun(context.catalog, feature, definition),
  });
}
