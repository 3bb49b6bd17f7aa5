import type { AccountId } from '../../domain/ledger-rows.js';
import { FREE_SLOT } from '../../domain/refill-schedule.js';
import type { Entitlement } from '../../plans/entitlement.js';
import { withAnchors } from '../../plans/refill-anchor.js';
import {
  isSameState,
  type Standing,
  type SubscriptionRow,
  toChangeRow,
  toSubscriptionRow,
} from '../../plans/subscription-row.js';
import { toPlanSteps } from '../../plans/subscription-steps.js';
import type { AccountWrite } from '../../storage/contract.js';
import type { Versioned } from '../../storage/family.js';
import {
  type ChangeCause,
  subscriptionChanges,
  subscriptions,
  type WrittenSchedule,
} from '../../storage/record-families.js';
import type { BillingContext } from '../engine/billing-context.js';
import { reserveGroup, waitingBehind } from './reserve-group.js';
import { tellHost } from './tell-host.js';

const DAY_MS = 86_400_000;

/** `raced`: somebody else wrote first; read again. */
export type WriteOutcome =
  | { readonly status: 'applied' /** Who may take the place that became free. */; readonly waiting: readonly string[] }
  | { readonly status: 'unchanged' | 'raced' };

/** What a reading is worth, and what the next renewal costs where Stripe was asked. */
export type Entitled = Pick<Entitlement, 'schedules' | 'freeFrom' | 'next'> & {
  readonly renewal?: number | null | undefined;
};

/** Writes how a subscription stands: row, line of history, reservation and refill schedules in ONE unit, under the row's version. */
export async function writeReading(
  context: BillingContext,
  {
    standing,
    entitled,
    previous,
    cause,
  }: {
    readonly standing: Standing;
    readonly entitled: Entitled;
    readonly previous: Versioned<SubscriptionRow> | null;
    readonly cause: ChangeCause;
  },
): Promise<WriteOutcome> {
  const { account, subscription, productGroup } = standing;
  const before = previous?.row ?? null;
  const graceMs = context.policies.graceDays * DAY_MS;
  const now = await context.clock.now();
  const reservation = await reserveGroup(context, standing, now);
  // A second subscription of the group is recorded and told, but refills nothing until the first has ended (P18).
  const mayRefill = reservation.holds || (before?.holdsGroup ?? false);
  const dated = mayRefill ? entitled : { schedules: [], freeFrom: null };
  const schedules = withAnchors(dated.schedules, before?.schedule ?? null, context.catalog, graceMs);
  const oldFreeFrom = before?.freeFrom ?? null;
  // Where a successor holds the group, the default plan is the successor's business.
  const wanted = { schedules, freeFrom: reservation.isTaken ? oldFreeFrom : dated.freeFrom };
  const row = toSubscriptionRow({
    standing,
    ledger: {
      schedule: withOutlook(schedules.at(-1) ?? before?.schedule ?? null, entitled),
      freeFrom: schedules.length === 0 ? oldFreeFrom : wanted.freeFrom,
      holdsGroup: reservation.holds,
    },
    previous: before,
    graceMs,
    now,
  });
  if (before && isSameState(before, row) && reservation.write === null) return { status: 'unchanged' };

  const change = toChangeRow(before, row, cause);
  const steps = toPlanSteps({
    subscription,
    productGroup,
    wanted,
    previous: before,
    change: row.changes,
    catalog: context.catalog,
    isFreeScheduled: await isFreeScheduled(context, account),
  });
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
    if (result.why === 'guardLost' || result.why.status === 'conflict') return { status: 'raced' };
    throw new Error(`The schedule of ${subscription} was refused (${result.why.status} at step ${result.at}).`);
  }
  await tellHost(context, row, before, reservation.duplicateOf);
  return { status: 'applied', waiting: reservation.released ? await waitingBehind(context, row) : [] };
}

/** The schedule as the row keeps it: with what follows and what that costs. */
function withOutlook(schedule: WrittenSchedule | null, { next, renewal }: Entitled): WrittenSchedule | null {
  if (schedule === null) return null;
  const { next: _next, renewal: _renewal, ...dates } = schedule;
  return { ...dates, ...(next === null ? {} : { next }), ...(renewal === undefined ? {} : { renewal }) };
}

async function isFreeScheduled(context: BillingContext, account: AccountId): Promise<boolean> {
  const { slice } = await context.store.read(account);
  return slice.schedules.some((one) => one.slot === FREE_SLOT);
}
