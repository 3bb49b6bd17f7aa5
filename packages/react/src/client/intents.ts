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

/** FNV-1a in two lanes over every character: a name as long as its input would not fit a browser's storage, a cut one lies. */
function digest(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ ((code << 5) | (code >>> 11)), 0x85ebca6b);
    b ^= b >>> 13;
  }
  return `${(a >>> 0).toString(36)}-${(b >>> 0).toString(36)}-${text.length.toString(36)}`;
}

/** What makes two intents the same: feature and input, the whole of it (R15). */
export const intentName = (feature: string, input: unknown): string =>
  `${prefix}${feature}:${digest(JSON.stringify(input) ?? '')}`;

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

/** Sent before and not settled: its answer is still out, so it may have been charged (R14). */
export const isOpen = (name: string): boolean => held.has(name) || (storage()?.getItem(name) ?? null) !== null;

/** Settled: the next click is a new intent. */
export function forget(name: string): void {
  held.delete(name);
  storage()?.removeItem(name);
}
