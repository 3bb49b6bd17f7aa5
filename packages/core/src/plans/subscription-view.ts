import type { ParsedCatalog, ParsedPlan } from '../catalog/parsed-catalog.js';
import type { Instant } from '../domain/ledger-rows.js';
import type { Money } from '../catalog/money.js';
import type { Card } from '../storage/record-families.js';
import { endedAtOf, isOver } from './is-over.js';
import { isLiveStatus } from './plan-schedule.js';
import type { SubscriptionRow } from './subscription-row.js';

export type SubscriptionStatus =
  | 'none'
  | 'trialing'
  | 'active'
  | 'past_due'
  | 'unpaid'
  | 'incomplete'
  | 'incomplete_expired'
  | 'paused'
  | 'canceled';
interface PlanAt {
  readonly plan: string;
  readonly planName: string;
  readonly at: Date;
}
/** What our own database knows of a customer's subscription, as of one moment. No Stripe id. */
export interface SubscriptionView {
  /** The plan whose rules hold now; the default plan when nothing is bought. Null = the catalogue has no default plan. */
  readonly plan: string | null;
  readonly planName: string | null;
  readonly status: SubscriptionStatus;
  readonly interval: 'month' | 'year' | null;
  /** What the next renewal costs; null = not known, or none is coming. */
  readonly price: Money | null;
  readonly currentPeriodStart: Date | null;
  readonly currentPeriodEnd: Date | null;
  readonly trialEnd: Date | null;
  readonly cancelAt: Date | null;
  readonly canceledAt: Date | null;
  readonly endedAt: Date | null;
  readonly pastDue: {
    readonly since: Date;
    readonly amount: Money | null;
    readonly nextAttempt: Date | null;
    readonly graceUntil: Date;
  } | null;
  readonly card: Card | null;
  readonly ended: PlanAt | null;
  readonly next: (PlanAt & { readonly tokens: number | null }) | null;
}

/** The subscription in force: the holder of its group's place that has not ended. Never "the first active one" (P18). */
function subscriptionInForce(rows: readonly SubscriptionRow[], now: Instant): SubscriptionRow | null {
  return rows.find((row) => row.holdsGroup && !isOver(row, now)) ?? null;
}

const date = (instant: number | null): Date | null => (instant === null ? null : new Date(instant));
const nameOf = (catalog: ParsedCatalog, plan: string): string => catalog.plan(plan)?.name ?? plan;
const statusOf = (row: SubscriptionRow): SubscriptionStatus => (row.status === 'other' ? 'active' : row.status);

/** @param rows newest first, as the store lists them */
export function toSubscriptionView(
  catalog: ParsedCatalog,
  rows: readonly SubscriptionRow[],
  now: Instant,
): SubscriptionView {
  const current = subscriptionInForce(rows, now);
  const over = rows
    .filter((row) => row !== current && row.schedule !== null && endedAtOf(row, now) !== null)
    .toSorted((a, b) => (endedAtOf(b, now) ?? 0) - (endedAtOf(a, now) ?? 0))[0];
  const overAt = over ? endedAtOf(over, now) : null;
  const ended =
    over && overAt !== null ? { plan: over.plan, planName: nameOf(catalog, over.plan), at: new Date(overAt) } : null;
  return current ? viewOfCurrent(catalog, current, ended) : viewWithout(catalog, rows, ended, over ?? null, now);
}

function viewOfCurrent(catalog: ParsedCatalog, row: SubscriptionRow, ended: PlanAt | null): SubscriptionView {
  const money = (amount: number | null): Money | null =>
    amount === null ? null : { currency: row.currency, unitAmount: amount };
  return {
    plan: row.plan,
    planName: nameOf(catalog, row.plan),
    status: statusOf(row),
    interval: row.interval,
    price: money(renewalOf(row)),
    currentPeriodStart: date(row.periodStart),
    currentPeriodEnd: date(row.periodEnd),
    trialEnd: date(row.trialEnd),
    cancelAt: date(row.cancelAt),
    canceledAt: date(row.canceledAt),
    endedAt: null,
    pastDue:
      row.pastDueSince === null || row.graceUntil === null
        ? null
        : {
            since: new Date(row.pastDueSince),
            amount: money(row.pastDueAmount),
            nextAttempt: date(row.nextAttempt),
            graceUntil: new Date(row.graceUntil),
          },
    card: row.card,
    ended,
    next: nextOf(catalog, row),
  };
}

/** What Stripe previews, where it was asked; else the price for each unit of it. Null = not known (R12). */
function renewalOf({ schedule, amount, quantity }: SubscriptionRow): number | null {
  return schedule?.renewal === undefined ? amount * Math.max(1, quantity) : schedule.renewal;
}

/** The plan that follows: the default plan where an end was asked for, else another that somebody scheduled or has yet to pay for. */
function nextOf(catalog: ParsedCatalog, row: SubscriptionRow): SubscriptionView['next'] {
  if (row.cancelAt !== null) {
    const free = catalog.defaultPlan;
    return free && { plan: free.id, planName: free.name, at: new Date(row.cancelAt), tokens: free.tokens };
  }
  const next = row.schedule?.next;
  if (next === undefined) return null;
  const tokens = catalog.plan(next.plan)?.tokens;
  if (tokens === undefined) return null;
  return { plan: next.plan, planName: nameOf(catalog, next.plan), at: new Date(next.at), tokens };
}

/** Nothing in force: the default plan, and how the last subscription stands. */
function viewWithout(
  catalog: ParsedCatalog,
  rows: readonly SubscriptionRow[],
  ended: PlanAt | null,
  over: SubscriptionRow | null,
  now: Instant,
): SubscriptionView {
  const plan: ParsedPlan | null = catalog.defaultPlan;
  const last = rows[0] ?? null;
  const status: SubscriptionStatus =
    last === null ? 'none' : endedAtOf(last, now) !== null && isLiveStatus(last.status) ? 'canceled' : statusOf(last);
  return {
    plan: plan?.id ?? null,
    planName: plan?.name ?? null,
    status,
    interval: null,
    price: null,
    currentPeriodStart: null,
    currentPeriodEnd: null,
    trialEnd: null,
    cancelAt: null,
    canceledAt: date(over?.canceledAt ?? null),
    endedAt: ended?.at ?? null,
    pastDue: null,
    card: last?.card ?? null,
    ended,
    next: null,
  };
}
