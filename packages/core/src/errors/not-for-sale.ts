import { FareboxError } from './farebox-error.js';

/** Checkout cannot sell this plan for this interval. */
export class NotForSale extends FareboxError {
  override name = 'NotForSale';
  constructor(plan: string, interval: string, cause?: unknown) {
    super('not_for_sale', {
      message: `"${plan}" has no price per ${interval} in the catalogue, so Checkout cannot sell it. Name a plan and an interval under \`prices\`.`,
      details: { plan, interval },
      cause,
    });
  }
  static override isInstance(error: unknown): error is NotForSale {
    return FareboxError.has(error, 'not_for_sale');
  }
}
