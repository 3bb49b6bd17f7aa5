import { UnknownPriceError } from '../../errors/stripe.js';
import { StoreUnavailableError } from '../../errors/ledger.js';
import { wallClock } from '../../runtime/clock.js';
import type { Versioned } from '../../storage/family.js';
import { inbox } from '../../storage/record-families.js';
import { StripeShapeError } from '../../stripe/fields.js';
import { isStripeFailure } from '../../stripe/stripe-failure.js';
import type { BillingContext } from '../engine/billing-context.js';
import { type InboxRow, subjectOf } from './inbox.js';
import { applyEvents } from './apply-event.js';

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
export const MAX_ATTEMPTS = 10;
const LEASE_SECONDS = 120;
const BURST = 500;
const PAUSE_MS = 5_000;
const MAX_DELAY_MS = 300_000;

/** 1 s doubling to 5 min, ±20 %: spread by the event's own name, so that it needs no dice and no two events meet again. */
export function retryDelayMs(attempts: number, event: string): number {
  const base = Math.min(1000 * 2 ** Math.max(0, attempts - 1), MAX_DELAY_MS);
  let hash = 2166136261;
  for (const character of `${event}:${attempts}`) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619);
  return Math.round(base * (0.8 + 0.4 * ((hash >>> 0) / 2 ** 32)));
}

type Claimed = Versioned<InboxRow>;
const keyOf = (row: InboxRow): string => subjectOf(row) ?? `event:${row.event}`;

/**
 * Takes due events, reads each thing they are about once from Stripe, applies it, and settles the events afterwards: a crash
 * before that only means another reading (W11, W12). An event that arrives while Stripe answers is left for the next reading.
 */
export async function workInbox(context: BillingContext, limit: number): Promise<WorkReport> {
  const tally = { done: 0, ignored: 0, failed: 0, dead: 0, readings: 0 };
  // Live: the database's clock decides about leases. Else the machine's: a test clock that stands still would stop retries.
  const now = context.mode === 'live' ? undefined : wallClock();
  const claimed = await context.store.claimWithLease(inbox, { limit, leaseSeconds: LEASE_SECONDS, now });
  const bySubject = new Map<string, Claimed[]>();
  for (const one of claimed) bySubject.set(keyOf(one.row), [...(bySubject.get(keyOf(one.row)) ?? []), one]);
  let pausedUntil: number | null = null;
  for (const [subject, rows] of bySubject) {
    if (pausedUntil !== null) {
      await putBack(context, rows, pausedUntil, 'Stripe is in trouble');
      continue;
    }
    // Before the reading, not after: what is listed now is contained in what Stripe is about to answer.
    const all = [...rows, ...(await waitingAlike(context, rows))];
    try {
      tally.readings += 1;
      const effect =
        subjectOf(all[0]?.row ?? NO_SUBJECT) === null
          ? 'ignored'
          : await applyEvents(
              context,
              subject,
              all.map(({ row }) => row),
              'webhook',
            );
      tally[effect] += await settle(context, all, effect);
    } catch (error) {
      const delay = pauseOf(error);
      if (delay !== null) {
        pausedUntil = wallClock() + delay;
        context.logger.warn('Stripe does not answer; the inbox waits.', { error, events: claimed.length });
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
const NO_SUBJECT = { objectType: '', object: '', subscription: null } as const;

/** Stripe's own trouble, or a key that it refuses: not the event's fault. Null = it is. */
function pauseOf(error: unknown): number | null {
  if (!isStripeFailure(error)) return null;
  if (error.kind === 'unavailable') return Math.max(1000, (error.retryAfterSeconds ?? PAUSE_MS / 1000) * 1000);
  return error.kind === 'unauthorised' ? PAUSE_MS * 6 : null;
}
const messageOf = (error: unknown): string =>
  (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 500);
/** No number of retries mends these: a person has to (P10, T14). */
const isHopeless = (error: unknown): boolean =>
  UnknownPriceError.isInstance(error) || error instanceof StripeShapeError;

/** The other pending events about the same thing: one reading answers them all (W15). */
async function waitingAlike(context: BillingContext, rows: readonly Claimed[]): Promise<readonly Claimed[]> {
  const first = rows[0]?.row;
  if (!first) return [];
  const about = first.subscription === null ? { object: first.object } : { subscription: first.subscription };
  const page = await context.store.list(
    inbox,
    { mode: context.mode },
    { limit: BURST, cursor: null, where: { status: 'pending', ...about } },
  );
  const taken = new Set(rows.map(({ row }) => row.event));
  return page.rows.filter(({ row }) => !taken.has(row.event) && keyOf(row) === keyOf(first));
}

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
    context.telemetry.count('webhook.dead', 1, { type: row.type, mode: context.mode });
    context.emit('webhook.dead', { event: row.event, type: row.type, error: messageOf(error) });
  }
  return ended;
}
