// Is a build older than what it is made of? Names, sizes and times of all sources, hashed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './toolchain.mjs';

const folder = join(root, 'node_modules', '.farebox-builds');

function sourcesHash() {
  const hash = createHash('sha256');
  const visit = (path) => {
    for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (['node_modules', 'dist', 'storybook-static', '.next'].includes(entry.name)) continue;
      const full = join(path, entry.name);
      if (entry.isDirectory()) visit(full);
      else {
        const { size, mtimeMs } = statSync(full);
        hash.update(`${full}\0${size}\0${mtimeMs}\n`);
      }
    }
  };
  visit(join(root, 'packages'));
  visit(join(root, 'examples'));
  return hash.digest('hex');
}

export const buildIsFresh = (name) =>
  existsSync(join(folder, name)) && readFileSync(join(folder, name), 'utf8') === sourcesHash();

export function markBuilt(name) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), sourcesHash());
}
