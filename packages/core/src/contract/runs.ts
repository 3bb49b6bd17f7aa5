import { z } from 'zod';
import { storableText } from './text.js';
import { balanceSchema } from './account.js';
import { denialSchema } from './decision.js';
import { instantSchema } from './money.js';

export const runRequestSchema = z
  .object({
    feature: storableText(64).min(1),
    input: z.unknown(),
    /** The cost the user confirmed: a higher one at hold time comes back as `cost_changed`, nothing held. */
    confirmedCost: z.number().int().nonnegative().optional(),
  })
  .strict();

/** How a run ended, as JSON. `done`, `denied`, `in_progress`, `already_settled` are outcomes; `failed` is the work's own failure after the release. */
export const runEndSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('done'), output: z.unknown(), charged: z.number().int(), balance: balanceSchema }),
  z.object({ status: z.literal('denied'), denial: denialSchema }),
  z.object({ status: z.literal('in_progress'), startedAt: instantSchema }),
  z.object({ status: z.literal('already_settled'), charged: z.number().int(), reference: z.string().nullable() }),
  z.object({ status: z.literal('cost_changed'), cost: z.number().int() }),
  z.object({ status: z.literal('aborted'), charged: z.number().int(), balance: balanceSchema.nullable() }),
  z.object({
    status: z.literal('failed'),
    code: z.string(),
    charged: z.number().int(),
    requestId: z.string().nullable(),
    balance: balanceSchema.nullable(),
  }),
]);
export type RunEndWire = z.infer<typeof runEndSchema>;

/** One line of the `application/x-ndjson` answer of `POST /runs`; the last is `end`. */
export const runEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('held'), runId: z.string(), held: z.number().int() }),
  z.object({ type: z.literal('progress'), fraction: z.number(), text: z.string().nullable() }),
  z.object({ type: z.literal('chunk'), chunk: z.unknown() }),
  z.object({ type: z.literal('end'), end: runEndSchema }),
]);
export type RunEventWire = z.infer<typeof runEventSchema>;

/** The header that carries one intent's key. */
export const IDEMPOTENCY_HEADER = 'idempotency-key';
