/**
 * A copy of plain data that nobody can change. What is stored this way may be handed to every reader as it is: what a copy
 * for each reader would only hide, a write to it shows at once.
 */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(frozen)) as T;
  const copy: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) copy[name] = frozen(inner);
  return Object.freeze(copy) as T;
}

/** The same for what core has just made and nobody else holds: no copy. */
export function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const name in value) {
    const inner = value[name];
    if (typeof inner === 'object' && inner !== null) freeze(inner);
  }
  return value;
}
