import { z } from 'zod';
import { storableText } from './text.js';
import { instantSchema, intervalSchema } from './money.js';

export const denialReasonSchema = z.enum([
  'no_tokens',
  'not_enough_tokens',
  'not_in_plan',
  'past_due',
  'paused',
  'member_cap',
]);
export const remedySchema = z.union([
  z.object({ kind: z.literal('plan'), plan: z.string(), interval: intervalSchema.nullable() }),
  z.object({ kind: z.literal('topUp'), topUp: z.string() }),
  z.object({ kind: z.literal('wait'), until: instantSchema }),
]);
/** Never bare: why, how much is missing, and what would mend it (best first). */
export const denialSchema = z.object({
  allowed: z.literal(false),
  reason: denialReasonSchema,
  feature: z.string(),
  required: z.number().int(),
  remaining: z.number().int(),
  shortfall: z.number().int(),
  resetDate: instantSchema.nullable(),
  remedies: z.array(remedySchema),
});
export type DenialWire = z.infer<typeof denialSchema>;

export const quoteSchema = z.object({
  allowed: z.literal(true),
  feature: z.string(),
  /** The hold: what the run costs by its estimate. */
  cost: z.number().int(),
  /** Upper bound when the estimate declares one, else = cost. */
  maximum: z.number().int(),
  /** Null = unlimited. */
  remaining: z.number().int().nullable(),
  remainingAfter: z.number().int().nullable(),
  needsConfirmation: z.boolean(),
});
export type QuoteWire = z.infer<typeof quoteSchema>;
export const quoteAnswerSchema = z.union([quoteSchema, denialSchema]);
export type QuoteAnswerWire = z.infer<typeof quoteAnswerSchema>;
export const quoteRequestSchema = z
  .object({
    feature: storableText(64).min(1),
    usage: z.object({ complexity: z.string().optional() }).strict().optional(),
    input: z.unknown().optional(),
  })
  .strict();
