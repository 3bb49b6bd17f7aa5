import { canonicalJson } from './canonical-json.js';
import type { Step } from './step.js';

/** Raised when the meaning of the hash changes; an entry keeps the version it was written with. */
const VERSION = '1';

/** 64 bits in two lanes: told apart are two inputs under one key of one account, so nobody gains by a collision. */
export function digest(input: string): string {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let index = 0; index < input.length; index += 1) {
    const code = input.charCodeAt(index);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (b >>> 0).toString(16).padStart(8, '0') + (a >>> 0).toString(16).padStart(8, '0');
}

/**
 * What a retry must repeat under the same key: the command, the feature and the member, which decide what happens to
 * tokens. `reference`, `metadata` and `actor` only describe it: a retry after a crash may come with a new analysis id or
 * another processing time and must still meet its first answer - and erasing them must not touch the hash.
 */
export function inputHash(step: Step): string {
  return `${VERSION}:${digest(canonicalJson({ command: step.command, feature: step.feature, member: step.member }))}`;
}
