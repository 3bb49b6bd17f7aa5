/**
 * One click is one intent with one key, made before the first request and kept until the run is settled, so that a retry,
 * a reload or a second click of the same intent charges once (U1, U3).
 */
const prefix = 'farebox:intent:';

function storage(): Storage | null {
  try {
    return typeof sessionStorage === 'undefined' ? null : sessionStorage;
  } catch {
    return null; // a page without storage (sandboxed frame): the key lives as long as the page
  }
}

/** What makes two intents the same: feature and input. */
export const intentName = (feature: string, input: unknown): string =>
  `${prefix}${feature}:${JSON.stringify(input) ?? ''}`.slice(0, 2000);

const held = new Map<string, string>();

export function keyFor(name: string): string {
  const known = held.get(name) ?? storage()?.getItem(name);
  const key = known ?? crypto.randomUUID();
  held.set(name, key);
  try {
    storage()?.setItem(name, key);
  } catch {
    // storage full: the map still holds it
  }
  return key;
}

/** Settled: the next click is a new intent. */
export function forget(name: string): void {
  held.delete(name);
  storage()?.removeItem(name);
}
