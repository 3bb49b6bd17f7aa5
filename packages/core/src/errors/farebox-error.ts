import { docsOf, errorCodes, type FareboxErrorCode } from './error-codes.js';

// Symbol.for: one process may hold two copies of this package, and both must know each other's errors.
const marker: unique symbol = Symbol.for('farebox.error') as never;

export interface FareboxErrorOptions {
  readonly message: string;
  /** Facts for programs: safe to log, never a secret. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  readonly cause?: unknown;
}

/**
 * The root of everything Farebox throws. Thrown are broken promises only: a bug, a refusal of our own rules, an outage.
 * Product outcomes (`denied`, `in_progress` …) are returned.
 */
export class FareboxError extends Error {
  readonly [marker] = true;
  readonly code: FareboxErrorCode;
  readonly details: Readonly<Record<string, unknown>>;
  override name = 'FareboxError';

  constructor(code: FareboxErrorCode, { message, details = {}, cause }: FareboxErrorOptions) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = details;
  }
  /** The HTTP status that this error answers with. */
  get status(): number {
    return errorCodes[this.code].status;
  }
  /** What a user of the app may read. */
  get userMessage(): string {
    return errorCodes[this.code].user;
  }
  get docs(): string {
    return docsOf(this.code);
  }
  /** True for an error of any copy of this package. Of a class: for that class alone. */
  static isInstance(error: unknown): error is FareboxError {
    return error instanceof Error && marker in error;
  }
  /** Guard by code that survives duplicate copies: what each class's own `isInstance` is made of. */
  protected static has(error: unknown, code: FareboxErrorCode): boolean {
    return FareboxError.isInstance(error) && error.code === code;
  }
}
