import { FareboxError } from './farebox-error.js';

/** No plan of the catalogue has this id. */
export class UnknownPlan extends FareboxError {
  override name = 'UnknownPlan';
  constructor(plan: string, known: readonly string[], cause?: unknown) {
    super('unknown_plan', {
      message: `The catalogue has no plan "${plan}". It has: ${known.join(', ') || 'none'}.`,
      details: { plan },
      cause,
    });
  }
  static override isInstance(error: unknown): error is UnknownPlan {
    return FareboxError.has(error, 'unknown_plan');
  }
}
