// Bundles one script of this package with its sources and runs it: `node bench/run-typescript.mjs bench/ledger.ts …`.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const packageFolder = join(dirname(fileURLToPath(import.meta.url)), '..');
const { buildSync } = createRequire(join(packageFolder, '../../package.json'))('esbuild');
const [script, ...args] = process.argv.slice(2);
const folder = join(packageFolder, 'node_modules/.cache');
mkdirSync(folder, { recursive: true });
const outfile = join(folder, `${basename(script, '.ts')}-${process.pid}.mjs`);
buildSync({
  entryPoints: [resolve(packageFolder, script)],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  packages: 'external',
  conditions: ['@farebox/source'],
  alias: { '@farebox/core/store': join(packageFolder, '../core/src/store.ts') },
  logLevel: 'error',
});
const child = spawn(process.execPath, ['--expose-gc', outfile, ...args], {
  stdio: 'inherit',
  cwd: process.cwd(),
  env: { ...process.env, FAREBOX_SQL_FOLDER: packageFolder },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  import('node:fs').then(({ rmSync }) => rmSync(outfile, { force: true }));
  process.exitCode = code ?? (signal ? 1 : 0);
});
