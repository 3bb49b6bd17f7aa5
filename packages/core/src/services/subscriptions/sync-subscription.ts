import { UnknownPriceError } from '../../errors/stripe.js';
import { fromCustomerName } from '../../customer.js';
import type { AccountId, Instant } from '../../domain/ledger-rows.js';
import type { Versioned } from '../../storage/family.js';
import {
  activeSubscriptions,
  type ChangeCause,
  subscriptionChanges,
  subscriptions,
} from '../../storage/record-families.js';
import type { AccountWrite } from '../../storage/contract.js';
import type { SubscriptionFacts } from '../../stripe/read-subscription.js';
import { FREE_SLOT } from '../../domain/refill-schedule.js';
import type { BillingContext } from '../engine/billing-context.js';
import { accountOfStripeCustomer } from '../accounts/stripe-customers.js';
import { type InvoiceReading, readInvoices } from './read-invoices.js';
import { trialPeriod, withPlanOfNow } from './plan-periods.js';
import { isLiveStatus, type PlanPeriod, toPlanSchedules } from '../../plans/plan-schedule.js';
import { meaningOfPrice } from './price-meaning.js';
import { withAnchors } from '../../plans/refill-anchor.js';
import {
  endOf,
  isSameState,
  type Reading,
  type SubscriptionRow,
  toChangeRow,
  toSubscriptionRow,
} from '../../plans/subscription-row.js';
import { toPlanSteps } from '../../plans/subscription-steps.js';

const DAY_MS = 86_400_000;
const ROUNDS = 12;
/** `foreign`: not ours, nothing was touched. `lost`: Stripe no longer has it. */
export type SyncOutcome = 'applied' | 'unchanged' | 'foreign' | 'lost';

/**
 * Reads one subscription from Stripe and applies what it says: the row, its history, its group's reservation and the
 * refill schedules in ONE unit. The row's version is taken before the reading and guards the write, so a reading is written
 * only if nothing newer was: whoever loses reads again (W4-W7). Nobody holds a lock while Stripe answers.
 * @throws UnknownPriceError (nothing written), StripeFailure, StripeShapeError
 */
export async function syncSubscription(
  context: BillingContext,
  account: AccountId,
  subscription: string,
  cause: ChangeCause,
): Promise<SyncOutcome> {
  const gateway = context.gateway('reading a subscription');
  for (let round = 0; round < ROUNDS; round += 1) {
    const previous = await context.store.find(subscriptions, { account, subscription });
    const facts = await gateway.findSubscription(subscription);
    if (facts === null) return closeLost(context, account, previous, cause);
    if (facts.livemode !== (context.mode === 'live')) return 'foreign';
    if ((await accountOfStripeCustomer(context, facts.customer)) !== account) return 'foreign';
    const read = await interpret(context, account, facts, previous?.row ?? null);
    const applied = await apply(context, account, read, previous, cause);
    if (applied !== 'raced') return applied;
  }
  throw new Error(`Subscription ${subscription} was written by too many at once.`);
}

interface Interpreted extends Reading {
  readonly invoices: InvoiceReading;
  readonly periods: readonly PlanPeriod[];
}

/** What the reading means in our words. One unknown price among add-ons is no plan; none known is an error, never a default. */
async function interpret(
  context: BillingContext,
  account: AccountId,
  facts: SubscriptionFacts,
  previous: SubscriptionRow | null,
): Promise<Interpreted> {
  for (const item of facts.items) {
    const meaning = await meaningOfPrice(context, item);
    if (!meaning) continue;
    const gateway = context.gateway('reading invoices');
    const invoices = await readInvoices(gateway.listInvoices(facts.id), facts, previous?.schedule?.from ?? null);
    const periods: PlanPeriod[] = [];
    for (const paid of invoices.paid) {
      const bought =
        paid.price === item.price
          ? meaning
          : await meaningOfPrice(context, {
              price: paid.price,
              amount: null,
              currency: null,
              interval: null,
              lookupKey: null,
            });
      if (!bought) throw new UnknownPriceError(paid.price, facts.id);
      periods.push({ plan: bought.plan, interval: bought.interval, start: paid.start, end: paid.end });
    }
    const trial = await trialPeriod(context, account, facts, meaning);
    if (trial && (previous?.schedule?.from ?? trial.start) <= trial.start) periods.unshift(trial);
    return {
      facts,
      item,
      meaning,
      unpaid: invoices.unpaid,
      invoices,
      periods: withPlanOfNow(facts, item, meaning, invoices.unpaid !== null, periods, previous),
    };
  }
  throw new UnknownPriceError(facts.items[0]?.price ?? 'none', facts.id);
}

