// Runs a TypeScript program of this repository from its sources: `node scripts/run.mjs scripts/proof/simulate.ts --seeds 10`.
// Workspace packages come from source, everything else stays where it is installed.
import { mkdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from './lib/toolchain.mjs';

const [file, ...rest] = process.argv.slice(2);
const folder = join(root, 'node_modules', '.farebox-run');
mkdirSync(folder, { recursive: true });
const outfile = join(folder, `${basename(file).replace(/\.ts$/, '')}-${process.pid}.mjs`);
await build({
  entryPoints: [resolve(file)],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  sourcemap: 'inline',
  logLevel: 'warning',
  conditions: ['@farebox/source'],
  plugins: [
    {
      name: 'libraries-stay-outside',
      setup({ onResolve }) {
        onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
          kind === 'entry-point' || path.startsWith('@farebox/') ? null : { path, external: true },
        );
      },
    },
  ],
});
process.argv = [process.argv[0], outfile, ...rest];
await import(pathToFileURL(outfile).href);
