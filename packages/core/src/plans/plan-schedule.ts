import type { ParsedPlan } from '../catalog/parsed-catalog.js';
import type { ScheduleCommand } from '../domain/step.js';
import type { BillingInterval, WrittenSchedule } from '../storage/record-families.js';
import type { SubscriptionFacts } from '../stripe/read-subscription.js';

/** A paid period with the plan that its own price meant. */
export interface PlanPeriod {
  readonly plan: string;
  readonly interval: BillingInterval;
  readonly from: number;
  readonly until: number;
  /** Free time before the first payment: the plan's trial tokens, once. */
  readonly isTrial?: boolean | undefined;
  /** Billed by an invoice that was sent and is not paid yet; `until` is then when it has to be. */
  readonly isDue?: boolean | undefined;
}
export interface PlanSchedules {
  /** One per paid period, oldest first; the last one stands. */
  readonly schedules: readonly WrittenSchedule[];
  /** From when the default plan runs again; null = while this one lasts nobody knows an end. */
  readonly freeFrom: number | null;
}

/** What a plan's refills are, for the schedule that starts or renews it. `null` = it is not billed. */
export function refillsOf(
  plan: ParsedPlan,
  interval: BillingInterval | null,
): Pick<ScheduleCommand, 'amount' | 'every' | 'policy' | 'rollover'> {
  const { policy, every, rollover } = plan.refill;
  const refill = every[interval ?? 'unpaid'];
  // Once per payment has no interval of its own to count what rolls over by.
  const isOver = refill === null && interval !== null && rollover !== null && rollover.intervals > 1;
  const counted = isOver ? { every: { unit: 'month', count: interval === 'month' ? 1 : 12 } as const } : {};
  return { amount: plan.tokens, every: refill, policy, ...(rollover ? { rollover: { ...rollover, ...counted } } : {}) };
}

const ENDED = new Set(['canceled', 'incomplete_expired', 'unpaid']);
/** Has Stripe given up on it, or somebody ended it? `unpaid` is the end of dunning: the plan is over, the debt is Stripe's. */
export const hasEnded = (facts: Pick<SubscriptionFacts, 'status'>): boolean => ENDED.has(facts.status);
/** Does it occupy its product group? An incomplete first payment does not: the customer may start again. */
export const isLiveStatus = (status: string): boolean =>
  status === 'active' || status === 'trialing' || status === 'past_due' || status === 'paused';

/** When it is going to end by somebody's wish. Stripe says it in `cancel_at`; before 2020 only by a flag. */
export function scheduledEnd(facts: SubscriptionFacts, periodEnd: number): number | null {
  return facts.cancelAt ?? (facts.cancelAtPeriodEnd ? periodEnd : null);
}

/**
 * Refill schedules from periods and ends alone, so that any order and number of readings ends in the same state. `until` is the
 * end of what is paid; the last period's tokens stay for the grace after it while a renewal is expected, and not a moment longer
 * when the end was asked for.
 */
export function toPlanSchedules({
  periods,
  cancelAt,
  endedAt,
  isPaused,
  graceMs,
}: {
  readonly periods: readonly PlanPeriod[];
  /** When it is going to end by somebody's wish. */
  readonly cancelAt: number | null;
  readonly endedAt: number | null;
  readonly isPaused: boolean;
  readonly graceMs: number;
}): PlanSchedules {
  const last = periods.at(-1);
  if (!last) return { schedules: [], freeFrom: null };
  const until = Math.min(
    last.until,
    ...(cancelAt !== null && cancelAt > last.from ? [cancelAt] : []),
    ...(endedAt !== null && endedAt > last.from ? [endedAt] : []),
  );
  const isWished = cancelAt !== null && cancelAt <= last.until;
  let keepUntil = until;
  if (endedAt !== null)
    keepUntil = isWished ? Math.min(until, cancelAt) : Math.max(last.from, Math.min(endedAt, last.until + graceMs));
  // Nobody expects a renewal of what is paused: what was paid is used up, and then nothing.
  else if (!isWished && !isPaused) keepUntil = until + graceMs;
  const schedules = periods.map((period, index): WrittenSchedule => {
    const { plan, interval, isTrial, isDue, from } = period;
    const common = { plan, interval, ...(isTrial ? { isTrial } : {}), ...(isDue ? { isDue } : {}), from };
    if (period === last) {
      const end = Math.max(keepUntil, from);
      return { ...common, until: Math.min(Math.max(until, from), end), keepUntil: end };
    }
    // What is left of a period is the next one's business: it ends it, adds to it or lets it roll over. Only over a gap
    // that no grace bridges does it end by itself.
    const isFollowed = (periods[index + 1] as PlanPeriod).from <= period.until + graceMs;
    return { ...common, until: period.until, keepUntil: isFollowed ? period.until + graceMs : period.until };
  });
  return { schedules, freeFrom: endedAt !== null || isWished ? Math.max(keepUntil, last.from) : null };
}
