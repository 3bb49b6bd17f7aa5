/**
 * What Farebox remembers beside the ledger, as data. A store serves all of it by the same few guarded functions; adding a
 * family changes no store. Families of an account begin with `account` and may ride in a unit; what has no account yet
 * (the inbox, the look-up from a Stripe customer, attempts) is written by itself and begins with the mode.
 */
import type { Mode } from '../runtime/settings.js';
import type { BillingInterval, NextPlan, WrittenSchedule } from './written-schedule.js';
import { boolean, defineFamily, instant, integer, json, nullable, text } from './family.js';

export type CustomerKind = 'user' | 'organization';
/** Stripe's own words for a subscription's state; `other` is one that Stripe added after our pinned version. */
export type StripeSubscriptionStatus =
  | 'incomplete'
  | 'incomplete_expired'
  | 'trialing'
  | 'active'
  | 'past_due'
  | 'canceled'
  | 'unpaid'
  | 'paused'
  | 'other';
export interface Card {
  readonly brand: string;
  readonly last4: string;
  readonly expMonth: number;
  readonly expYear: number;
}
export type { BillingInterval, NextPlan, WrittenSchedule };

/**
 * The identity map: from the host's customer to the surrogate account that every other table starts with. Renaming,
 * merging and erasing touch this table alone.
 */
export const accountKeys = defineFamily('account_keys', {
  columns: {
    /** Stripe Connect account, or ''. */
    connect: text(),
    mode: text<Mode>(),
    kind: text<CustomerKind>(),
    /** The host's own id. */
    customer: text(),
    tokenType: text(),
    account: integer(),
    createdAt: instant(),
  },
  key: ['connect', 'mode', 'kind', 'customer', 'tokenType'],
  unique: [['account']],
});

/** `settling`: the charge is decided and waits to be made. `settled`: it has been. */
export type RunStatus = 'settling' | 'settled';
/**
 * A row per run whose charge could not be made when its work was done: decided, kept, and made later by a worker. What runs
 * leave otherwise stands in the ledger: the hold under the key says who runs, its capture what was charged.
 */
export const runs = defineFamily('runs', {
  columns: {
    account: integer(),
    key: text(),
    feature: text(),
    member: nullable(text()),
    status: text<RunStatus>(),
    held: integer(),
    /** Decided when the work was done; null before. */
    charge: nullable(integer()),
    reference: nullable(text()),
    metadata: nullable(json<{ readonly [key: string]: unknown }>()),
    startedAt: instant(),
    settledAt: nullable(instant()),
    attempts: integer(),
    /** When a worker should finish an open capture. */
    due: nullable(instant()),
  },
  key: ['account', 'key'],
  order: 'startedAt',
  due: 'due',
});

/** The billing side of one customer. The host's own id lies in `account_keys` alone. */
export const customers = defineFamily('customers', {
  columns: {
    account: integer(),
    stripeCustomer: nullable(text()),
    /** The one before, when somebody deleted it in Stripe. */
    deletedCustomer: nullable(text()),
    email: nullable(text()),
    name: nullable(text()),
    createdAt: instant(),
    updatedAt: instant(),
  },
  key: ['account'],
});

/** From Stripe's customer to ours. The only thing that decides whose an object of Stripe is: never metadata, never e-mail. */
export const stripeCustomers = defineFamily('stripe_customers', {
  columns: { mode: text<Mode>(), stripeCustomer: text(), account: integer(), createdAt: instant() },
  key: ['mode', 'stripeCustomer'],
  indexes: [['mode', 'account']],
});

/** One row per Stripe subscription that was ever ours: the latest state read from Stripe and what it made of the ledger. */
export const subscriptions = defineFamily('subscriptions', {
  columns: {
    account: integer(),
    subscription: text(),
    productGroup: text(),
    plan: text(),
    status: text<StripeSubscriptionStatus>(),
    interval: text<BillingInterval>(),
    /** Minor units per interval, before tax, for one. */
    amount: integer(),
    currency: text(),
    quantity: integer(),
    price: text(),
    item: text(),
    periodStart: instant(),
    periodEnd: instant(),
    startedAt: instant(),
    trialEnd: nullable(instant()),
    /** When it will end: at period end or at a date. */
    cancelAt: nullable(instant()),
    cancelAtPeriodEnd: boolean(),
    /** When somebody asked for the cancellation; it does not mean "ended". */
    canceledAt: nullable(instant()),
    endedAt: nullable(instant()),
    pastDueSince: nullable(instant()),
    pastDueAmount: nullable(integer()),
    nextAttempt: nullable(instant()),
    graceUntil: nullable(instant()),
    card: nullable(json<Card>()),
    /** Null until a period has been paid. */
    schedule: nullable(json<WrittenSchedule>()),
    /** From when this subscription has put the default plan back; null = it has not. */
    freeFrom: nullable(instant()),
    /** Does it hold its group's reservation? A second active one of a group grants nothing until the first has ended. */
    holdsGroup: boolean(),
    /** Raised by every write of this row; names the steps of the unit that wrote it. */
    changes: integer(),
    updatedAt: instant(),
  },
  key: ['account', 'subscription'],
  indexes: [['account', 'productGroup']],
  order: 'startedAt',
});

/** The reservation: at most one active subscription per account and product group. */
export const activeSubscriptions = defineFamily('active_subscriptions', {
  columns: { account: integer(), productGroup: text(), subscription: nullable(text()), updatedAt: instant() },
  key: ['account', 'productGroup'],
});

