/**
 * What a call to Stripe can come back with, in our own words. `unavailable`: Stripe's trouble (429, 5xx, network): try
 * later, nothing is the event's fault. `missing`: the object is not there. `refused`: Stripe understood and said no.
 */
export type StripeFailureKind = 'unavailable' | 'missing' | 'refused' | 'unauthorised';

export class StripeFailure extends Error {
  override readonly name = 'StripeFailure';
  readonly kind: StripeFailureKind;
  readonly code: string | null;
  readonly parameter: string | null;
  readonly status: number | null;
  readonly retryAfterSeconds: number | null;
  /** Stripe answered 5xx: it may keep that answer under the idempotency key, so a retry needs a look first. */
  readonly mayBeStored: boolean;
  /** No answer at all: the call may or may not have happened. */
  readonly isOutcomeUnknown: boolean;

  constructor(
    kind: StripeFailureKind,
    message: string,
    facts: {
      readonly code?: string | null;
      readonly parameter?: string | null;
      readonly status?: number | null;
      readonly retryAfterSeconds?: number | null;
      readonly cause?: unknown;
    },
  ) {
    super(message, { cause: facts.cause });
    this.kind = kind;
    this.code = facts.code ?? null;
    this.parameter = facts.parameter ?? null;
    this.status = facts.status ?? null;
    this.retryAfterSeconds = facts.retryAfterSeconds ?? null;
    this.mayBeStored = kind === 'unavailable' && this.status !== null && this.status >= 500;
    this.isOutcomeUnknown = kind === 'unavailable' && this.status === null;
  }
}

export function isStripeFailure(error: unknown, kind?: StripeFailureKind): error is StripeFailure {
  return error instanceof StripeFailure && (kind === undefined || error.kind === kind);
}
