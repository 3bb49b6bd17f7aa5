/** An empty string or null unsets a field; undefined leaves it. */
export function orNull<T>(value: T | '' | null | undefined): Exclude<T, ''> | null {
  return value === undefined || value === null || value === '' ? null : (value as Exclude<T, ''>);
}

/** Metadata as Stripe merges it: an empty value removes its key, an empty string removes all. */
export function mergeMetadata(
  old: Record<string, string> | null,
  change: Record<string, string | number | null> | '' | null | undefined,
): Record<string, string> {
  if (change === undefined) return { ...old };
  if (change === '' || change === null) return {};
  const merged = new Map(Object.entries({ ...old }));
  for (const [key, value] of Object.entries(change)) {
    if (value === '' || value === null) merged.delete(key);
    else merged.set(key, String(value));
  }
  return Object.fromEntries(merged);
}

/** An address with every field, as answers carry it. */
export function address(
  value:
    | { city?: string; country?: string; line1?: string; line2?: string; postal_code?: string; state?: string }
    | ''
    | null
    | undefined,
) {
  if (!value) return null;
  return {
    city: orNull(value.city),
    country: orNull(value.country),
    line1: orNull(value.line1),
    line2: orNull(value.line2),
    postal_code: orNull(value.postal_code),
    state: orNull(value.state),
  };
}
