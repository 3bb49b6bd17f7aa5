import { z } from 'zod';
import { intervalSchema, moneySchema } from './money.js';

/** What a browser may know of the catalogue: names, prices, tokens. No Stripe id. */
export const planSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  /** Null = unlimited. */
  tokens: z.number().int().nullable(),
  /** How often they come; absent = every month. */
  refillEvery: z.object({ unit: z.enum(['day', 'week', 'month']), count: z.number().int() }).optional(),
  prices: z.object({ month: moneySchema.nullable(), year: moneySchema.nullable() }),
  includes: z.array(z.string()),
  /** A plan sold by talking: mailto: or https:. */
  contact: z.string().nullable(),
  /** The plan of a customer who has bought nothing. */
  isDefault: z.boolean(),
});
export type PlanWire = z.infer<typeof planSchema>;

export const featureSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  /** `flag` costs nothing: a plan includes it or does not. */
  charge: z.enum(['flat', 'levels', 'flag']),
  /** Tokens at factor 1; null for flags. */
  cost: z.number().int().nullable(),
  /** Tokens per level, already rounded up. */
  levels: z.record(z.string(), z.number().int()),
  gated: z.boolean(),
  /** Is it run by the server (`defineRun`)? */
  isRun: z.boolean(),
});
export type FeatureWire = z.infer<typeof featureSchema>;

export const catalogSchema = z.object({
  plans: z.array(planSchema),
  features: z.array(featureSchema),
  intervals: z.array(intervalSchema),
  /** Decimal places of a token: all amounts are whole units, 10^precision of them a token. Absent = 0. */
  precision: z.number().int().min(0).max(9).optional(),
  /** Ask before a run that costs more than so many tokens. */
  confirmAbove: z.number().int(),
  /** Balances at which a notice is due, e.g. [5, 2]. */
  lowBalance: z.array(z.number().int()),
});
export type CatalogWire = z.infer<typeof catalogSchema>;
