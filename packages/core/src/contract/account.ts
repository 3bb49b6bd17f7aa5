import { z } from 'zod';
import { instantSchema, intervalSchema, moneySchema } from './money.js';

export const grantSchema = z.object({
  id: z.string(),
  category: z.enum(['plan', 'paid', 'promo', 'rollover', 'adjust']),
  amount: z.number().int(),
  remaining: z.number().int(),
  expiresAt: instantSchema.nullable(),
});
/** The familiar five, over the current refill period, and what stands behind them. */
export const balanceSchema = z.object({
  monthlyTokens: z.number().int(),
  additionalTokens: z.number().int(),
  usedTokens: z.number().int(),
  /** Null = unlimited. */
  remainingTokens: z.number().int().nullable(),
  /** The next refill, or null. */
  resetDate: instantSchema.nullable(),
  heldTokens: z.number().int(),
  unlimited: z.boolean(),
  debt: z.number().int(),
  revision: z.number().int(),
  asOf: instantSchema,
  /** From here on the numbers may have changed by themselves; null = never. */
  staleAt: instantSchema.nullable(),
});
export type BalanceWire = z.infer<typeof balanceSchema>;
/** The figures, and the grants behind them. A run's answer brings the figures alone. */
export const detailedBalanceSchema = balanceSchema.extend({ grants: z.array(grantSchema) });
export type DetailedBalanceWire = z.infer<typeof detailedBalanceSchema>;

export const subscriptionStatusSchema = z.enum([
  'none',
  'trialing',
  'active',
  'past_due',
  'unpaid',
  'incomplete',
  'incomplete_expired',
  'paused',
  'canceled',
]);
export const cardSchema = z.object({
  brand: z.string(),
  last4: z.string(),
  expMonth: z.number().int(),
  expYear: z.number().int(),
});

/** What the app's own database knows of the customer's subscription. */
export const subscriptionSchema = z.object({
  /** The plan whose rules hold now (the default plan when nothing is bought). */
  plan: z.string(),
  planName: z.string(),
  status: subscriptionStatusSchema,
  interval: intervalSchema.nullable(),
  /** What the next renewal costs, before tax. */
  price: moneySchema.nullable(),
  currentPeriodStart: instantSchema.nullable(),
  currentPeriodEnd: instantSchema.nullable(),
  trialEnd: instantSchema.nullable(),
  /** Set when it will end: at period end or at a date. */
  cancelAt: instantSchema.nullable(),
  canceledAt: instantSchema.nullable(),
  endedAt: instantSchema.nullable(),
  /** While a renewal is unpaid. */
  pastDue: z
    .object({
      since: instantSchema,
      amount: moneySchema.nullable(),
      nextAttempt: instantSchema.nullable(),
      graceUntil: instantSchema,
    })
    .nullable(),
  card: cardSchema.nullable(),
  /** The plan that ended last, for the sentence "Starter ended on …". */
  ended: z.object({ plan: z.string(), planName: z.string(), at: instantSchema }).nullable(),
  /** When the plan that follows starts, if another is known (after a cancellation: the default plan). */
  next: z
    .object({ plan: z.string(), planName: z.string(), at: instantSchema, tokens: z.number().int().nullable() })
    .nullable(),
});
export type SubscriptionWire = z.infer<typeof subscriptionSchema>;

export const permissionsSchema = z.object({
  canManageBilling: z.boolean(),
  canSpend: z.boolean(),
  /** Whom to ask, when the host says so. */
  billingContact: z.string().nullable(),
});

/** One snapshot of one customer; ordered by (revision, asOf): an older one never overwrites a newer one. */
export const accountSchema = z.object({
  /** Opaque and stable per customer and mode: a browser that sees another one drops what it knew. */
  customer: z.string(),
  revision: z.number().int(),
  asOf: instantSchema,
  balance: detailedBalanceSchema,
  /** Decimal places of a token, as in the catalogue: a balance may be shown before the catalogue has come. Absent = 0. */
  precision: z.number().int().min(0).max(9).optional(),
  subscription: subscriptionSchema,
  /** Flags the current plan switches on. */
  flags: z.array(z.string()),
  permissions: permissionsSchema,
  /** Has this customer anything to manage in Stripe's portal? */
  hasPortal: z.boolean(),
});
export type AccountWire = z.infer<typeof accountSchema>;
