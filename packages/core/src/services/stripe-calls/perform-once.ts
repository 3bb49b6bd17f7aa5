import { wallClock } from '../../runtime/clock.js';
import { stripeAttempts } from '../../storage/record-families.js';
import type { RowOf, Versioned } from '../../storage/family.js';
import { isStripeFailure, type StripeFailure } from '../../stripe/stripe-failure.js';
import type { EngineContext } from '../engine/context.js';
import { hashOf, sha256 } from '../engine/sha256.js';
import { untilWritten } from '../engine/until-written.js';

type Attempt = RowOf<typeof stripeAttempts>;
/** Stripe forgets idempotency keys after 24 hours; an hour before that we look before we send again. */
const KEY_LIFETIME_MS = 23 * 3600 * 1000;
const ROUNDS = 6;

export interface Operation<P, R> {
  /** The business fact, unique in this mode for ever: `customer:{account}`, `checkout:{account}:{n}` … */
  readonly operation: string;
  readonly params: P;
  readonly send: (params: P, idempotencyKey: string) => Promise<R>;
  readonly idOf: (result: R) => string;
  /** What an earlier attempt made; null = it is gone. `'repeat'`: it cannot be read again, Stripe repeats its answer under the key. */
  readonly recall: ((id: string) => Promise<R | null>) | 'repeat';
  /** Finds what an attempt without a usable answer may have left. Absent: nothing can be found, a new key is used. */
  readonly lookUp?: ((startedAt: number) => Promise<R | null>) | undefined;
}

/**
 * One POST per business fact. The row with key and parameters is durable before the call, so a second request, a retry
 * after a lost answer and a restart after a crash all send the same bytes under the same key and meet the same object
 * (S1, S2, S8). After an answer that Stripe may have stored as a failure, and after the key's life, it looks first (S3, S4).
 */
export async function performOnce<P, R>(context: EngineContext, operation: Operation<P, R>): Promise<R> {
  const paramsHash = await hashOf(operation.params);
  const fresh = async (attempt: number): Promise<Attempt> => ({
    mode: context.mode,
    operation: operation.operation,
    idempotencyKey: `farebox_${(await sha256(`${context.mode}|${operation.operation}|${paramsHash}|${attempt}`)).slice(0, 48)}`,
    paramsHash,
    params: operation.params,
    attempt,
    status: 'started',
    result: null,
    error: null,
    startedAt: wallClock(),
    finishedAt: null,
  });

  return untilWritten(`"${operation.operation}"`, ROUNDS, async () => {
    const row = await fresh(1);
    const inserted = await context.store.insertIfAbsent(stripeAttempts, row);
    if (inserted.inserted) return send(context, operation, { row, version: inserted.version });

    const found = inserted.existing;
    const isKeyAlive = wallClock() - found.row.startedAt < KEY_LIFETIME_MS;
    if (found.row.status === 'done' && found.row.result !== null && operation.recall !== 'repeat') {
      const recalled = await operation.recall(found.row.result);
      if (recalled !== null) return recalled;
    } else if (found.row.status !== 'failed' && isKeyAlive) {
      return send(context, operation, found);
    } else {
      const left = (await operation.lookUp?.(found.row.startedAt)) ?? null;
      if (left !== null) {
        await finish(context, found, { status: 'done', result: operation.idOf(left), error: null });
        return left;
      }
    }
    // The object is gone, refused before, or Stripe may hold a stored failure: the next number is a new key.
    const next = await fresh(found.row.attempt + 1);
    const version = await context.store.compareAndSet(stripeAttempts, next, found.version);
    return version === null ? undefined : send(context, operation, { row: next, version });
  });
}

async function send<P, R>(context: EngineContext, operation: Operation<P, R>, at: Versioned<Attempt>): Promise<R> {
  let result: R;
  try {
    // The stored parameters, not ours: whoever wrote the row first decides what is sent under its key.
    result = await operation.send(at.row.params as P, at.row.idempotencyKey);
  } catch (error) {
    if (isStripeFailure(error) && (error.mayBeStored || error.kind === 'refused' || error.kind === 'missing')) {
      await finish(context, at, { status: 'failed', result: null, error: describe(error) });
    }
    throw error;
  }
  await finish(context, at, { status: 'done', result: operation.idOf(result), error: null });
  return result;
}
/** Losing this write means that somebody else wrote the same answer. */
async function finish(
  context: EngineContext,
  at: Versioned<Attempt>,
  end: Pick<Attempt, 'status' | 'result' | 'error'>,
): Promise<void> {
  await context.store.compareAndSet(stripeAttempts, { ...at.row, ...end, finishedAt: wallClock() }, at.version);
}
const describe = (failure: StripeFailure): string =>
  `${failure.kind} ${failure.status ?? ''} ${failure.code ?? ''}`.trim();