export type ChangeCause = 'checkout' | 'webhook' | 'sync' | 'portal' | 'replay';
/** Append-only, written with the change: revenue figures cannot be rebuilt later. */
export const subscriptionChanges = defineFamily('subscription_changes', {
  columns: {
    account: integer(),
    subscription: text(),
    change: integer(),
    at: instant(),
    cause: text<ChangeCause>(),
    fromStatus: nullable(text<StripeSubscriptionStatus>()),
    toStatus: text<StripeSubscriptionStatus>(),
    fromPlan: nullable(text()),
    toPlan: text(),
    fromAmount: nullable(integer()),
    toAmount: integer(),
    currency: text(),
    fromInterval: nullable(text<BillingInterval>()),
    toInterval: text<BillingInterval>(),
    fromQuantity: nullable(integer()),
    toQuantity: integer(),
    periodStart: instant(),
    periodEnd: instant(),
    cancelAt: nullable(instant()),
  },
  key: ['account', 'subscription', 'change'],
  order: 'at',
});

export type CheckoutStatus = 'creating' | 'open' | 'complete' | 'expired';
/** One row per checkout session that we asked Stripe for; a returning session must be found here under the caller's account. */
export const checkouts = defineFamily('checkouts', {
  columns: {
    account: integer(),
    id: text(),
    productGroup: text(),
    plan: text(),
    interval: text<BillingInterval>(),
    price: text(),
    amount: integer(),
    currency: text(),
    status: text<CheckoutStatus>(),
    paramsHash: text(),
    session: nullable(text()),
    url: nullable(text()),
    subscription: nullable(text()),
    createdAt: instant(),
    expiresAt: nullable(instant()),
    completedAt: nullable(instant()),
  },
  key: ['account', 'id'],
  unique: [['account', 'session']],
  indexes: [['account', 'productGroup']],
  order: 'createdAt',
});
/** The reservation behind "one open checkout per owner and product group": names the checkout that is open now. */
export const openCheckouts = defineFamily('open_checkouts', {
  columns: { account: integer(), productGroup: text(), checkout: text(), number: integer(), updatedAt: instant() },
  key: ['account', 'productGroup'],
});

/** What a Stripe price meant when we first saw it, for ever: editing the catalogue or Stripe relabels nobody. */
export const priceHistory = defineFamily('price_history', {
  columns: {
    mode: text<Mode>(),
    price: text(),
    plan: text(),
    productGroup: text(),
    interval: text<BillingInterval>(),
    amount: integer(),
    currency: text(),
    lookupKey: nullable(text()),
    seenAt: instant(),
  },
  key: ['mode', 'price'],
  indexes: [
    ['mode', 'lookupKey'],
    ['mode', 'plan'],
  ],
});

export type InboxStatus = 'pending' | 'done' | 'ignored' | 'dead';
/** Webhook events: what happened to which object. No payload is kept, for none is applied: a worker reads the object again. */
export const inbox = defineFamily('inbox', {
  columns: {
    mode: text<Mode>(),
    event: text(),
    type: text(),
    objectType: text(),
    object: text(),
    /** Hints for coalescing; whose the object is, is read from Stripe and our own look-up. */
    subscription: nullable(text()),
    stripeCustomer: nullable(text()),
    apiVersion: nullable(text()),
    connectAccount: nullable(text()),
    receivedAt: instant(),
    attempts: integer(),
    due: nullable(instant()),
    status: text<InboxStatus>(),
    error: nullable(text()),
    finishedAt: nullable(instant()),
  },
  key: ['mode', 'event'],
  indexes: [
    ['mode', 'status'],
    ['mode', 'object'],
    ['mode', 'subscription'],
  ],
  order: 'receivedAt',
  due: 'due',
});

export type AttemptStatus = 'started' | 'done' | 'failed';
/**
 * Every POST to Stripe, written before the call: the operation's own name, the key that Stripe sees and the parameters,
 * so that whoever comes second - another request, a restart after a crash - sends the same bytes and meets the same object.
 */
export const stripeAttempts = defineFamily('stripe_attempts', {
  columns: {
    mode: text<Mode>(),
    operation: text(),
    idempotencyKey: text(),
    paramsHash: text(),
    params: json<unknown>(),
    attempt: integer(),
    status: text<AttemptStatus>(),
    result: nullable(text()),
    error: nullable(text()),
    startedAt: instant(),
    finishedAt: nullable(instant()),
  },
  key: ['mode', 'operation'],
  order: 'startedAt',
});

/** Who did what to whose billing; the only place where an actor is named, and what erasing blanks. */
export const audit = defineFamily('audit', {
  columns: {
    account: integer(),
    id: text(),
    at: instant(),
    action: text(),
    actor: nullable(text()),
    subject: nullable(text()),
    details: nullable(json<{ readonly [key: string]: unknown }>()),
  },
  key: ['account', 'id'],
  order: 'at',
});

/** One holder per job: whoever moved `due` runs it. */
export const jobLeases = defineFamily('job_leases', {
  columns: {
    mode: text<Mode>(),
    job: text(),
    due: nullable(instant()),
    lastRunAt: nullable(instant()),
    cursor: nullable(text()),
  },
  key: ['mode', 'job'],
  due: 'due',
});

/** Every family of records, for stores that make their tables up front. */
export const recordFamilies = [
  accountKeys,
  runs,
  customers,
  stripeCustomers,
  subscriptions,
  activeSubscriptions,
  subscriptionChanges,
  checkouts,
  openCheckouts,
  priceHistory,
  inbox,
  stripeAttempts,
  audit,
  jobLeases,
] as const;
