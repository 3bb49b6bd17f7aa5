import type { AccountId, Instant } from '../domain/ledger-rows.js';
import type { RowOf } from '../storage/family.js';
import type { ChangeCause, subscriptionChanges, subscriptions, WrittenSchedule } from '../storage/record-families.js';
import { canonicalJson } from '../domain/canonical-json.js';
import type { Billing } from './billed-periods.js';
import type { Entitlement } from './entitlement.js';

export type SubscriptionRow = RowOf<typeof subscriptions>;
export type ChangeRow = RowOf<typeof subscriptionChanges>;

/** How a subscription stands, before it is known what that makes of the ledger. */
export type Standing = Omit<
  SubscriptionRow,
  'schedule' | 'freeFrom' | 'holdsGroup' | 'graceUntil' | 'changes' | 'updatedAt'
>;

/** How it stands by what Stripe says and what that is worth. */
export function toStanding(
  account: AccountId,
  { subscription: facts, item, meaning }: Billing,
  { status, plan, cancelAt, endedAt, unpaid, schedules }: Entitlement,
): Standing {
  return {
    account,
    subscription: facts.id,
    productGroup: meaning.productGroup,
    plan,
    status,
    interval: schedules.at(-1)?.interval ?? meaning.interval,
    amount: item.amount ?? meaning.amount,
    currency: item.currency ?? meaning.currency,
    quantity: item.quantity ?? 0,
    price: item.price,
    item: item.id ?? '',
    periodStart: item.periodStart,
    periodEnd: item.periodEnd,
    startedAt: facts.startedAt,
    trialEnd: facts.trialEnd,
    cancelAt,
    cancelAtPeriodEnd: facts.cancelAtPeriodEnd,
    canceledAt: facts.canceledAt,
    endedAt,
    pastDueSince: unpaid?.since ?? null,
    pastDueAmount: unpaid?.amount ?? null,
    nextAttempt: unpaid?.nextAttempt ?? null,
    card: facts.card,
  };
}

/** How it stands once Stripe no longer has it: as before, and over. */
export function toLostStanding(row: SubscriptionRow, now: Instant): Standing {
  const { schedule: _s, freeFrom: _f, holdsGroup: _h, graceUntil: _g, changes: _c, updatedAt: _u, ...standing } = row;
  return {
    ...standing,
    status: 'canceled',
    canceledAt: row.canceledAt ?? now,
    endedAt: now,
    pastDueSince: null,
    pastDueAmount: null,
    nextAttempt: null,
  };
}

/** The row: how the subscription stands, and what that made of the ledger. */
export function toSubscriptionRow({
  standing,
  ledger,
  previous,
  graceMs,
  now,
}: {
  readonly standing: Standing;
  readonly ledger: Pick<SubscriptionRow, 'schedule' | 'freeFrom' | 'holdsGroup'>;
  readonly previous: SubscriptionRow | null;
  readonly graceMs: number;
  readonly now: Instant;
}): SubscriptionRow {
  const since = standing.pastDueSince;
  return {
    ...standing,
    ...ledger,
    graceUntil: since === null ? null : (ledger.schedule?.until ?? since) + graceMs,
    changes: (previous?.changes ?? 0) + 1,
    updatedAt: now,
  };
}

/** Says a new reading nothing new? */
export function isSameState(a: SubscriptionRow, b: SubscriptionRow): boolean {
  const state = (row: SubscriptionRow): string => canonicalJson({ ...row, changes: 0, updatedAt: 0 });
  return state(a) === state(b);
}
/** Does it mean the same for the ledger? What is only told may differ. */
export function isSameSchedule(a: WrittenSchedule | null, b: WrittenSchedule | null): boolean {
  const dates = (one: WrittenSchedule | null) =>
    one && { ...one, next: undefined, renewal: undefined, isDue: undefined };
  return canonicalJson(dates(a)) === canonicalJson(dates(b));
}

/** The line of history that goes with a write; null when nothing that revenue figures need has changed. */
export function toChangeRow(
  previous: SubscriptionRow | null,
  row: SubscriptionRow,
  cause: ChangeCause,
): ChangeRow | null {
  const change: ChangeRow = {
    account: row.account,
    subscription: row.subscription,
    change: row.changes,
    at: row.updatedAt,
    cause,
    fromStatus: previous?.status ?? null,
    toStatus: row.status,
    fromPlan: previous?.plan ?? null,
    toPlan: row.plan,
    fromAmount: previous?.amount ?? null,
    toAmount: row.amount,
    currency: row.currency,
    fromInterval: previous?.interval ?? null,
    toInterval: row.interval,
    fromQuantity: previous?.quantity ?? null,
    toQuantity: row.quantity,
    periodStart: row.periodStart,
    periodEnd: row.periodEnd,
    cancelAt: row.cancelAt,
  };
  if (previous === null) return change;
  const isChanged =
    previous.status !== row.status ||
    previous.plan !== row.plan ||
    previous.amount !== row.amount ||
    previous.interval !== row.interval ||
    previous.quantity !== row.quantity ||
    previous.cancelAt !== row.cancelAt ||
    previous.periodStart !== row.periodStart ||
    previous.periodEnd !== row.periodEnd;
  return isChanged ? change : null;
}
