import type Stripe from 'stripe';

export type CreateParams = Omit<Stripe.SubscriptionCreateParams, 'billing_cycle_anchor'> & {
  billing_cycle_anchor?: number;
  plan?: string;
  quantity?: number;
  coupon?: string;
  promotion_code?: string;
};

export type UpdateParams = Omit<Stripe.SubscriptionUpdateParams, 'billing_cycle_anchor'> & {
  billing_cycle_anchor?: 'now' | 'unchanged' | { type: 'now' | 'unchanged' };
  plan?: string;
  quantity?: number;
  prorate?: boolean;
  coupon?: string;
  promotion_code?: string;
};
