import { FareboxError } from './farebox-error.js';

/** The database did not answer. Nothing was granted and no work ran. */
export class StoreUnavailable extends FareboxError {
  override name = 'StoreUnavailable';
  constructor(operation: string, cause?: unknown) {
    super('store_unavailable', {
      message: `The store failed during "${operation}". Nothing fails open: no tokens were granted and no work ran without its hold. The same key may be sent again.`,
      details: { operation },
      cause,
    });
  }
  static override isInstance(error: unknown): error is StoreUnavailable {
    return FareboxError.has(error, 'store_unavailable');
  }
}
