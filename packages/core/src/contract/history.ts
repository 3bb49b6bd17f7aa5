import { z } from 'zod';
import { instantSchema } from './money.js';
import { storableText } from './text.js';

const historyKindSchema = z.enum([
  'spend',
  'hold',
  'capture',
  'release',
  'holdExpired',
  'refill',
  'grant',
  'expire',
  'refund',
  'clawback',
  'adjust',
  'rollover',
  'overage',
  'transferIn',
  'transferOut',
]);
/** One line of history as a person reads it. */
export const historyEntrySchema = z.object({
  id: z.string(),
  at: instantSchema,
  kind: historyKindSchema,
  feature: z.string().nullable(),
  member: z.string().nullable(),
  /** Change in tokens the customer owns: negative = used. */
  amount: z.number().int(),
  /** Still under hold. */
  held: z.number().int(),
  /** Null = unlimited. */
  balanceAfter: z.number().int().nullable(),
  reference: z.string().nullable(),
  /** As the host wrote it. */
  metadata: z.unknown(),
});
export type HistoryEntryWire = z.infer<typeof historyEntrySchema>;
export const historyPageSchema = z.object({ entries: z.array(historyEntrySchema), cursor: z.string().nullable() });
export type HistoryPageWire = z.infer<typeof historyPageSchema>;
export const historyQuerySchema = z
  .object({
    cursor: storableText(200).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
    feature: storableText(64).optional(),
    /** One kind of line or several, separated by commas. */
    kind: z
      .string()
      .max(200)
      .transform((kinds) => kinds.split(','))
      .pipe(z.array(historyKindSchema))
      .optional(),
    from: z.iso.datetime().optional(),
    to: z.iso.datetime().optional(),
    reference: storableText(255).optional(),
    member: storableText(255).optional(),
  })
  .strict();
