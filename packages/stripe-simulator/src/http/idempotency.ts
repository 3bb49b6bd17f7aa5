import { createHash } from 'node:crypto';
import type { JsonObject } from '../state/stored.js';
import type { IdempotentAnswer } from '../state/state.js';
import type { Universe } from '../world.js';
import { StripeFailure } from './stripe-error.js';

const KEPT_FOR_MS = 24 * 60 * 60 * 1000;

export interface IdempotencyUse {
  key: string;
  fingerprint: string;
}

/** The stored answer for a key, or null when the call is new. Throws when the key was used for something else. */
export function recall(
  universe: Universe,
  running: ReadonlySet<string>,
  scope: string,
  name: string,
  what: { method: string; path: string; params: JsonObject },
): IdempotentAnswer | IdempotencyUse {
  const key = `${scope}\n${name}`;
  const fingerprint = createHash('sha256')
    .update(`${what.method} ${what.path}\n${canonical(what.params)}`)
    .digest('base64');
  const stored = universe.state.idempotency[key];
  if (stored && universe.wallClock() - stored.at < KEPT_FOR_MS) {
    if (stored.fingerprint !== fingerprint) {
      throw new StripeFailure(400, {
        type: 'idempotency_error',
        message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${name}' if you meant to execute a different request.`,
      });
    }
    return stored;
  }
  if (running.has(key)) {
    throw new StripeFailure(409, {
      type: 'idempotency_error',
      code: 'idempotency_key_in_use',
      message: `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${name}. Please try again later.`,
    });
  }
  return { key, fingerprint };
}

export function remember(
  universe: Universe,
  use: IdempotencyUse,
  answer: { status: number; body: string; requestId: string },
): void {
  universe.state.idempotency[use.key] = { ...answer, fingerprint: use.fingerprint, at: universe.wallClock() };
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value && typeof value === 'object') {
    const object = value as Record<string, unknown>;
    return `{${Object.keys(object)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonical(object[key])}`)
      .join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
