import { z } from 'zod';
import { MAX_PRECISION } from '../domain/precision.js';
import { tokensOf, toTokenUnits } from './token-amount.js';

/** The shapes of the catalogue at run time; sentences about how its parts fit together are in `check-catalog.ts`. */
const name = z
  .string('is needed: what people read')
  .trim()
  .min(1, 'must not be empty: it is what people read')
  .max(120, 'must have at most 120 characters');
const described = { name, description: z.string().max(2000).optional() };
/** Amounts come out in the smallest unit, whatever was written. */
function tokenAmount(precision: number, least: 0 | 1, otherwise: string) {
  const message = `must be ${tokensOf(precision)} ${otherwise}`;
  return z.number(`must be ${tokensOf(precision)}`).transform((amount, context) => {
    try {
      const units = toTokenUnits(amount, precision);
      if (units >= least) return units;
    } catch {
      // Said below: not a number of that precision.
    }
    context.addIssue({ code: 'custom', message: `${message}; it is ${String(amount)}` });
    return z.NEVER;
  });
}

const money = z.strictObject(
  {
    currency: z.string().regex(/^[a-z]{3}$/, 'must be three small letters, as usd(19) writes it'),
    unitAmount: z
      .number()
      .refine(
        (value) => Number.isSafeInteger(value) && value >= 0,
        'must be a whole number of minor units from 0, as usd(19) writes it',
      ),
  },
  'must be an amount of money: write usd(19), eur(19) or jpy(1900), not a bare number',
);
const amount = z.union(
  [money, z.array(money)],
  'must be an amount of money: write usd(19), eur(19) or jpy(1900), not a bare number',
);
const price = z.union(
  [
    money,
    z.array(money),
    z.strictObject({
      amount,
      per: z.literal('seat').optional(),
      taxBehavior: z.enum(['inclusive', 'exclusive']).optional(),
      stripe: z.strictObject({ lookupKey: z.string().optional(), priceIds: z.array(z.string()).optional() }).optional(),
    }),
  ],
  'must be an amount of money: write usd(19), eur(19) or jpy(1900), not a bare number',
);
const factor = z
  .number('must be a factor, as in 0.7')
  .refine((value) => Number.isFinite(value) && value > 0, 'must be a factor above 0, as in 0.7');

const flag = z.strictObject({ ...described, type: z.literal('flag') });
const metered = z.strictObject({
  ...described,
  cost: z.strictObject({ per: z.record(z.string(), z.number()), minimum: z.number().optional() }),
  gated: z.boolean().optional(),
});
const flatIn = (precision: number) =>
  z.strictObject({
    ...described,
    cost: tokenAmount(precision, 1, `${precision === 0 ? 'from 1' : 'above 0'}: what costs nothing is type: 'flag'`),
    complexity: z
      .record(
        z.string(),
        z.union(
          [factor, z.strictObject({ lowBelow: z.number(), highAbove: z.number() })],
          'must be a factor above 0, as in 0.7',
        ),
      )
      .optional(),
    gated: z.boolean().optional(),
  });
type AnyFeature = z.infer<typeof flag> | z.infer<typeof metered> | z.infer<ReturnType<typeof flatIn>>;
/** One shape at a time: a union of the three would answer with every complaint of every shape. */
const featureIn = (precision: number) =>
  z.unknown().transform((value, context) => {
    const given = value as { readonly type?: unknown; readonly cost?: unknown } | null;
    if (typeof given !== 'object' || given === null) {
      context.addIssue({ code: 'custom', message: 'must be an object with a name and a cost' });
      return z.NEVER;
    }
    if (given.type === undefined && given.cost === undefined) {
      context.addIssue({
        code: 'custom',
        message: "has neither a cost nor type: 'flag': write cost: 10, or type: 'flag' for what a plan includes",
      });
      return z.NEVER;
    }
    const schema = given.type !== undefined ? flag : typeof given.cost === 'object' ? metered : flatIn(precision);
    const parsed = (schema as z.ZodType<AnyFeature>).safeParse(value);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues)
      context.addIssue({ code: 'custom', message: sayIssue(issue), path: issue.path });
    return z.NEVER;
  });
const count = z
  .number('must be a whole number from 1')
  .refine((value) => Number.isSafeInteger(value) && value >= 1 && value <= 1000, 'must be a whole number from 1');
const planChange = z.enum(
  ['keep', 'prorated-delta', 'reset', 'cap'],
  "must be 'keep', 'prorated-delta', 'reset' or 'cap'",
);
const planIn = (precision: number, tokens: ReturnType<typeof tokenAmount>) =>
  z.strictObject({
    ...described,
    tokens: z.union([tokens, z.literal('unlimited')], `must be ${tokensOf(precision)} from 0, or 'unlimited'`),
    prices: z.strictObject({ month: price.optional(), year: price.optional() }).optional(),
    refill: z
      .strictObject({
        policy: z.enum(['reset', 'add', 'topUpTo'], "must be 'reset', 'add' or 'topUpTo'").optional(),
        every: z
          .strictObject({
            unit: z.enum(['day', 'week', 'month'], "must be 'day', 'week' or 'month'"),
            count: count.optional(),
          })
          .optional(),
        rollover: z.strictObject({ cap: tokens, intervals: count.optional() }).optional(),
      })
      .optional(),
    trial: z.strictObject({ tokens }).optional(),
    change: z.strictObject({ up: planChange.optional(), down: planChange.optional() }).optional(),
    includes: z.array(z.string()).optional(),
    contact: z
      .string()
      .regex(/^(?:mailto:|https:\/\/)\S+$/, 'must begin with mailto: or https://')
      .optional(),
  });
const topUpIn = (tokens: ReturnType<typeof tokenAmount>) =>
  z.strictObject({
    ...described,
    tokens,
    price,
    expiresAfter: z
      .strictObject({ days: z.number().optional(), months: z.number().optional(), years: z.number().optional() })
      .optional(),
  });
/** zod's "Unrecognized key" in our words. */
export function sayIssue(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'unrecognized_keys') return issue.message;
  return `has no property ${issue.keys.map((key) => `"${key}"`).join(', ')}: mend the name or remove it`;
}
/** What all amounts of tokens in a catalogue are written in. */
const tokenType = z.strictObject({
  precision: z
    .number('must be a whole number from 0 to 9')
    .refine((value) => isPrecision(value), 'must be a whole number from 0 to 9: decimal places of a token')
    .optional(),
});
export const isPrecision = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_PRECISION;

/** The catalogue with its token amounts read as units of the given precision. */
export function catalogSchema(precision: number) {
  const tokens = tokenAmount(precision, 0, `from 0${precision === 0 ? ': amounts have no fractions' : ''}`);
  return z.strictObject({
    tokens: tokenType.optional(),
    features: z.record(z.string(), featureIn(precision)),
    plans: z.record(z.string(), planIn(precision, tokens)),
    topUps: z.record(z.string(), topUpIn(tokens)).optional(),
  });
}
export type CatalogData = z.infer<ReturnType<typeof catalogSchema>>;
export type PriceData = z.infer<typeof price>;
export type FeatureData = CatalogData['features'][string];
