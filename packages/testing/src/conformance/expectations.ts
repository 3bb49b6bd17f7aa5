/** Assertions of the kit's own, so that it runs under any test runner. */
export class ExpectationError extends Error {
  override readonly name = 'ExpectationError';
}

const show = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? `${inner}n` : inner)) ?? String(value);

export function fail(message: string): never {
  throw new ExpectationError(message);
}
export function ensure(condition: boolean, message: string): asserts condition {
  if (!condition) fail(message);
}
/** Same value, deeply; an absent property and one that is undefined are the same. */
export function equal(actual: unknown, expected: unknown, what: string): void {
  if (!isSame(actual, expected)) fail(`${what}: expected ${show(expected)}, got ${show(actual)}`);
}
/** Everything that `expected` names is there with that value. */
export function match(actual: unknown, expected: unknown, what: string): void {
  if (!contains(actual, expected)) fail(`${what}: expected at least ${show(expected)}, got ${show(actual)}`);
}
export async function rejects(promise: Promise<unknown>, what: string): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  return fail(`${what}: expected it to be refused`);
}

const keysOf = (value: object): readonly string[] =>
  Object.keys(value).filter((key) => (value as Record<string, unknown>)[key] !== undefined);
function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b) || keysOf(a).length !== keysOf(b).length) return false;
  return keysOf(a).every((key) => isSame((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));
}
function contains(actual: unknown, expected: unknown): boolean {
  if (typeof expected !== 'object' || expected === null) return Object.is(actual, expected);
  if (typeof actual !== 'object' || actual === null) return false;
  if (Array.isArray(expected))
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((value, index) => contains(actual[index], value))
    );
  return Object.keys(expected).every((key) =>
    contains((actual as Record<string, unknown>)[key], (expected as Record<string, unknown>)[key]),
  );
}
