import type { Instant } from '../domain/ledger-rows.js';
import type { NextPlan, StripeSubscriptionStatus, WrittenSchedule } from '../storage/record-families.js';
import { type Billing, billedPeriods, isDifferencePaid, unpaidOf } from './billed-periods.js';
import type { Unpaid } from './paid-period.js';
import { hasEnded, type PlanPeriod, scheduledEnd, toPlanSchedules } from './plan-schedule.js';

/** Everything that is known of one subscription when it is judged. */
export interface EntitlementFacts extends Billing {
  /** Free time before the first payment, where the plan gives tokens for it. */
  readonly trial: PlanPeriod | null;
  /** What the last judgement made of it: the schedule, and when it ended. */
  readonly written: WrittenSchedule | null;
  readonly writtenEnd: number | null;
  readonly graceMs: number;
  readonly now: Instant;
}
/**
 * Why it is as it is, in the words of what Stripe said. `due`: billed by an invoice that was sent and is not due yet.
 * `grace`: the renewal is awaited. `unpaid`: Stripe did not get its money and the grace is over. `uncovered`: Stripe calls it
 * active, nothing is open, and yet no period that we can read covers now: an alarm, never a reason.
 */
export type EntitlementReason =
  | 'paid'
  | 'due'
  | 'trial'
  | 'grace'
  | 'unpaid'
  | 'paused'
  | 'incomplete'
  | 'ended'
  | 'uncovered';

/** What a subscription is worth: the one answer that row, schedule, view, denial, erasing and selling read. */
export interface Entitlement {
  readonly status: StripeSubscriptionStatus;
  /** The plan in force; before anything was paid, the one that is being bought. */
  readonly plan: string;
  readonly why: EntitlementReason;
  /** End of what is paid (or billed and not due); null = nothing ever was. */
  readonly paidUntil: number | null;
  /** One per period, oldest first; the last one stands. */
  readonly schedules: readonly WrittenSchedule[];
  /** From when the default plan runs again; null = nobody knows an end. */
  readonly freeFrom: number | null;
  readonly cancelAt: number | null;
  readonly endedAt: number | null;
  readonly unpaid: Unpaid | null;
  /** The plan that follows by itself at the next renewal, when it is another; null = the same, or none. */
  readonly next: NextPlan | null;
}

export function toEntitlement(facts: EntitlementFacts): Entitlement {
  const { subscription, item, meaning, graceMs, now } = facts;
  const cancelAt = scheduledEnd(subscription, item.periodEnd);
  // `unpaid` has no date of its end in Stripe: then it is when we first saw it.
  const endedAt = hasEnded(subscription) ? (subscription.endedAt ?? facts.writtenEnd ?? now) : null;
  const status = statusOf(facts);
  const periods = withPlanOfNow(facts, coveredPeriods(facts));
  const { schedules, freeFrom } = toPlanSchedules({
    periods,
    cancelAt,
    endedAt,
    isPaused: status === 'paused',
    graceMs,
  });
  const last = schedules.at(-1) ?? null;
  const standing = { status, schedules, endedAt, unpaid: unpaidOf(facts) };
  return {
    ...standing,
    plan: last?.plan ?? meaning.plan,
    why: reasonOf(facts, standing),
    paidUntil: last?.until ?? null,
    freeFrom,
    cancelAt,
    next: endedAt === null && cancelAt === null ? nextOf(facts, last) : null,
  };
}

/** Collection that somebody paused is paused, though Stripe goes on calling the subscription active (R5). */
function statusOf({ subscription }: Billing): StripeSubscriptionStatus {
  const { status, isCollectionPaused } = subscription;
  return isCollectionPaused && (status === 'active' || status === 'past_due') ? 'paused' : status;
}

function coveredPeriods(facts: EntitlementFacts): readonly PlanPeriod[] {
  const { trial, written, now } = facts;
  const periods: PlanPeriod[] = [];
  for (const { from: billedFrom, until, price, isDue } of billedPeriods(facts)) {
    const from = startOf(facts, billedFrom, periods.at(-1)?.until ?? null);
    const bought = price === facts.item.price ? facts.meaning : facts.meaningOf(price);
    // Whoever reads has made sure that each billed price of the plan's item means something.
    if (bought === null) continue;
    periods.push({ plan: bought.plan, interval: bought.interval, from, until, ...(isDue ? { isDue } : {}) });
  }
  if (trial && (written?.from ?? trial.from) <= trial.from) periods.unshift(trial);
  // An invoice that was sent and then voided: what it covered ends now, for the ledger knows no way back in time.
  if (written?.isDue && !periods.some(({ from }) => from >= written.from))
    periods.push({ ...written, until: Math.max(written.from, Math.min(written.until, now)), isDue: true });
  return periods.map((period, index) => {
    const next = periods[index + 1];
    return next && next.from < period.until ? { ...period, until: next.from } : period;
  });
}

