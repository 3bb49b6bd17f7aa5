import { createHash } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** `length` characters that depend on nothing but the seed and the label. */
export function seededText(seed: string, label: string, length: number): string {
  let text = '';
  for (let block = 0; text.length < length; block += 1) {
    for (const byte of createHash('sha256').update(`${seed}\n${label}\n${block}`).digest()) {
      if (byte < ALPHABET.length * 4 && text.length < length) text += ALPHABET[byte % ALPHABET.length];
    }
  }
  return text;
}

// Stripe's ids of one object kind have one length; objects made in an account carry 24 characters, older kinds 14.
const SHORT = new Set(['cus', 'prod', 'si', 'di']);
const LONG: Readonly<Record<string, number>> = { cs_test: 58, cs_live: 58, req: 14, whsec: 32 };

/**
 * The next id of a resource. Each prefix counts for itself, so requests that run side by side cannot change the ids of
 * another resource.
 */
export function nextId(seed: string, counters: Record<string, number>, prefix: string): string {
  const count = (counters[prefix] ?? 0) + 1;
  counters[prefix] = count;
  return `${prefix}_${seededText(seed, `${prefix}:${count}`, LONG[prefix] ?? (SHORT.has(prefix) ? 14 : 24))}`;
}
