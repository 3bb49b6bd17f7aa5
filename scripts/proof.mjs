// pnpm proof [part…] [--minutes N] [--seed S]: large searches and matrices. Each part prints its line and its seed; both go with
// the commit id into docs/proof/<part>.md.
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parts } from './proof/parts.mjs';
import { ensureInstalled, main, root, run, say, Stop } from './lib/toolchain.mjs';

await main(async () => {
  const { env } = await ensureInstalled();
  const words = process.argv.slice(2);
  const option = (name, fallback) => (words.includes(`--${name}`) ? words[words.indexOf(`--${name}`) + 1] : fallback);
  const minutes = Number(option('minutes', 10));
  const seed = option('seed', String(Math.floor(Math.random() * 2 ** 31)));
  const asked = words.filter((word, index) => !word.startsWith('--') && !words[index - 1]?.startsWith('--'));
  for (const name of asked)
    if (!parts[name]) throw new Stop(`There is no proof "${name}". There are: ${Object.keys(parts).join(', ')}.`);
  const { output: head } = await run('git', ['rev-parse', '--short', 'HEAD'], { env });
  const { output: dirty } = await run('git', ['status', '--porcelain', '--', 'packages', 'scripts', 'examples'], {
    env,
  });
  const commit = `${head.trim()}${dirty.trim() ? ' + changes' : ''}`;
  const failed = [];
  for (const [name, part] of Object.entries(parts)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    say(`\n── proof ${name} (at most ${minutes} min, seed ${seed})`);
    const [command, ...args] = part({ minutes, seed });
    const { code, output } = await run(command, args, {
      env: { ...env, FAREBOX_SEED: seed, FAREBOX_MINUTES: String(minutes) },
      show: true,
      allowFailure: true,
    });
    const line = output.trim().split('\n').at(-1) ?? '';
    const file = join(root, 'docs', 'proof', `${name}.md`);
    mkdirSync(join(root, 'docs', 'proof'), { recursive: true });
    if (!existsSync(file))
      writeFileSync(file, `# proof ${name}\n\n| when | commit | minutes | seed | result |\n|---|---|---:|---:|---|\n`);
    appendFileSync(
      file,
      `| ${new Date().toISOString().slice(0, 16)}Z | ${commit} | ${minutes} | ${seed} | ${code === 0 ? '' : '**failed** '}${line.replaceAll('|', '/')} |\n`,
    );
    if (code !== 0) failed.push(name);
  }
  if (failed.length > 0) throw new Stop(`Failed: ${failed.join(', ')}`);
});
