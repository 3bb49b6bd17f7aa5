// Starts the simulator from its sources, bundled on the fly, for the scripts that judge it.
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = path.join(root, 'packages/stripe-simulator');

export async function startFromSource(options) {
  const out = await mkdtemp(path.join(folder, 'node_modules/.simulator-'));
  const file = path.join(out, 'simulator.mjs');
  await build({
    entryPoints: [path.join(folder, 'src/index.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'es2023',
    packages: 'external',
    outfile: file,
    logLevel: 'warning',
  });
  const { startSimulator } = await import(pathToFileURL(file).href);
  const simulator = await startSimulator(options);
  return {
    simulator,
    stop: async () => {
      await simulator.close();
      await rm(out, { recursive: true, force: true });
    },
  };
}
