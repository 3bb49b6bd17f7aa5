import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One stylesheet out of its parts: a host links one file. Parts of the same layer become one block again. */
export function joinStyles(index: string): string {
  return readFileSync(index, 'utf8')
    .replaceAll(/@import ["']\.\/([a-z-]+)\.css["'];/g, (_, part: string) =>
      readFileSync(join(dirname(index), `${part}.css`), 'utf8').trim(),
    )
    .replaceAll(/\n\}\n@layer components\.farebox \{\n/g, '\n\n');
}
