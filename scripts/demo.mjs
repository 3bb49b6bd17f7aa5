// npm run demo: everything set up, the example app and the Stripe simulator started, one address printed.
import { spawn } from 'node:child_process';
import { ensureInstalled, main, root, say, step, run, Stop } from './lib/toolchain.mjs';
import { join } from 'node:path';
import { buildIsFresh, markBuilt } from './lib/build-stamp.mjs';

await main(async () => {
  say('Farebox demo');
  const { env, node } = await ensureInstalled();
  const example = join(root, 'examples', 'quantipack');
  if (!buildIsFresh('quantipack')) {
    await step('Building the example app', () =>
      run('pnpm', ['--filter', 'quantipack', 'build'], { env, what: 'Building the example app' }),
    );
    markBuilt('quantipack');
  }
  const child = spawn(node, ['dist/demo.mjs', ...process.argv.slice(2)], { cwd: example, env, stdio: 'inherit' });
  const stop = (signal) => child.kill(signal);
  process.on('SIGINT', () => stop('SIGINT'));
  process.on('SIGTERM', () => stop('SIGTERM'));
  const code = await new Promise((resolve) => {
    child.on('error', (error) => {
      say(`The demo could not start: ${error.message}.`);
      resolve(1);
    });
    child.on('close', (exit) => resolve(exit ?? 0));
  });
  if (code !== 0) throw new Stop(`The demo ended with exit ${code}.`);
});
