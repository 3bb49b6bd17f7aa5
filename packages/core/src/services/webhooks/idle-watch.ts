import { wallClock } from '../../runtime/clock.js';
import { inbox } from '../../storage/record-families.js';
import type { EngineContext } from '../engine/context.js';

const PATIENCE_MS = 60_000;
const AGAIN_MS = 10 * 60_000;

/**
 * Says it when events are kept and nobody works on them: `start()` was forgotten, or cannot run (serverless) and no cron calls
 * `webhooks.work()`. Told of each event that was stored; looks a minute later, when the next one comes, whether the first one
 * was taken by anybody, in whatever process. At most once in ten minutes.
 */
export function createIdleWatch(
  context: Pick<EngineContext, 'store' | 'mode' | 'logger' | 'telemetry'>,
  isStarted: () => boolean,
): (event: string) => Promise<void> {
  let waiting: { readonly event: string; readonly since: number } | null = null;
  let toldAt = Number.NEGATIVE_INFINITY;
  return async (event) => {
    const now = wallClock();
    if (isStarted()) {
      waiting = null;
      return;
    }
    waiting ??= { event, since: now };
    if (now - waiting.since < PATIENCE_MS || now - toldAt < AGAIN_MS) return;
    try {
      const found = await context.store.find(inbox, { mode: context.mode, event: waiting.event });
      // Whoever took it in vain left a word: then the inbox waits for Stripe, and that is told elsewhere.
      if (found?.row.status !== 'pending' || found.row.attempts > 0 || found.row.error !== null) {
        waiting = { event, since: now };
        return;
      }
    } catch {
      // The event is stored, and Stripe must have its answer: an outage is told by whoever needs the store next.
      return;
    }
    toldAt = now;
    context.telemetry.count('farebox.webhook.idle', 1, { mode: context.mode });
    context.logger.error(
      'Webhook events are kept, but nobody works on them: purchases, renewals and cancellations do not arrive. Call farebox.start() once when the server starts, or farebox.webhooks.work() every minute from a cron where nothing runs between requests.',
      { waitingSeconds: Math.round((now - waiting.since) / 1000) },
    );
  };
}
