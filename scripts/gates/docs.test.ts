/** Pages that name a file, a script or a decision must keep up with what is there. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'docs/design.md', 'docs/stores.md', 'scripts/README.md'];
const readmes = ['packages', 'examples'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .map((name) => `${folder}/${name}/README.md`)
    .filter((file) => existsSync(join(root, file))),
);

describe.each([...pages, ...readmes])('%s', (page) => {
  const text = read(page);

  it('names only files that exist', () => {
    const named = [
      ...text.matchAll(/`((?:packages|examples|scripts|docs|\.ci|\.storybook|\.changeset)\/[^`\s{}*<…]+)`/g),
    ].map(([, path]) => path as string);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('links only to files that exist', () => {
    const folder = join(root, page, '..');
    const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, path]) => path as string);
    expect(links.filter((path) => !existsSync(join(folder, path)))).toEqual([]);
  });

  it('names only scripts that package.json has', () => {
    const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> };
    const builtIn = new Set(['changeset', 'exec', 'install', 'pack', 'publish', 'add']);
    const named = [...text.matchAll(/`(?:pnpm|npm run) ([a-z][a-z:]*)/g)].map(([, name]) => name as string);
    expect(named.filter((name) => !(name in scripts) && !builtIn.has(name))).toEqual([]);
  });
});

it('the index of decisions has every decision by its title, newest first', () => {
  const files = readdirSync(join(root, 'docs/decisions')).filter((name) => /^\d{4}-\d{2}-\d{2}-.+\.md$/.test(name));
  const lines = files
    .map((name) => ({ name, title: /^# (.+)$/m.exec(read(`docs/decisions/${name}`))?.[1] ?? 'NO TITLE' }))
    .sort((a, b) => b.name.slice(0, 10).localeCompare(a.name.slice(0, 10)) || a.title.localeCompare(b.title))
    .map(({ name, title }) => `- ${name.slice(0, 10)}: [${title}](${name})`);
  expect(lines.filter((line) => line.includes('NO TITLE'))).toEqual([]);
  const page = `# Decisions\n\nWhat had alternatives, and why it is so. A title is a sentence; a decision is never rewritten, a later one says that it replaces it.\n\n${lines.join('\n')}\n`;
  return expect(page).toMatchFileSnapshot('../../docs/decisions/README.md');
});
