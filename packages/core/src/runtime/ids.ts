import { wallClock } from './clock.js';

// 2^53 = 9.0e15. Milliseconds since 2024 need 41 bits until 2093; 12 bits of chance stay below the safe integers.
const EPOCH = Date.UTC(2024, 0, 1);
const CHANCE = 4096;

/** A new account id: time first, then chance; a safe integer. Two alike are possible: the identity map refuses the second. */
export function newAccountId(): number {
  return (wallClock() - EPOCH) * CHANCE + randomBelow(CHANCE);
}
/** A new id for a record or a request: 26 characters, time first. */
export function newId(prefix: string): string {
  const chance = Array.from(crypto.getRandomValues(new Uint8Array(10)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
  return `${prefix}_${(wallClock() - EPOCH).toString(36).padStart(9, '0')}${chance}`;
}
function randomBelow(limit: number): number {
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % limit;
}
