/** Wrong use by the caller: nothing was read or written. */
import { errorOf } from './farebox-error.js';

/** Not an id of a user and not `{ organization: id }`. */
export class InvalidCustomerError extends errorOf('invalid_customer', (reason: string, cause?: unknown) => ({
  message: `This is no customer: ${reason}. Pass the user's own id as a string, or { organization: id }.`,
  details: {},
  cause,
})) {}

/** The key of an intent is missing or malformed. */
export class InvalidKeyError extends errorOf('invalid_key', (reason: string, cause?: unknown) => ({
  message: `The key ${reason}. One intent, one key: take it from the guard's header (keyOf) or use the id of your own job.`,
  details: {},
  cause,
})) {}

/** Not a whole positive number of tokens. */
export class InvalidAmountError extends errorOf('invalid_amount', (amount: unknown, what: string, cause?: unknown) => ({
  message: `${what} must be a whole number of tokens from 1 to ${2 ** 50 - 1}, and ${String(amount)} is not.`,
  details: { amount: String(amount) },
  cause,
})) {}

/** The usage does not fit how the feature is charged. */
export class InvalidUsageError extends errorOf('invalid_usage', (feature: string, reason: string, cause?: unknown) => ({
  message: `The usage of "${feature}" does not fit: ${reason}.`,
  details: { feature },
  cause,
})) {}

/** Metadata that does not fit its schema, or is too large. */
export class InvalidMetadataError extends errorOf('invalid_metadata', (reason: string, cause?: unknown) => ({
  message: `The metadata was refused: ${reason}. It is stored with every spend and must be small, plain JSON.`,
  details: {},
  cause,
})) {}

/** A cursor that this list did not give out. */
export class InvalidCursorError extends errorOf('invalid_cursor', (cause?: unknown) => ({
  message: 'The cursor is not one that this list gave out: pass back what the last page returned, unchanged.',
  details: {},
  cause,
})) {}

/** A return path must be a path of the app itself. */
export class InvalidReturnPathError extends errorOf('invalid_return_path', (path: string, cause?: unknown) => ({
  message: `"${path.slice(0, 80)}" is no path of this app. After Stripe, people come back to APP_URL only: pass a path that begins with one slash, as in "/settings?tab=plan".`,
  details: {},
  cause,
})) {}

/** No paid feature of the catalogue has this id. */
export class UnknownFeatureError extends errorOf(
  'unknown_feature',
  (feature: string, known: readonly string[], cause?: unknown) => ({
    message: `The catalogue has no paid feature "${feature}". It has: ${known.join(', ') || 'none'}.`,
    details: { feature },
    cause,
  }),
) {}

/** No plan of the catalogue has this id. */
export class UnknownPlanError extends errorOf(
  'unknown_plan',
  (plan: string, known: readonly string[], cause?: unknown) => ({
    message: `The catalogue has no plan "${plan}". It has: ${known.join(', ') || 'none'}.`,
    details: { plan },
    cause,
  }),
) {}

/** Farebox has never seen this customer. */
export class UnknownCustomerError extends errorOf('unknown_customer', (cause?: unknown) => ({
  message: 'Farebox has never seen this customer, so there is nothing to act on.',
  details: {},
  cause,
})) {}
