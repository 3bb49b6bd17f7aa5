// The README's code is the code that is compiled: each block under `<!-- code: file -->` is that file. `--write` puts it there,
// without it a difference is a failure; so is a quickstart of more than twelve lines beside imports and the catalogue.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { main, root, say, Stop } from '../lib/toolchain.mjs';

const LIMIT = 12;

await main(async () => {
  const file = join(root, 'README.md');
  const text = readFileSync(file, 'utf8');
  const filled = text.replace(
    /<!-- code: (\S+(?: \S+)*?) -->\n```(\w+)\n[\s\S]*?```/g,
    (_, path, language) =>
      `<!-- code: ${path} -->\n\`\`\`${language}\n${readFileSync(join(root, path), 'utf8').trim()}\n\`\`\``,
  );
  if (process.argv.includes('--write')) writeFileSync(file, filled);
  else if (filled !== text)
    throw new Stop(
      'README.md shows other code than the quickstarts hold: run `node scripts/gates/readme.mjs --write`.',
    );

  const ownLines = (paths) =>
    paths
      .flatMap((path) =>
        readFileSync(join(root, path), 'utf8')
          .replace(/import[^;]*;/g, '')
          .split('\n'),
      )
      .filter((line) => line.trim() !== '' && !/^'use client';$/.test(line.trim())).length;
  const quickstarts = {
    'Hono + Vite': ['server.ts', 'farebox.d.ts', 'page.tsx'].map((name) => `examples/quickstart-hono-vite/${name}`),
    Next: ['farebox.ts', 'app/api/farebox/[[...path]]/route.ts', 'app/page.tsx'].map(
      (name) => `examples/quickstart-next/${name}`,
    ),
  };
  for (const [name, paths] of Object.entries(quickstarts)) {
    const lines = ownLines(paths);
    say(`${name}: ${lines} lines beside imports and the catalogue`);
    if (lines > LIMIT) throw new Stop(`The ${name} quickstart has ${lines} lines; ${LIMIT} are promised.`);
  }
  const scripts = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts;
  for (const document of ['README.md', 'CONTRIBUTING.md']) {
    for (const [, name] of readFileSync(join(root, document), 'utf8').matchAll(/`pnpm ([a-z][a-z:]*)/g)) {
      if (!scripts[name] && !['changeset', 'exec', 'install'].includes(name))
        throw new Stop(`${document} names \`pnpm ${name}\`, which package.json does not have.`);
    }
  }
});