/** How far a host's clock may be behind Stripe's without anybody waiting for what they have paid. */
const CLOCK_SKEW_MS = 5 * 60_000;

/**
 * A first period that begins in a moment, by a clock that is behind Stripe's, has begun: whoever has just paid has their tokens.
 * What was written once stays, so that no reading by another clock opens a second one.
 */
function startOf({ written, now }: EntitlementFacts, from: number, before: number | null): number {
  if (written !== null && Math.abs(written.from - from) <= CLOCK_SKEW_MS) return written.from;
  const isFirst = before === null || before < from - CLOCK_SKEW_MS;
  return isFirst && now < from && from - now <= CLOCK_SKEW_MS ? now : from;
}

/**
 * Another plan within the period that is paid for: the period goes on as the new plan's, and the plan's own policy says what
 * that means for tokens. A dearer one counts once its difference is paid and not before (P16, R10), and never back in time.
 */
function withPlanOfNow(facts: EntitlementFacts, periods: readonly PlanPeriod[]): readonly PlanPeriod[] {
  const { subscription, item, meaning, meaningOf, written } = facts;
  const last = periods.at(-1);
  if (!last || last.plan === meaning.plan || last.isTrial || meaning.interval !== last.interval) return periods;
  if (Math.abs(item.periodStart - last.from) > CLOCK_SKEW_MS) return periods;
  if (item.periodEnd !== last.until && !last.isDue) return periods;
  const changed = [...periods.slice(0, -1), { ...last, plan: meaning.plan }];
  // What was applied stays applied, whatever becomes of the subscription later.
  if (written?.from === last.from && written.plan === meaning.plan) return changed;
  if (subscription.status !== 'active' || facts.invoices.some(isOpen)) return periods;
  const billed = billedPeriods(facts).at(-1);
  const before = billed === undefined ? null : meaningOf(billed.price);
  const isDearer = before === null || meaning.amount > before.amount;
  return !isDearer || isDifferencePaid(facts, last.from, last.until) ? changed : periods;
}
const isOpen = ({ status, amountDue }: EntitlementFacts['invoices'][number]): boolean =>
  status === 'open' && (amountDue ?? 0) > 0;

/** The plan of the item, once what is paid for another plan is used up; or the one that somebody scheduled (R12). */
function nextOf(facts: EntitlementFacts, last: WrittenSchedule | null): NextPlan | null {
  const { subscription, item, meaning, meaningOf } = facts;
  const scheduled = subscription.upcoming;
  if (scheduled !== null) {
    const coming = meaningOf(scheduled.price);
    if (coming !== null) {
      const { plan, interval } = coming;
      if (plan !== (last?.plan ?? meaning.plan) || interval !== (last?.interval ?? meaning.interval))
        return { plan, interval, at: scheduled.at };
    }
  }
  if (last === null || last.isTrial) return null;
  return last.plan === meaning.plan ? null : { plan: meaning.plan, interval: meaning.interval, at: item.periodEnd };
}

function reasonOf(
  { subscription, item, invoices, now }: EntitlementFacts,
  { status, schedules, endedAt, unpaid }: Pick<Entitlement, 'status' | 'schedules' | 'endedAt' | 'unpaid'>,
): EntitlementReason {
  if (endedAt !== null) return 'ended';
  if (status === 'paused') return 'paused';
  if (status === 'incomplete' || status === 'incomplete_expired') return 'incomplete';
  const last = schedules.at(-1);
  if (last && now < last.until) return last.isTrial ? 'trial' : last.isDue ? 'due' : 'paid';
  if (status === 'trialing') return 'trial';
  const isAwaited = unpaid !== null || invoices.some((invoice) => invoice.status === 'draft' || isOpen(invoice));
  const isEnding = scheduledEnd(subscription, item.periodEnd);
  if (status === 'active' && !isAwaited && item.periodEnd > now && !(isEnding !== null && isEnding <= now))
    return 'uncovered';
  return last && now < last.keepUntil ? 'grace' : unpaid === null ? 'grace' : 'unpaid';
}
