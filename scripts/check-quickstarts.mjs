// The quickstarts compile against what is built, as a host's program does: published types, no source condition.
import { join } from 'node:path';
import { main, root, run, Stop, toolEnvironment } from './toolchain.mjs';

await main(async () => {
  const wrong = [];
  for (const name of ['quickstart-hono-vite', 'quickstart-next']) {
    const { code, output } = await run('tsc', ['-p', join('examples', name)], {
      env: toolEnvironment(),
      cwd: root,
      allowFailure: true,
    });
    if (code !== 0) wrong.push(`${name}\n${output}`);
  }
  if (wrong.length > 0) throw new Stop(wrong.join('\n'));
});
