import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkKey } from '../services/engine/checked-options.js';
import * as keys from './business-keys.js';

const source = fileURLToPath(new URL('..', import.meta.url));
const own = join(source, 'domain/business-keys.ts');
const minted = [...readFileSync(own, 'utf8').matchAll(/\bname\('([a-z-]+)'/g)].map(([, prefix]) => prefix);

describe('the keys of business facts', () => {
  it('mints a key under every reserved prefix, and under no other', () => {
    expect([...new Set(minted)].toSorted()).toEqual([...keys.RESERVED_PREFIXES]);
  });

  it('refuses a host each of them', () => {
    for (const prefix of keys.RESERVED_PREFIXES) expect(() => checkKey(`${prefix}:42`)).toThrow(`"${prefix}:"`);
    for (const key of ['plan', 'planner:1', 'my:plan:1', 'refill:1']) expect(checkKey(key)).toBe(key);
    expect(() => checkKey(keys.lateKey('a'))).toThrow('"late:"');
  });

  it('is the only file that writes one', () => {
    const written = new RegExp(`[\`'](?:${keys.RESERVED_PREFIXES.join('|')}):(?:[a-z]+'|[$\`'])`);
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.ts') && !/\.test(-d)?\.ts$/.test(file) && join(source, file) !== own,
    );
    expect(files.length).toBeGreaterThan(100);
    const found = files.filter((file) =>
      readFileSync(join(source, file), 'utf8')
        .split('\n')
        // Not in the ledger: the name of an operation at Stripe.
        .some((line) => written.test(line) && !line.includes('operation:') && !/^\s*(\*|\/\/|\/\*)/.test(line)),
    );
    expect(found).toEqual([]);
  });
});
