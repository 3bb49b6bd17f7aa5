// The manifests proved, not trusted: publint, are-the-types-wrong (esm-only), and 'use client' where the source has it.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { main, root, run, say, Stop, toolEnvironment } from '../lib/toolchain.mjs';

const env = toolEnvironment();
const names = readdirSync(join(root, 'packages')).sort();

await main(async () => {
  const faults = [];
  for (const name of names) {
    const cwd = join(root, 'packages', name);
    const manifest = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8'));
    const publint = await run('publint', ['--strict'], { cwd, env, allowFailure: true });
    if (publint.code !== 0) faults.push(`${name}: publint\n${publint.output}`);
    const styles = Object.keys(manifest.exports)
      .filter((path) => path.endsWith('.css'))
      .map((path) => path.slice(2));
    const attw = await run(
      'attw',
      ['--pack', '.', '--profile', 'esm-only', ...(styles.length > 0 ? ['--exclude-entrypoints', ...styles] : [])],
      { cwd, env, allowFailure: true },
    );
    if (attw.code !== 0) faults.push(`${name}: are the types wrong\n${attw.output}`);
    faults.push(...(await manifestFaults(name, cwd, manifest)));
    for (const script of ['preinstall', 'install', 'postinstall', 'prepare'])
      if (manifest.scripts?.[script]) faults.push(`${name}: a published package has no ${script} script (X30)`);
    say(`${name}: publint and attw read`);
  }
  faults.push(...clientDirectives());
  if (faults.length > 0) throw new Stop(faults.join('\n'));
  say('packages ok');
});

/** What a visitor of the registry looks for: whose it is, where to ask, what it is about, and under which licence. */
async function manifestFaults(name, cwd, { repository, homepage, bugs, keywords = [] }) {
  const faults = [];
  if (repository?.directory !== `packages/${name}`)
    faults.push(`${name}: package.json has no repository with "directory": "packages/${name}"`);
  for (const [field, url] of [
    ['repository.url', repository?.url?.replace(/^git\+/, '')],
    ['homepage', homepage],
    ['bugs.url', bugs?.url],
  ])
    if (!url?.startsWith('https://')) faults.push(`${name}: package.json has no ${field} that one can open`);
  if (keywords.length < 5) faults.push(`${name}: package.json has ${keywords.length} keywords; five or more are found`);
  const { output } = await run('pnpm', ['pack', '--dry-run', '--json'], { cwd, env, what: `Packing ${name}` });
  const shipped = JSON.parse(output.slice(output.indexOf('{'))).files.map(({ path }) => path);
  for (const file of ['LICENSE', 'README.md'])
    if (!shipped.includes(file)) faults.push(`${name}: the tarball has no ${file}`);
  return faults;
}

/** Bundlers drop the directive without a word, so what is built is compared with what is written. */
function clientDirectives() {
  const faults = [];
  const src = join(root, 'packages', 'react', 'src');
  const dist = join(root, 'packages', 'react', 'dist');
  const starts = (file) => /^\s*(['"])use client\1/.test(readFileSync(file, 'utf8'));
  for (const entry of readdirSync(src, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.tsx?$/.test(entry.name) || /\.(test|stories|test-d)\.tsx?$|\.ssr\.test/.test(entry.name))
      continue;
    const source = join(entry.parentPath, entry.name);
    const built = join(dist, relative(src, source).replace(/\.tsx?$/, '.js'));
    if (!existsSync(built)) {
      if (!/\/fixtures?\//.test(source)) faults.push(`react: ${relative(src, source)} is not built`);
    } else if (starts(source) !== starts(built))
      faults.push(`react: 'use client' differs between src and dist of ${relative(src, source)}`);
    else if (starts(source) && /index\.tsx?$/.test(entry.name))
      faults.push(`react: a barrel bears no directive: ${relative(src, source)}`);
  }
  return faults;
}
