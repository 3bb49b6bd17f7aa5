import { InvalidEventError, InvalidSignatureError } from '../../errors/stripe.js';
import { wallClock } from '../../runtime/clock.js';
import type { RowOf } from '../../storage/family.js';
import { inbox } from '../../storage/record-families.js';
import { StripeShapeError } from '../../stripe/fields.js';
import { type EventFacts, readEvent } from '../../stripe/read-event.js';
import { verifySignature } from '../../stripe/verify-signature.js';
import type { EngineContext } from '../engine/context.js';
import { toSubject } from './subject.js';

export type InboxRow = RowOf<typeof inbox>;
/** `stored`: a worker will see to it. `duplicate`: we have it. `ignored`: not ours to act on, and Stripe need not send it again. */
export interface Receipt {
  readonly received: 'stored' | 'duplicate' | 'ignored';
  readonly event: string | null;
}
const SKEW_ALARM_SECONDS = 60;

/** Bytes only: a body that a framework parsed and wrote again would never verify, and says so here (W21). */
function toBytes(body: unknown): Uint8Array<ArrayBuffer> {
  if (typeof body === 'string') return new TextEncoder().encode(body);
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  if (ArrayBuffer.isView(body))
    return new Uint8Array(body.buffer as ArrayBuffer, body.byteOffset, body.byteLength).slice();
  throw new InvalidEventError(
    'the body was parsed before it got here; pass the raw bytes (await request.arrayBuffer(), express.raw(), or mount Farebox before express.json())',
  );
}

/**
 * Verifies the bytes, writes one durable row, and is done: the answer 200 means that the row exists (W9, W10). Nothing of
 * the event but names and ids is kept, and none of it is ever applied.
 * @throws InvalidSignatureError (400, nothing stored), InvalidEventError (400), NotConfiguredError (503), StoreUnavailableError (503)
 */
export async function receiveEvent(context: EngineContext, body: unknown, signature: string | null): Promise<Receipt> {
  const secrets = context.settings.webhookSecrets();
  const bytes = toBytes(body);
  const verdict = await verifySignature(bytes, signature, secrets, wallClock());
  if (!verdict.verified) {
    context.telemetry.count('farebox.webhook.refused', 1, { reason: verdict.reason, mode: context.mode });
    throw new InvalidSignatureError(verdict.reason.replaceAll('_', ' '));
  }
  context.telemetry.count('farebox.webhook.verified', 1, { secret: verdict.secretIndex, mode: context.mode });
  if (Math.abs(verdict.skewSeconds) > SKEW_ALARM_SECONDS) {
    context.logger.warn(
      "A webhook is signed more than a minute off this machine's time: check the clock. At five minutes every event is refused.",
      { skewSeconds: verdict.skewSeconds },
    );
  }

  const event = parse(bytes, context.logger);
  if (event === null) return { received: 'ignored', event: null };
  // An event of the other mode writes nothing at all (W17).
  if (event.livemode !== (context.mode === 'live')) {
    context.telemetry.count('farebox.webhook.other_mode', 1, { mode: context.mode });
    return { received: 'ignored', event: event.id };
  }
  // Connect is not part of this release: an account that we do not know changes nothing (W19).
  const isOurs = event.connectAccount === null && toSubject(event) !== null;
  const now = wallClock();
  const inserted = await context.store.insertIfAbsent(inbox, {
    mode: context.mode,
    event: event.id,
    type: event.type,
    objectType: event.objectType,
    object: event.object,
    subscription: event.subscription,
    stripeCustomer: event.stripeCustomer,
    apiVersion: event.apiVersion,
    connectAccount: event.connectAccount,
    receivedAt: now,
    attempts: 0,
    due: isOurs ? now : null,
    status: isOurs ? 'pending' : 'ignored',
    error: null,
    finishedAt: isOurs ? null : now,
  });
  if (!inserted.inserted) return { received: 'duplicate', event: event.id };
  return { received: isOurs ? 'stored' : 'ignored', event: event.id };
}

function parse(bytes: Uint8Array, logger: EngineContext['logger']): EventFacts | null {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new InvalidEventError('it is not JSON', error);
  }
  try {
    return readEvent(value);
  } catch (error) {
    if (!(error instanceof StripeShapeError)) throw error;
    // Refused and told: an endpoint that gets nothing it can read looks healthy and syncs nothing (R13).
    logger.error('A signed webhook cannot be read and was refused; look at the kind of events its endpoint sends.', {
      error,
    });
    throw new InvalidEventError(error.message, error);
  }
}
