// One browser for stories and the end-to-end line: found, or installed, or one sentence. It never skips.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Stop, run, step } from './toolchain.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

export const BROWSER_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function findBrowser(env = process.env) {
  if (env.FAREBOX_BROWSER && existsSync(env.FAREBOX_BROWSER)) return env.FAREBOX_BROWSER;
  for (const folder of (env.PATH ?? '').split(delimiter)) {
    for (const name of NAMES) if (existsSync(join(folder, name))) return join(folder, name);
  }
  const mac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  return existsSync(mac) ? mac : null;
}

export async function ensureBrowser(env = process.env) {
  const found = findBrowser(env);
  if (found) return found;
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    await step('Installing Chromium from the system packages', async () => {
      await run('apt-get', ['update', '-qq'], { what: 'apt-get update', allowFailure: true });
      await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
        env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
        what: 'Installing chromium',
        allowFailure: true,
      });
    });
    const installed = findBrowser(env);
    if (installed) return installed;
  }
  throw new Stop(
    'The browser tests need Chromium or Chrome: install one (Debian: apt-get install chromium) or set FAREBOX_BROWSER to its path.',
  );
}
