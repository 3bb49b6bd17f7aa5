import { z } from 'zod';
import { storableText } from './text.js';
import { accountSchema } from './account.js';
import { intervalSchema } from './money.js';

/** A path of the host's own app ("/settings?tab=plan"); anything else is refused. */
export const returnPathSchema = storableText(2048);
export const checkoutRequestSchema = z
  .object({ plan: storableText(64).min(1), interval: intervalSchema, returnTo: returnPathSchema.optional() })
  .strict();
export const portalRequestSchema = z
  .object({
    flow: z.enum(['payment_method_update', 'subscription_cancel']).optional(),
    returnTo: returnPathSchema.optional(),
  })
  .strict();
export const redirectSchema = z.object({ url: z.string() });
/** Sent once by the page that comes back from Stripe: `?farebox_return=checkout&session_id=…` or `?farebox_return=portal`. */
export const returnRequestSchema = z.union([
  z.object({ from: z.literal('checkout'), session: storableText(255).min(1) }).strict(),
  z.object({ from: z.literal('portal') }).strict(),
]);
export const returnAnswerSchema = z.object({
  /** `paid`: it is in the snapshot. `pending`: Stripe has not been paid yet (asynchronous method). `open`: not completed. */
  outcome: z.enum(['paid', 'pending', 'open', 'synced']),
  account: accountSchema,
});
export type ReturnAnswerWire = z.infer<typeof returnAnswerSchema>;
/** The query parameter that Farebox adds to the host's return path. */
export const RETURN_PARAMETER = 'farebox_return';
export const SESSION_PARAMETER = 'session_id';
