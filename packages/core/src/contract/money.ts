import { z } from 'zod';

/** Minor units, as Stripe counts them. */
export const moneySchema = z.object({ currency: z.string(), unitAmount: z.number().int() });
export type MoneyWire = z.infer<typeof moneySchema>;
export const intervalSchema = z.enum(['month', 'year']);
/** An instant on the wire: ISO 8601, UTC. */
export const instantSchema = z.string();
