/** What npm would ship: the packed tarballs in a host of their own, beside another major of `stripe`, on Node 22 and 24. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const exec = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const host = mkdtempSync(join(tmpdir(), 'farebox-host-'));
const names = readdirSync(join(root, 'packages'));
const manifests = new Map(
  names.map((name) => [
    name,
    JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')) as {
      name: string;
      exports: Record<string, unknown>;
    },
  ]),
);
/** Every entry a host can import, without stylesheets and manifests. */
const entries = [...manifests.values()].flatMap(({ name, exports }) =>
  Object.keys(exports)
    .filter((path) => !/\.(css|json)$/.test(path))
    .map((path) => name + path.slice(1)),
);
const nodes = new Map<string, string>();
const environment = {
  ...process.env,
  NODE_ENV: 'test',
  PATH: [join(root, 'node_modules', '.bin'), process.env['PATH']].join(delimiter),
};

async function nodeOf(major: '22' | '24'): Promise<string> {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const prefix = join(root, 'node_modules', '.farebox-tools', `node-${major}`);
  const name = `node-linux-${process.arch === 'arm64' ? 'arm64' : 'x64'}`;
  const binary = join(prefix, 'node_modules', name, 'bin', 'node');
  if (!existsSync(binary)) {
    mkdirSync(prefix, { recursive: true });
    await exec(
      'npm',
      ['install', '--prefix', prefix, '--no-save', `${name}@${major === '22' ? '22.23.3' : '24.21.0'}`],
      { env: environment },
    );
  }
  return binary;
}

beforeAll(async () => {
  const tarballs: Record<string, string> = {};
  for (const [name, manifest] of manifests) {
    await exec('pnpm', ['pack', '--pack-destination', host], { cwd: join(root, 'packages', name), env: environment });
    const file = readdirSync(host).find((one) => one.startsWith(`farebox-${name}-`) && one.endsWith('.tgz'));
    if (!file) throw new Error(`${name} was not packed`);
    tarballs[manifest.name] = `file:${join(host, file)}`;
  }
  writeFileSync(
    join(host, 'package.json'),
    JSON.stringify({
      name: 'host',
      private: true,
      type: 'module',
      dependencies: { ...tarballs, stripe: '17.7.0', react: '19.3.1', 'react-dom': '19.3.1' },
    }),
  );
  await exec('npm', ['install', '--no-audit', '--no-fund'], { cwd: host, env: environment });
  nodes.set('22', await nodeOf('22'));
  nodes.set('24', await nodeOf('24'));
}, 240_000);
afterAll(() => rmSync(host, { recursive: true, force: true }));

describe('packed tarballs', () => {
  it('installs without flags beside another major of stripe, and core keeps its own', () => {
    const version = (path: string) =>
      (JSON.parse(readFileSync(join(host, 'node_modules', path, 'package.json'), 'utf8')) as { version: string })
        .version;
    expect(version('stripe')).toBe('17.7.0');
    expect(version('@farebox/core/node_modules/stripe')).toBe('23.1.0');
  });

  describe.each(['22', '24'] as const)('on Node %s', (major) => {
    it.each(entries)('%s loads by import and by require', async (entry) => {
      const node = nodes.get(major)!;
      const imported = await exec(
        node,
        [
          '--input-type=module',
          '-e',
          `const m = await import(${JSON.stringify(entry)}); console.log(process.versions.node, Object.keys(m).length)`,
        ],
        { cwd: host, env: environment },
      );
      const required = await exec(
        node,
        [
          '--input-type=commonjs',
          '-e',
          `const m = require(${JSON.stringify(entry)}); console.log(process.versions.node, Object.keys(m).length)`,
        ],
        { cwd: host, env: environment },
      );
      expect(imported.stdout.trim().split('.')[0]).toBe(major);
      expect(required.stdout).toBe(imported.stdout);
    });
  });

  it('ships no test, story, map of ours or file outside dist', () => {
    for (const name of names) {
      const folder = join(host, 'node_modules', '@farebox', name);
      const files = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter(
          (entry) => entry.isFile() && !entry.parentPath.includes('node_modules/@farebox/' + name + '/node_modules'),
        )
        .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
      expect(
        files.filter(
          (file) =>
            !/^(dist\/|package\.json$|README\.md$|LICENSE$|CHANGELOG\.md$)/.test(file) ||
            /\.(test|stories)\./.test(file),
        ),
        name,
      ).toEqual([]);
    }
  });
});
