/** `@farebox/core`: the public list, by hand; a test freezes it. */
export type * from './catalog-types.js';
export type {
  Duration,
  FeatureInput,
  FlagFeature,
  FlatFeature,
  FromDuration,
  Interval,
  MeteredCost,
  MeteredFeature,
  PlanChange,
  PlanInput,
  PriceDetails,
  PriceInput,
  RefillInput,
  TokensInput,
  TopUpInput,
} from './catalog/catalog-input.js';
export type { Catalog, CatalogShape, Charge, Flag, Flat, Levels, Units } from './catalog/catalog-shape.js';
export { defineCatalog } from './catalog/define-catalog.js';
export { eur, jpy, type Money, money, usd } from './catalog/money.js';
export { createFarebox, type FareboxOptions } from './create-farebox.js';
export type { Customer } from './customer.js';
export { fromUnits, toUnits } from './domain/precision.js';
export * from './errors/index.js';
export type * from './explanation.js';
export type { CheckoutRequest, Farebox, QuoteOptions, RunContextOf } from './farebox.js';
export type * from './outcomes.js';
export type { AnyUsage, ExecuteContext, RunDefinition } from './run-definition.js';
export { consoleLogger, type Logger, silentLogger } from './runtime/logger.js';
export type { Mode, StripeOptions } from './runtime/settings.js';
export type { Telemetry, TelemetryAttributes } from './runtime/telemetry.js';
export type { HostEvents, HostListeners } from './services/engine/host-events.js';
export type { Policies } from './catalog/policies.js';
export type { SubscriptionStatus, SubscriptionView } from './plans/subscription-view.js';
export type { WebhookEvent } from './services/webhooks/webhooks.js';
export { type MemoryOptions, memoryStore } from './storage/memory/memory-store.js';
export type { NoTransactions, Store } from './storage/contract.js';
export type {
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
