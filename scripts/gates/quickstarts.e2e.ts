/** Each quickstart as a newcomer has it: `npm start`, then Chromium runs it, runs out of tokens, buys a plan, runs it again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { CARDS, payWith } from '../../examples/quantipack/e2e/steps.js';
import { BROWSER_FLAGS, findBrowser } from '../lib/browser.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const START_SECONDS = 300;

let browser: Promise<Browser> | null = null;
function theBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (!executablePath)
    throw new Error('The quickstarts need Chromium: install it, or set FAREBOX_BROWSER to its path.');
  browser ??= chromium.launch({ executablePath, args: BROWSER_FLAGS });
  return browser;
}
afterAll(async () => (await browser)?.close());

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });

interface Started {
  readonly url: string;
  stop(): Promise<void>;
}
async function npmStart(name: string): Promise<Started> {
  const folder = join(root, 'examples', name);
  // Ledger and Stripe of an earlier start belong together; this one begins anew.
  for (const file of readdirSync(folder)) if (/^(app\.db|stripe\.json)/.test(file)) rmSync(join(folder, file));
  const [port, stripePort] = [await freePort(), await freePort()];
  // Its own settings, and none of this process: NODE_ENV=test would be a build that nobody ships.
  const { PATH = '', HOME = '' } = process.env;
  const child: ChildProcess = spawn('npm', ['start'], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      HOME,
      PATH: [join(root, 'node_modules', '.bin'), PATH].join(delimiter),
      PORT: String(port),
      STRIPE_PORT: String(stripePort),
      NEXT_TELEMETRY_DISABLED: '1',
    } as unknown as NodeJS.ProcessEnv,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-6000)));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async (): Promise<void> => {
    // npm, the bundler and the server are one group.
    if (child.exitCode === null && child.pid) process.kill(-child.pid, 'SIGKILL');
    await ended;
  };
  const url = `http://localhost:${port}`;
  for (let second = 0; ; second++) {
    const answer = await fetch(`${url}/api/farebox/catalog`).catch(() => null);
    if (answer?.ok) return { url, stop };
    if (child.exitCode !== null || second > START_SECONDS) {
      await stop();
      throw new Error(`npm start of ${name} does not answer (${answer?.status ?? 'nobody listens'}):\n${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

describe.each(['quickstart-hono-vite', 'quickstart-next'])('npm start of %s', (name) => {
  it('runs for free tokens, sells a plan on the simulator’s page, and runs again', async () => {
    const { url, stop } = await npmStart(name);
    try {
      const page = await (await (await theBrowser()).newContext({ locale: 'en-US' })).newPage();
      page.setDefaultTimeout(30_000);
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      const run = page.getByRole('button', { name: 'Summarise' });
      const output = page.getByText('In short: A long text');
      await page.goto(url);
      await run.click();
      await output.waitFor();
      await page.reload();
      await run.click();
      await page.getByRole('button', { name: /Pro/ }).click();
      await payWith({ page }, CARDS.pays);
      await page.waitForURL((address) => address.origin === url);
      await run.click();
      await output.waitFor();
      const account = await fetch(`${url}/api/farebox/account`);
      expect(await account.json()).toMatchObject({
        subscription: { plan: 'pro', status: 'active' },
        balance: { remainingTokens: 95 },
      });
      expect(faults).toEqual([]);
    } finally {
      await stop();
    }
  }, 420_000);
});
