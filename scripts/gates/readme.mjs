// The READMEs' code is the code that is compiled: each block under `<!-- code: file -->` is that file. `--write` puts it there,
// without it a difference is a failure; so is a package's page that a visitor of the registry cannot start from, and a quickstart of more than twelve lines beside imports and the catalogue.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { main, root, say, Stop } from '../lib/toolchain.mjs';

const LIMIT = 12;

await main(async () => {
  const packages = readdirSync(join(root, 'packages'));
  for (const page of ['README.md', ...packages.map((name) => `packages/${name}/README.md`)]) {
    const text = readFileSync(join(root, page), 'utf8');
    const filled = text.replace(
      /<!-- code: (\S+(?: \S+)*?) -->\n```(\w+)\n[\s\S]*?```/g,
      (_, path, language) =>
        `<!-- code: ${path} -->\n\`\`\`${language}\n${readFileSync(join(root, path), 'utf8').trim()}\n\`\`\``,
    );
    if (process.argv.includes('--write')) writeFileSync(join(root, page), filled);
    else if (filled !== text)
      throw new Stop(`${page} shows other code than the examples hold: run \`node scripts/gates/readme.mjs --write\`.`);
  }
  for (const name of packages) visitorsPage(name);

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
});

/** A page of 30 to 80 lines: how to install it, an example that compiles, each entry by name, what it works with. */
function visitorsPage(name) {
  const text = readFileSync(join(root, 'packages', name, 'README.md'), 'utf8');
  const { exports } = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'));
  const entries = Object.keys(exports)
    .filter((path) => path !== './package.json')
    .map((path) => `\`@farebox/${name}${path.slice(1)}\``);
  const missing = [
    ...(/^npm install /m.test(text) ? [] : ['an install line']),
    ...(text.includes('<!-- code: examples/') ? [] : ['an example that compiles']),
    ...(text.includes('**Works with**') ? [] : ['what it works with']),
    ...entries.filter((entry) => !text.includes(entry)),
  ];
  if (missing.length > 0) throw new Stop(`packages/${name}/README.md lacks ${missing.join(', ')}.`);
  const lines = text.split('\n').length;
  // The simulator's page is its manual, too.
  if (lines < 30 || (lines > 80 && name !== 'stripe-simulator'))
    throw new Stop(`packages/${name}/README.md has ${lines} lines; a visitor reads 30 to 80.`);
}
