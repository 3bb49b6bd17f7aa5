import { z } from 'zod';
import { denialSchema } from './decision.js';

/** RFC 9457 problem details, with our code. `denial` comes with 402 and 403. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.string(),
  requestId: z.string().nullable(),
  denial: denialSchema.optional(),
});
export type ProblemWire = z.infer<typeof problemSchema>;
export const PROBLEM_TYPE = 'application/problem+json';
