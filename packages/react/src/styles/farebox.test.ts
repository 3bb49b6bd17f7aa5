import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { joinStyles } from '../../build/join-styles.js';

const source = fileURLToPath(new URL('..', import.meta.url));
const css = joinStyles(join(source, 'styles', 'farebox.css'));
const rules = css.replaceAll(/\/\*[\s\S]*?\*\//g, '');
const modules = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !/\.(test|stories)\.tsx?$/.test(file))
  .map((file) => readFileSync(join(source, file), 'utf8'))
  .join('\n');
const found = (text: string, pattern: RegExp): string[] => [...new Set(text.match(pattern) ?? [])].sort();

const BUDGET = 8 * 1024;

describe('farebox.css', () => {
  it('weighs at most 8 KB gzipped', () => {
    expect(gzipSync(css, { level: 9 }).byteLength).toBeLessThanOrEqual(BUDGET);
  });

  it('has a rule for every class that a view uses, and none for a class that no view uses', () => {
    const used = found(modules, /(?<=['"\s])fb-[a-z-]+(?=['"\s`])/g);
    const styled = found(rules, /(?<=\.)fb-[a-z-]+/g);
    expect(styled.filter((name) => !used.includes(name))).toEqual([]);
    // `fb-guard` and the like are styled; these only carry a position in the markup.
    expect(used.filter((name) => !styled.includes(name))).toEqual([]);
  });

  it('reads no property of its own that it does not set', () => {
    const read = found(rules, /(?<=var\()--fb-[a-z0-9-]+/g);
    const set = found(rules, /--fb-[a-z0-9-]+(?=\s*(:|\{))/g);
    // A tone is set where something is at risk, and read with the ink as its fallback.
    expect(read.filter((name) => !set.includes(name))).toEqual([]);
  });

  it('shields every element that a part draws or writes against the rules of a host', () => {
    const TYPES = ['string', 'number', 'boolean', 'unknown', 'never', 'typeof', 'void', 'readonly', 'keyof'];
    const drawn = found(modules, /(?<=<)[a-z][a-z0-9]*(?=[\s>])/g).filter((name) => !TYPES.includes(name));
    const list =
      /html\s+body\s+:is\(([^)]*)\)/
        .exec(rules)?.[1]
        ?.split(',')
        .map((name) => name.trim()) ?? [];
    expect(drawn.filter((name) => !list.includes(name))).toEqual([]);
  });

  it('sets nothing but its own properties outside its own classes', () => {
    const outside = [...rules.matchAll(/:where\((html|body|\.dark)[^{]*\{([^}]*)\}/g)].map(([, , body]) => body ?? '');
    expect(outside.length).toBeGreaterThan(0);
    for (const body of outside) {
      const names = [...body.matchAll(/([\w-]+)\s*:/g)].map(([, name]) => name ?? '');
      expect(names.filter((name) => !name.startsWith('--fb-') && name !== 'color-scheme')).toEqual([]);
    }
  });

  it('uses no :dir(), which build tools rewrite into languages', () => {
    expect(rules).not.toContain(':dir(');
  });
});
