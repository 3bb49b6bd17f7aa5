import { expirePendingUpdate } from '../billing/subscriptions/pending-update.js';
import { renewSubscription } from '../billing/subscriptions/renew-subscription.js';
import { closeInvoice, collectInvoice, finalizeInvoice, methodOf } from '../billing/invoices/settle-invoice.js';
import { endSubscription } from '../billing/subscriptions/end-subscription.js';
import { nextBilling } from '../billing/subscriptions/subscription-items.js';
import { emit, snapshot } from '../events.js';
import { settleRefund } from '../payments/refund.js';
import { expireSession } from '../billing/checkout/checkout-session.js';
import { startPhase } from '../billing/subscriptions/schedule-phases.js';
import type { Invoice, Subscription, SubscriptionSchedule } from '../state/tables.js';
import type { World } from '../world.js';

/** Something that happens by itself at an instant. */
export interface DueTask {
  at: number;
  /** Order among tasks of the same second. */
  rank: number;
  kind: 'renewal' | 'trial_end' | 'retry' | 'cancel' | 'expiry' | 'schedule' | 'finalize' | 'notice' | 'other';
  /** The object it happens to. */
  object: string;
  customer: string | null;
  run: () => void;
}

const DAY = 86_400;
const INCOMPLETE_FOR = 23 * 3600;
const LIVING = new Set<Subscription['status']>(['active', 'trialing', 'past_due', 'unpaid']);

/** Everything waiting on a clock: the main one (null) or a test clock. Unsorted. */
export function dueTasks(world: World, testClock: string | null): DueTask[] {
  const tasks: DueTask[] = [];
  const onClock = (object: { test_clock?: unknown }): boolean =>
    ((object.test_clock as string | null | undefined) ?? null) === testClock;
  for (const subscription of Object.values(world.tables.subscriptions))
    if (onClock(subscription)) tasks.push(...ofSubscription(world, subscription));
  for (const invoice of Object.values(world.tables.invoices))
    if (onClock(invoice)) tasks.push(...ofInvoice(world, invoice));
  for (const schedule of Object.values(world.tables.subscriptionSchedules))
    if (onClock(schedule)) tasks.push(...ofSchedule(world, schedule));
  if (testClock === null) {
    for (const session of Object.values(world.tables.checkoutSessions)) {
      if (session.status === 'open')
        tasks.push({
          at: session.expires_at,
          rank: 9,
          kind: 'expiry',
          object: session.id,
          customer: session.customer,
          run: () => expireSession(world, session),
        });
    }
    for (const refund of Object.values(world.tables.refunds)) {
      if (refund.status === 'pending')
        tasks.push({
          at: refund.created + DAY,
          rank: 8,
          kind: 'other',
          object: refund.id,
          customer: null,
          run: () => settleRefund(world, refund),
        });
    }
  }
  return tasks;
}

function ofSubscription(world: World, subscription: Subscription): DueTask[] {
  const tasks: DueTask[] = [];
  const own = { object: subscription.id, customer: subscription.customer as string };
  if (subscription.status === 'incomplete') {
    tasks.push({
      ...own,
      at: subscription.created + INCOMPLETE_FOR,
      rank: 5,
      kind: 'expiry',
      run: () => expireIncomplete(world, subscription),
    });
    return tasks;
  }
  if (!LIVING.has(subscription.status)) return tasks;
  const billing = nextBilling(subscription);
  const ends = subscription.cancel_at;
  const trialing = subscription.status === 'trialing';
  if (ends !== null && ends <= billing) {
    tasks.push({
      ...own,
      at: ends,
      rank: 2,
      kind: 'cancel',
      run: () =>
        endSubscription(world, subscription, {
          at: ends,
          reason: 'cancellation_requested',
          invoiceNow: true,
          planned: true,
        }),
    });
  } else
    tasks.push({
      ...own,
      at: billing,
      rank: 2,
      kind: trialing ? 'trial_end' : 'renewal',
      run: () => renewSubscription(world, subscription),
    });
  const noticed = ((world.data.notes.subscriptions[subscription.id] ??= {}).noticed ??= {});
  if (trialing && subscription.trial_end !== null && noticed['trial'] !== subscription.trial_end) {
    const end = subscription.trial_end;
    // A trial shorter than three days is announced at its start.
    tasks.push({
      ...own,
      at: Math.max(end - 3 * DAY, subscription.trial_start ?? 0),
      rank: 3,
      kind: 'notice',
      run: () => notice(world, subscription, 'trial', end),
    });
  }
  if (!trialing && ends === null && noticed['upcoming'] !== billing) {
    tasks.push({
      ...own,
      at: billing - 7 * DAY,
      rank: 4,
      kind: 'notice',
      run: () => notice(world, subscription, 'upcoming', billing),
    });
  }
  const resumes = subscription.pause_collection?.resumes_at;
  if (resumes)
    tasks.push({ ...own, at: resumes, rank: 1, kind: 'other', run: () => resumeCollection(world, subscription) });
  if (subscription.pending_update)
    tasks.push({
      ...own,
      at: subscription.pending_update.expires_at,
      rank: 1,
      kind: 'expiry',
      run: () => expirePendingUpdate(world, subscription),
    });
  return tasks;
}

