import type { BillingInterval } from '../storage/record-families.js';

/** What a Stripe price sells, in the words of the catalogue. */
export interface PriceMeaning {
  readonly plan: string;
  readonly productGroup: string;
  readonly interval: BillingInterval;
  readonly amount: number;
  readonly currency: string;
}
