// The quickstarts compile against what is built, as a host's program does: published types, no source condition. And the two
// mistakes a host makes first are told by the compiler in words that say how to mend them.
import { join } from 'node:path';
import { main, root, run, Stop, toolEnvironment } from '../lib/toolchain.mjs';

const compile = (name) =>
  run('tsc', ['-p', join('examples', name), '--pretty', 'false'], {
    env: toolEnvironment(),
    cwd: root,
    allowFailure: true,
  });
/** Program -> what its errors must say. */
const mistakes = {
  'quickstart-mistakes/unregistered': [/Farebox does not know your catalogue yet: declare module/],
  'quickstart-mistakes/misspelled': [
    /'"sumary"' is not assignable to parameter of type '"summary"'/,
    /'"fre"' is not assignable to type '"free" \| "pro"'/,
  ],
};

await main(async () => {
  const wrong = [];
  for (const name of ['quickstart-hono-vite', 'quickstart-next', 'snippets']) {
    const { code, output } = await compile(name);
    if (code !== 0) wrong.push(`${name} does not compile:\n${output}`);
  }
  for (const [name, sentences] of Object.entries(mistakes)) {
    const { code, output } = await compile(name);
    for (const sentence of sentences) {
      if (code === 0 || !sentence.test(output)) wrong.push(`${name} should be refused with ${sentence}:\n${output}`);
    }
  }
  if (wrong.length > 0) throw new Stop(wrong.join('\n'));
});
