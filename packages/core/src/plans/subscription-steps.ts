import { scheduleEndKey, scheduleKey } from '../domain/business-keys.js';
import type { ScheduleCommand, Step } from '../domain/step.js';
import type { ParsedCatalog, ParsedPlan } from '../catalog/parsed-catalog.js';
import type { WrittenSchedule } from '../storage/record-families.js';
import { FREE_SLOT } from '../domain/refill-schedule.js';
import { type PlanSchedules, refillsOf } from './plan-schedule.js';
import { isSameSchedule, type SubscriptionRow } from './subscription-row.js';

const slotOf = (subscription: string, productGroup: string): string => `${subscription}:${productGroup}`;

/**
 * The steps that turn what was written before into what is wanted now; none when nothing changed. Their keys carry the
 * number of the row's change, which the row's own guard makes unique; what is granted is keyed by slot and period inside
 * `decide`, so that no sequence of readings grants a period twice.
 */
export function toPlanSteps({
  subscription,
  productGroup,
  wanted,
  previous,
  change,
  catalog,
  isFreeScheduled,
}: {
  readonly subscription: string;
  readonly productGroup: string;
  readonly wanted: PlanSchedules;
  readonly previous: SubscriptionRow | null;
  /** The number of the row's write. */
  readonly change: number;
  readonly catalog: ParsedCatalog;
  readonly isFreeScheduled: boolean;
}): readonly Step[] {
  const slot = slotOf(subscription, productGroup);
  const steps: Step[] = [];
  const written = previous?.schedule ?? null;
  const starts = written === null && wanted.schedules.length > 0;
  const resumed = (previous?.freeFrom ?? null) !== null && wanted.freeFrom === null;
  if ((starts || resumed) && isFreeScheduled) {
    steps.push({
      key: scheduleEndKey(FREE_SLOT, subscription, change),
      command: { do: 'endSchedule', slot: FREE_SLOT },
    });
  }
  for (const schedule of wanted.schedules) {
    // Older periods were applied before; the same one again only when its dates moved.
    if (written !== null && (schedule.from < written.from || isSameSchedule(schedule, written))) continue;
    steps.push({
      key: scheduleKey(slot, schedule.from, change),
      command: toCommand(slot, schedule, written, catalog),
    });
  }
  const free = catalog.defaultPlan;
  if (free && wanted.freeFrom !== null && wanted.freeFrom !== (previous?.freeFrom ?? null)) {
    steps.push({
      key: scheduleKey(FREE_SLOT, subscription, change),
      command: {
        do: 'schedule',
        slot: FREE_SLOT,
        plan: free.id,
        ...refillsOf(free, null),
        anchor: wanted.freeFrom,
        from: wanted.freeFrom,
        until: null,
        keepUntil: null,
      },
    });
  }
  return steps;
}

function toCommand(
  slot: string,
  schedule: WrittenSchedule,
  before: WrittenSchedule | null,
  catalog: ParsedCatalog,
): ScheduleCommand {
  const plan = catalog.plan(schedule.plan);
  if (!plan) throw new Error(`The plan "${schedule.plan}" is not in the catalogue.`);
  return {
    do: 'schedule',
    slot,
    plan: plan.id,
    // A trial is one grant for the whole of it, whatever the plan's refills are.
    ...(schedule.isTrial
      ? { amount: plan.trialTokens ?? 0, every: null, policy: 'reset' as const }
      : refillsOf(plan, schedule.interval)),
    change: changeOf(plan, before === null ? null : catalog.plan(before.plan)),
    anchor: schedule.anchor ?? schedule.from,
    from: schedule.from,
    until: schedule.until,
    keepUntil: schedule.keepUntil,
  };
}

/** What another plan within the period means for its tokens, by the plan that is changed to. More is up; no limit is the most. */
function changeOf(plan: ParsedPlan, before: ParsedPlan | null): ScheduleCommand['change'] {
  if (before === null || before.id === plan.id) return undefined;
  const size = (one: ParsedPlan): number => one.tokens ?? Number.POSITIVE_INFINITY;
  return size(plan) > size(before) ? plan.change.up : plan.change.down;
}
