import { StoreUnavailableError } from '../../errors/ledger.js';
import { wallClock } from '../../runtime/clock.js';
import { inbox } from '../../storage/record-families.js';
import type { BillingContext } from '../engine/billing-context.js';
import { applyEvents } from './apply-event.js';
import { type Claimed, claimEvents, waitingAlike } from './claim-events.js';
import type { InboxRow } from './inbox.js';
import { outagePauseMs } from './outage-policy.js';
import { isHopeless, MAX_ATTEMPTS, retryDelayMs } from './retry-policy.js';

export interface WorkReport {
  /** Events that are settled now, each by a reading of Stripe. */
  readonly done: number;
  readonly ignored: number;
  /** To be tried again. */
  readonly failed: number;
  /** Given up: listed, to be replayed by a person. */
  readonly dead: number;
  /** Readings of Stripe: fewer than events, for bursts about one object coalesce. */
  readonly readings: number;
  /** Stripe is in trouble or refuses our key: everything waits until then, no attempt is used up. */
  readonly pausedUntil: Date | null;
}

/**
 * Takes due events, reads each thing they are about once from Stripe, applies it, and settles the events afterwards: a crash
 * before that only means another reading (W11, W12). An event that arrives while Stripe answers is left for the next reading.
 */
export async function workInbox(context: BillingContext, limit: number): Promise<WorkReport> {
  const tally = { done: 0, ignored: 0, failed: 0, dead: 0, readings: 0 };
  let pausedUntil: number | null = null;
  for (const claim of await claimEvents(context, limit)) {
    if (pausedUntil !== null) {
      await putBack(context, claim.events, pausedUntil, 'Stripe is in trouble');
      continue;
    }
    // Before the reading, not after: what is listed now is contained in what Stripe is about to answer.
    const all = [...claim.events, ...(await waitingAlike(context, claim))];
    try {
      tally.readings += 1;
      const rows = all.map(({ row }) => row);
      const effect = claim.subject === null ? 'ignored' : await applyEvents(context, claim.subject, rows, 'webhook');
      tally[effect] += await settle(context, all, effect);
    } catch (error) {
      const delay = outagePauseMs(error);
      if (delay !== null) {
        pausedUntil = wallClock() + delay;
        context.logger.warn('Stripe does not answer; the inbox waits.', { error, events: all.length });
        await putBack(context, all, pausedUntil, messageOf(error));
      } else if (StoreUnavailableError.isInstance(error)) {
        // Nothing can be written now: the leases run out and the events come again.
        throw error;
      } else {
        const ended = await fail(context, all, error);
        tally.failed += ended.failed;
        tally.dead += ended.dead;
      }
    }
  }
  return { ...tally, pausedUntil: pausedUntil === null ? null : new Date(pausedUntil) };
}
const messageOf = (error: unknown): string =>
  (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 500);

/** Losing a row here means that another worker has it or that it was replayed: then it is read once more, which changes nothing. */
async function settle(context: BillingContext, rows: readonly Claimed[], status: 'done' | 'ignored'): Promise<number> {
  let settled = 0;
  for (const { row, version } of rows) {
    const end = { ...row, status, due: null, error: null, finishedAt: wallClock() };
    if ((await context.store.compareAndSet(inbox, end, version)) !== null) settled += 1;
  }
  return settled;
}
async function putBack(context: BillingContext, rows: readonly Claimed[], due: number, error: string): Promise<void> {
  for (const { row, version } of rows) await context.store.compareAndSet(inbox, { ...row, due, error }, version);
}
async function fail(
  context: BillingContext,
  rows: readonly Claimed[],
  error: unknown,
): Promise<{ readonly failed: number; readonly dead: number }> {
  const ended = { failed: 0, dead: 0 };
  for (const { row, version } of rows) {
    const attempts = row.attempts + 1;
    const isDead = attempts >= MAX_ATTEMPTS || isHopeless(error);
    const next: InboxRow = {
      ...row,
      attempts,
      status: isDead ? 'dead' : 'pending',
      due: isDead ? null : wallClock() + retryDelayMs(attempts, row.event),
      error: messageOf(error),
      finishedAt: isDead ? wallClock() : null,
    };
    if ((await context.store.compareAndSet(inbox, next, version)) === null) continue;
    ended[isDead ? 'dead' : 'failed'] += 1;
    if (!isDead) continue;
    context.logger.error(
      'A webhook event was parked; see farebox.webhooks.list({ status: "dead" }), mend the cause, and replay it.',
      { event: row.event, type: row.type, error },
    );
    context.telemetry.count('farebox.webhook.dead', 1, { type: row.type, mode: context.mode });
    context.emit('webhook.dead', { event: row.event, type: row.type, error: messageOf(error) });
  }
  return ended;
}
