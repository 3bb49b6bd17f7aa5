/**
 * Reading JSON of which the shape depends on an API version. Nothing is trusted to be there: a reader says what it
 * cannot do without, and throws `StripeShapeError` for that - no default date, no default amount.
 */
export type Fields = Readonly<Record<string, unknown>>;

/** A Stripe object lacks something without which nothing may be written. Parks the event; never a guess. */
export class StripeShapeError extends Error {
  override readonly name = 'StripeShapeError';
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
export function fieldsOf(value: unknown): Fields | null {
  return isFields(value) ? value : null;
}
/** `{}` where there is no object: for optional chains into one era's shape. */
export function inside(value: unknown): Fields {
  return isFields(value) ? value : {};
}
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
export function requiredText(value: unknown, what: string): string {
  const text = textOf(value);
  if (text === null) throw new StripeShapeError(`Stripe object without ${what}`);
  return text;
}
export function integerOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
}
/** An id, or the id of the object that stands there because somebody expanded it. */
export function idOf(value: unknown): string | null {
  return textOf(value) ?? textOf(inside(value)['id']);
}
/** Stripe's seconds as milliseconds. Null for anything that is not a time; 0 is Stripe's "none" in old eras. */
export function instantOf(value: unknown): number | null {
  const seconds = integerOf(value);
  return seconds === null || seconds <= 0 ? null : seconds * 1000;
}
/** The rows of a Stripe list, or of a bare array (recordings of 2014 have those). */
export function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  const data = inside(value)['data'];
  return Array.isArray(data) ? data : [];
}
/** Metadata without a prototype, so that no key of it can be anything but data. */
export function metadataOf(value: unknown): { readonly [key: string]: string } {
  const metadata: { [key: string]: string } = Object.create(null);
  for (const [key, text] of Object.entries(inside(value))) if (typeof text === 'string') metadata[key] = text;
  return metadata;
}
