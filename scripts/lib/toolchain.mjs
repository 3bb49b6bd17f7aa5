// Gets from "Node 20 and npm" to "our pnpm, our Node, everything installed", saying what it does while it does it.
// Plain Node 20, no dependency: it runs before anything is installed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
const PNPM = '12.21.0';
const toolsFolder = join(root, 'node_modules', '.farebox-tools');
const stampFile = join(root, 'node_modules', '.farebox-install');

/** A sentence for a person, no stack. */
export class Stop extends Error {}

export function say(text) {
  process.stdout.write(`${text}\n`);
}

/** Runs a command to its end; output is shown only when it fails or `show` is set. Resolves with the output. */
export function run(command, args, { env = process.env, cwd = root, show = false, what, allowFailure = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk) => {
      output += chunk;
      if (show) process.stdout.write(chunk);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => reject(new Stop(`${what ?? command} could not start: ${error.message}.`)));
    child.on('close', (code) => {
      if (code === 0 || allowFailure) return resolve({ code, output });
      if (!show) process.stdout.write(`${output.split('\n').slice(-40).join('\n')}\n`);
      reject(new Stop(`${what ?? command} failed (exit ${code}). The lines above say why.`));
    });
  });
}

/** Shows that something is going on: a line that counts its seconds while the work runs. */
export async function step(text, work) {
  const started = performance.now();
  const seconds = () => Math.round((performance.now() - started) / 1000);
  const timer = process.stdout.isTTY
    ? setInterval(() => process.stdout.write(`\r  ${text} … ${seconds()} s`), 1000)
    : null;
  if (!timer) say(`  ${text} …`);
  try {
    return await work();
  } finally {
    if (timer) {
      clearInterval(timer);
      process.stdout.write(`\r  ${text}: ${seconds()} s\x1b[K\n`);
    }
  }
}

function assertNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (process.platform === 'linux') {
    if (major < 20)
      throw new Stop(
        `This is Node ${process.versions.node}. Farebox's commands need Node 20 or newer to start; the rest they fetch themselves.`,
      );
  } else if (major < 24 || (major === 24 && minor < 15)) {
    throw new Stop(
      `This is Node ${process.versions.node}. On macOS and Windows install Node 24.15 or newer and start again.`,
    );
  }
}

/** Everything that decides what an install holds. */
function installHash() {
  const hash = createHash('sha256').update(PNPM);
  const manifests = ['package.json', 'pnpm-workspace.yaml', 'pnpm-lock.yaml'];
  for (const folder of ['packages', 'examples']) {
    for (const name of readdirSync(join(root, folder)).sort()) manifests.push(join(folder, name, 'package.json'));
  }
  for (const file of manifests)
    if (existsSync(join(root, file))) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

async function ensurePnpm() {
  const own = join(root, 'node_modules', '.bin', 'pnpm');
  const fetched = join(toolsFolder, 'bin', 'pnpm');
  if (existsSync(stampFile) && existsSync(own)) return own;
  if (!existsSync(fetched)) {
    await step('Fetching pnpm', () =>
      run('npm', ['install', '--global', '--prefix', toolsFolder, '--no-fund', '--no-audit', `pnpm@${PNPM}`], {
        what: 'Fetching pnpm from npm',
      }),
    );
  }
  return fetched;
}

/** The environment in which every command of ours runs: our binaries first, telemetry off. */
export function toolEnvironment() {
  return {
    ...process.env,
    PATH: [join(root, 'node_modules', '.bin'), join(toolsFolder, 'bin'), process.env.PATH].join(delimiter),
    DO_NOT_TRACK: '1',
    STORYBOOK_DISABLE_TELEMETRY: '1',
    NEXT_TELEMETRY_DISABLED: '1',
  };
}

/** Installs what is missing. A finished install leaves a stamp; without it (half-finished, other lockfile) it installs again. */
export async function ensureInstalled() {
  assertNode();
  const wanted = installHash();
  const env = toolEnvironment();
  if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== wanted) {
    mkdirSync(join(root, 'node_modules'), { recursive: true });
    const pnpm = await ensurePnpm();
    rmSync(stampFile, { force: true });
    await step('Installing dependencies (the first time takes about half a minute)', () =>
      run(pnpm, ['install', '--frozen-lockfile'], { env: { ...env, CI: 'true' }, what: 'Installing dependencies' }),
    );
    writeFileSync(stampFile, installHash());
  }
  const node = join(root, 'node_modules', '.bin', 'node');
  return { env, node: existsSync(node) ? node : process.execPath };
}

/** Prints a `Stop` as its sentence and anything else whole, and leaves with 1. */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    process.stderr.write(error instanceof Stop ? `\n${error.message}\n` : `\n${error?.stack ?? error}\n`);
    process.exitCode = 1;
  }
}