function ofSchedule(world: World, schedule: SubscriptionSchedule): DueTask[] {
  const own = { object: schedule.id, customer: schedule.customer as string };
  const start = schedule.phases[0]?.start_date;
  if (schedule.status === 'not_started' && start !== undefined)
    return [{ ...own, at: start, rank: 1, kind: 'schedule', run: () => startPhase(world, schedule) }];
  if (schedule.status !== 'active' || !schedule.current_phase) return [];
  const tasks: DueTask[] = [
    { ...own, at: schedule.current_phase.end_date, rank: 1, kind: 'schedule', run: () => startPhase(world, schedule) },
  ];
  const last = schedule.phases.at(-1)?.end_date ?? 0;
  const noticed = ((world.data.notes.subscriptions[schedule.id] ??= {}).noticed ??= {});
  if (noticed['expiring'] !== last) {
    tasks.push({
      ...own,
      at: Math.max(last - 7 * DAY, schedule.created),
      rank: 4,
      kind: 'notice',
      run: () => {
        noticed['expiring'] = last;
        emit(world, 'subscription_schedule.expiring', schedule);
      },
    });
  }
  return tasks;
}

function ofInvoice(world: World, invoice: Invoice): DueTask[] {
  const own = { object: invoice.id, customer: invoice.customer };
  if (invoice.status === 'draft' && invoice.auto_advance && invoice.automatically_finalizes_at !== null) {
    return [
      {
        ...own,
        at: invoice.automatically_finalizes_at,
        rank: 6,
        kind: 'finalize',
        run: () => finalizeByItself(world, invoice),
      },
    ];
  }
  if (invoice.status === 'open' && invoice.next_payment_attempt !== null) {
    return [{ ...own, at: invoice.next_payment_attempt, rank: 7, kind: 'retry', run: () => retry(world, invoice) }];
  }
  return [];
}

function finalizeByItself(world: World, invoice: Invoice): void {
  const subscription = world.tables.subscriptions[invoice.parent?.subscription_details?.subscription ?? ''];
  const pause = subscription?.pause_collection?.behavior;
  finalizeInvoice(world, invoice);
  if (pause === 'void') closeInvoice(world, invoice, 'void');
  else if (pause === 'mark_uncollectible') closeInvoice(world, invoice, 'uncollectible');
  else if (invoice.status === 'open' && invoice.collection_method === 'charge_automatically')
    collectInvoice(world, invoice, methodOf(world, invoice), { offSession: true });
}

function retry(world: World, invoice: Invoice): void {
  invoice.next_payment_attempt = null;
  collectInvoice(world, invoice, methodOf(world, invoice), { offSession: true });
}

function expireIncomplete(world: World, subscription: Subscription): void {
  const before = snapshot(world, subscription);
  subscription.status = 'incomplete_expired';
  subscription.ended_at = world.now(subscription.test_clock);
  const invoice = world.tables.invoices[subscription.latest_invoice ?? ''];
  if (invoice?.status === 'open') closeInvoice(world, invoice, 'void');
  emit(world, 'customer.subscription.updated', subscription, before);
}

function resumeCollection(world: World, subscription: Subscription): void {
  const before = snapshot(world, subscription);
  subscription.pause_collection = null;
  emit(world, 'customer.subscription.updated', subscription, before);
}

function notice(world: World, subscription: Subscription, about: 'trial' | 'upcoming', of: number): void {
  const notes = (world.data.notes.subscriptions[subscription.id] ??= {});
  notes.noticed = { ...notes.noticed, [about]: of };
  if (about === 'trial') emit(world, 'customer.subscription.trial_will_end', subscription);
  else world.universe.announceUpcoming(world, subscription);
}