async function apply(
  context: BillingContext,
  account: AccountId,
  read: Interpreted,
  previous: Versioned<SubscriptionRow> | null,
  cause: ChangeCause,
): Promise<SyncOutcome | 'raced'> {
  const { facts, meaning } = read;
  const graceMs = context.policies.graceDays * DAY_MS;
  const now = await context.clock.now();
  const endedAt = endOf(facts, previous?.row ?? null, now);
  const reservation = await reserve(context, account, read, now);
  // A second subscription of the group is recorded and told, but refills nothing until the first has ended (P18).
  const mayRefill = reservation.holds || (previous?.row.holdsGroup ?? false);
  const dated = mayRefill
    ? toPlanSchedules(facts, read.periods, read.item.periodEnd, graceMs, endedAt)
    : { schedules: [], freeFrom: null };
  const planned = {
    ...dated,
    schedules: withAnchors(dated.schedules, previous?.row.schedule ?? null, context.catalog, graceMs),
  };
  // Where a successor holds the group, the default plan is the successor's business.
  const wanted = reservation.isTaken ? { ...planned, freeFrom: previous?.row.freeFrom ?? null } : planned;
  const schedule = wanted.schedules.at(-1) ?? previous?.row.schedule ?? null;
  const keptFreeFrom = wanted.schedules.length === 0 ? (previous?.row.freeFrom ?? null) : wanted.freeFrom;
  const row = toSubscriptionRow(
    account,
    read,
    { schedule, freeFrom: keptFreeFrom, holdsGroup: reservation.holds },
    previous?.row ?? null,
    graceMs,
    now,
  );
  if (previous && isSameState(previous.row, row) && reservation.write === null) return 'unchanged';

  const { slice } = await context.store.read(account);
  const isFreeScheduled = slice.schedules.some((one) => one.slot === FREE_SLOT);
  const steps = toPlanSteps(
    facts.id,
    meaning.productGroup,
    wanted,
    previous?.row ?? null,
    row.changes,
    context.catalog,
    isFreeScheduled,
  );
  const change = toChangeRow(previous?.row ?? null, row, cause);
  const writes: AccountWrite[] = [
    previous
      ? { write: 'compareAndSet', family: subscriptions, row: { ...row }, ifVersion: previous.version }
      : { write: 'insertIfAbsent', family: subscriptions, row: { ...row } },
    ...(reservation.write ? [reservation.write] : []),
    ...(change ? [{ write: 'insertIfAbsent', family: subscriptionChanges, row: { ...change } } as const] : []),
  ];
  const result = await context.store.commit({ account, steps, writes, now: await context.clock.override() });
  if (result.status === 'refused') {
    // Two readings of one version number their change alike: the steps of the second then meet the keys of the first.
    if (result.why === 'guardLost' || result.why.status === 'conflict') return 'raced';
    throw new Error(`The schedule of ${facts.id} was refused (${result.why.status} at step ${result.at}).`);
  }
  await tell(context, account, row, previous?.row ?? null, reservation.duplicateOf);
  if (reservation.released) await promoteOthers(context, account, row, cause);
  return 'applied';
}

interface Reservation {
  readonly holds: boolean;
  readonly write: AccountWrite | null;
  readonly released: boolean;
  /** The live subscription that holds the group while this one is live too. */
  readonly duplicateOf: string | null;
  /** Another subscription holds the group. */
  readonly isTaken: boolean;
}

/** One active subscription per group: the row that says which. Whoever holds it keeps it until it has ended. */
async function reserve(
  context: BillingContext,
  account: AccountId,
  { facts, meaning }: Reading,
  now: Instant,
): Promise<Reservation> {
  const key = { account, productGroup: meaning.productGroup };
  const found = await context.store.find(activeSubscriptions, key);
  const holder = found?.row.subscription ?? null;
  const write = (subscription: string | null): AccountWrite => {
    const row = { ...key, subscription, updatedAt: now };
    return found
      ? { write: 'compareAndSet', family: activeSubscriptions, row, ifVersion: found.version }
      : { write: 'insertIfAbsent', family: activeSubscriptions, row };
  };
  const isTaken = holder !== null && holder !== facts.id;
  const nothing = { holds: false, write: null, released: false, duplicateOf: null, isTaken };
  // A status newer than this release: nobody is promoted and nobody is thrown out because of a word we do not know.
  if (facts.status === 'other') return { ...nothing, holds: holder === facts.id };
  if (!isLiveStatus(facts.status))
    return isTaken || holder === null ? nothing : { ...nothing, write: write(null), released: true };
  if (holder === facts.id) return { ...nothing, holds: true };
  if (isTaken && !(await isOver(context, account, holder, now))) return { ...nothing, duplicateOf: holder };
  return { ...nothing, holds: true, write: write(facts.id), isTaken: false };
}

