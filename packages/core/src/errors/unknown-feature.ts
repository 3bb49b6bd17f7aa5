import { FareboxError } from './farebox-error.js';

/** No paid feature of the catalogue has this id. */
export class UnknownFeature extends FareboxError {
  override name = 'UnknownFeature';
  constructor(feature: string, known: readonly string[], cause?: unknown) {
    super('unknown_feature', {
      message: `The catalogue has no paid feature "${feature}". It has: ${known.join(', ') || 'none'}.`,
      details: { feature },
      cause,
    });
  }
  static override isInstance(error: unknown): error is UnknownFeature {
    return FareboxError.has(error, 'unknown_feature');
  }
}
