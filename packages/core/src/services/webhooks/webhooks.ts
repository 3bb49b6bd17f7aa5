import { WebhookEventNotFoundError } from '../../errors/stripe.js';
import { wallClock } from '../../runtime/clock.js';
import { inbox, type InboxStatus } from '../../storage/record-families.js';
import type { BillingContext } from '../engine/billing-context.js';
import { untilWritten } from '../engine/until-written.js';
import { createIdleWatch } from './idle-watch.js';
import { type InboxRow, type Receipt, receiveEvent } from './inbox.js';
import { type WorkReport, workInbox } from './inbox-worker.js';

/** An inbox row as a person on call reads it. */
export interface WebhookEvent {
  readonly id: string;
  readonly type: string;
  readonly object: string;
  readonly status: InboxStatus;
  readonly receivedAt: Date;
  readonly attempts: number;
  readonly nextAttempt: Date | null;
  readonly error: string | null;
  readonly finishedAt: Date | null;
  readonly apiVersion: string | null;
}
export interface WebhooksService {
  /**
   * Verifies the raw bytes and writes the inbox row; answer 200 only after it returned. A duplicate changes nothing.
   * @throws InvalidSignatureError, InvalidEventError (400); NotConfiguredError, StoreUnavailableError (503)
   */
  receive(rawBody: Uint8Array | ArrayBuffer | string, signature: string | null): Promise<Receipt>;
  /** Takes up to `limit` (default 100) due events and applies what Stripe says now. `start()` calls it; so may a cron. */
  work(options?: { readonly limit?: number | undefined }): Promise<WorkReport>;
  /** Newest first. */
  list(options?: {
    readonly status?: InboxStatus | undefined;
    readonly limit?: number | undefined;
    readonly cursor?: string | null | undefined;
  }): Promise<{
    readonly events: readonly WebhookEvent[];
    readonly cursor: string | null;
  }>;
  /** Makes an event due again, whatever became of it, with all its attempts. Replaying one that is done changes nothing else. @throws WebhookEventNotFoundError */
  replay(event: string): Promise<WebhookEvent>;
}
const DEFAULT_LIMIT = 100;
const RACES = 5;

const toEvent = (row: InboxRow): WebhookEvent => ({
  id: row.event,
  type: row.type,
  object: row.object,
  status: row.status,
  receivedAt: new Date(row.receivedAt),
  attempts: row.attempts,
  nextAttempt: row.due === null ? null : new Date(row.due),
  error: row.error,
  finishedAt: row.finishedAt === null ? null : new Date(row.finishedAt),
  apiVersion: row.apiVersion,
});

/** @param worker of this process: kicked when there is something to do, it need not wait for its next look */
export function createWebhooks(
  context: BillingContext,
  worker: { readonly kick: () => void; readonly isStarted: () => boolean },
): WebhooksService {
  const { kick } = worker;
  const watch = createIdleWatch(context, worker.isStarted);
  return {
    async receive(rawBody, signature) {
      const receipt = await receiveEvent(context, rawBody, signature);
      if (receipt.received !== 'stored') return receipt;
      kick();
      if (receipt.event !== null) await watch(receipt.event);
      return receipt;
    },
    work: ({ limit = DEFAULT_LIMIT } = {}) =>
      context.telemetry.span('farebox.webhooks.work', { mode: context.mode }, () => workInbox(context, limit)),
    async list({ status, limit = DEFAULT_LIMIT, cursor = null } = {}) {
      const page = await context.store.list(
        inbox,
        { mode: context.mode },
        { limit, cursor, ...(status === undefined ? {} : { where: { status } }) },
      );
      return { events: page.rows.map(({ row }) => toEvent(row)), cursor: page.cursor };
    },
    async replay(event) {
      return untilWritten(`replaying ${event}`, RACES, async () => {
        const found = await context.store.find(inbox, { mode: context.mode, event });
        if (!found) throw new WebhookEventNotFoundError(event);
        const row: InboxRow = {
          ...found.row,
          status: 'pending',
          attempts: 0,
          due: wallClock(),
          error: null,
          finishedAt: null,
        };
        if ((await context.store.compareAndSet(inbox, row, found.version)) === null) return undefined;
        kick();
        return toEvent(row);
      });
    },
  };
}