/** Has the holder ended by our own row and clock, though nobody told us? */
async function isOver(
  context: BillingContext,
  account: AccountId,
  subscription: string,
  now: Instant,
): Promise<boolean> {
  const row = (await context.store.find(subscriptions, { account, subscription }))?.row;
  if (!row || !isLiveStatus(row.status)) return true;
  return row.cancelAt !== null && row.cancelAt <= now;
}

/** A subscription that waited behind the one that just ended takes its place. */
async function promoteOthers(
  context: BillingContext,
  account: AccountId,
  ended: SubscriptionRow,
  cause: ChangeCause,
): Promise<void> {
  const page = await context.store.list(
    subscriptions,
    { account },
    { limit: 50, cursor: null, where: { productGroup: ended.productGroup } },
  );
  // The oldest first: the rule has to be one that everybody can predict.
  for (const { row } of page.rows.toReversed()) {
    if (row.subscription !== ended.subscription && !row.holdsGroup && isLiveStatus(row.status))
      await syncSubscription(context, account, row.subscription, cause);
  }
}

/** Stripe no longer has it (its customer was deleted, test data was cleared): a live row ends now, once. */
async function closeLost(
  context: BillingContext,
  account: AccountId,
  previous: Versioned<SubscriptionRow> | null,
  cause: ChangeCause,
): Promise<SyncOutcome> {
  if (!previous || !isLiveStatus(previous.row.status)) return 'lost';
  const before = previous.row;
  const now = await context.clock.now();
  const facts: SubscriptionFacts = {
    id: before.subscription,
    customer: '',
    status: 'canceled',
    items: [],
    startedAt: before.startedAt,
    cancelAtPeriodEnd: before.cancelAtPeriodEnd,
    cancelAt: before.cancelAt,
    canceledAt: before.canceledAt ?? now,
    endedAt: now,
    trialStart: null,
    trialEnd: before.trialEnd,
    isCollectionPaused: false,
    latestInvoice: null,
    card: before.card,
    livemode: context.mode === 'live',
    metadata: {},
  };
  const meaning = {
    plan: before.plan,
    productGroup: before.productGroup,
    interval: before.interval,
    amount: before.amount,
    currency: before.currency,
  };
  const item = {
    id: before.item,
    price: before.price,
    product: null,
    quantity: before.quantity,
    amount: before.amount,
    currency: before.currency,
    interval: before.interval,
    lookupKey: null,
    periodStart: before.periodStart,
    periodEnd: before.periodEnd,
  };
  const last = before.schedule;
  const periods = last
    ? [{ plan: last.plan, interval: last.interval, start: last.from, end: last.until, isTrial: last.isTrial }]
    : [];
  const applied = await apply(
    context,
    account,
    { facts, item, meaning, unpaid: null, invoices: { paid: [], unpaid: null }, periods },
    previous,
    cause,
  );
  return applied === 'raced' ? syncSubscription(context, account, before.subscription, cause) : applied;
}

async function tell(
  context: BillingContext,
  account: AccountId,
  row: SubscriptionRow,
  previous: SubscriptionRow | null,
  duplicateOf: string | null,
): Promise<void> {
  const isNewDuplicate = duplicateOf !== null && previous?.status !== row.status;
  if (isNewDuplicate) {
    context.logger.error(
      'A customer has two active subscriptions of one product group; the second refills nothing. Cancel and refund one of them in Stripe.',
      { subscription: row.subscription, plan: row.plan },
    );
    context.telemetry.count('subscription.duplicate', 1, { mode: context.mode });
  }
  if (previous?.status === row.status && previous.plan === row.plan) return;
  const owner = await context.accounts.ownerOf(account);
  if (!owner) return;
  const about = { customer: fromCustomerName(owner), subscription: row.subscription, plan: row.plan };
  if (isNewDuplicate) context.emit('subscription.duplicate', { ...about, active: duplicateOf });
  context.emit('subscription.changed', { ...about, from: previous?.status ?? null, to: row.status });
}
