/** The legend of the codes: what is used in a comment or a title has its line in docs/promises.md, and each line stands there once. */
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const CODE = /^[LTWSPDXUIR]\d{1,2}$/;
/** `(W9)`, `(W9, W10)`, `(L1 to L6)`: codes and nothing else between the parentheses, or after a dash. */
const IN_PARENTHESES = /\(((?:[A-Z]\d{1,2})(?:(?:, ?| and | to | - )[A-Z]\d{1,2})*)\)/g;
/** A title starts with its codes: `L10 …`, `D1 D3 …`. Cloudflare's database is called D1, too, and has a line. */
const AT_THE_START = /^((?:[A-Z]\d{1,2}[,:]? )+)/;

const files = ['packages', 'examples', 'scripts', 'docs', '.storybook'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(tsx?|mjs|md)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !/[\\/](node_modules|dist|proof|bench|\.next|storybook-static)[\\/]/.test(relative(root, file))),
);
const legend = [...readFileSync(join(root, 'docs/promises.md'), 'utf8').matchAll(/^- ([A-Z]\d+): /gm)].map(
  ([, code]) => code as string,
);

const commentsOf = (text: string): string => (text.match(/\/\*[\s\S]*?\*\/|\/\/.*$/gm) ?? []).join('\n');

function titlesOf(text: string): string[] {
  return [...text.matchAll(/\b(?:it|test|describe)(?:\.[a-z]+(?:\([^)]*\))?)*\(\s*(['"`])((?:(?!\1).)+)\1/gi)].map(
    ([, , title]) => title as string,
  );
}

function codesIn(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const isTest = /\.(test|test-d|e2e|ssr\.test)\.tsx?$/.test(file) || /suites?[\\/]/.test(file);
  const titles = isTest ? titlesOf(text) : [];
  const prose = file.endsWith('.md') ? text : `${commentsOf(text)}\n${titles.join('\n')}`;
  const enclosedIn = (what: string): string[] =>
    [...what.matchAll(IN_PARENTHESES)].flatMap(([, inside]) => inside?.match(/[A-Z]\d{1,2}/g) ?? []);
  // Comments may bear no other letter; anywhere else a letter of the legend means the legend.
  const enclosed = [...enclosedIn(prose), ...enclosedIn(text).filter((code) => CODE.test(code))];
  const leading = titles.flatMap((title) => AT_THE_START.exec(title)?.[1]?.match(/[A-Z]\d{1,2}/g) ?? []);
  return [...enclosed, ...leading];
}

it('every code that a comment, a page or a title bears has its line in docs/promises.md', () => {
  const used = new Map<string, string>();
  for (const file of files) for (const code of codesIn(file)) used.set(code, relative(root, file));
  expect(used.size).toBeGreaterThan(60);
  const unknown = [...used].filter(([code]) => !legend.includes(code)).map(([code, file]) => `${code} in ${file}`);
  expect(unknown).toEqual([]);
});

it('each code has one line, in order, and no letter begins that the head does not name', () => {
  expect(legend.filter((code) => !CODE.test(code))).toEqual([]);
  expect(new Set(legend).size).toBe(legend.length);
  for (const letter of 'LTWSPDXUIR') {
    const numbers = legend.filter((code) => code.startsWith(letter)).map((code) => Number(code.slice(1)));
    expect(numbers, letter).toEqual(Array.from({ length: numbers.length }, (_, index) => index + 1));
    expect(numbers.length, letter).toBeGreaterThan(0);
  }
});
