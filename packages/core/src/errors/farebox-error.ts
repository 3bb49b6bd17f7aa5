import { docsOf, errorCodes, type FareboxErrorCode } from './error-codes.js';

// Symbol.for: one process may hold two copies of this package, and both must know each other's errors.
// No member of the class's type: a declaration file could not name it.
const marker = Symbol.for('farebox.error');

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
  readonly code: FareboxErrorCode;
  readonly details: Readonly<Record<string, unknown>>;
  override name = 'FareboxError';

  constructor(code: FareboxErrorCode, { message, details = {}, cause }: FareboxErrorOptions) {
    super(message, cause === undefined ? undefined : { cause });
    Object.defineProperty(this, marker, { value: true });
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
}

/** `hold_expired` -> `HoldExpiredError`: a class and its code never drift apart. */
const nameOf = (code: FareboxErrorCode): string =>
  `${code.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())}Error`;

/**
 * The base of one error class: its code, and how its message and details are made of what was at hand.
 * `class HoldExpiredError extends errorOf('hold_expired', (key: string) => ({ message, details: { key } })) {}`
 */
export function errorOf<
  const Code extends FareboxErrorCode,
  Parameters extends readonly unknown[],
  Facts extends FareboxErrorOptions,
>(code: Code, factsOf: (...parameters: Parameters) => Facts) {
  return class extends FareboxError {
    declare readonly code: Code;
    declare readonly details: Facts extends { readonly details: infer Details } ? Details : Record<string, never>;
    override name = nameOf(code);
    constructor(...parameters: Parameters) {
      super(code, factsOf(...parameters));
    }
    /** True for an error of this code from any copy of this package. */
    static override isInstance<Class extends abstract new (...parameters: never[]) => FareboxError>(
      this: Class,
      error: unknown,
    ): error is InstanceType<Class> {
      return FareboxError.isInstance(error) && error.code === code;
    }
  };
}
