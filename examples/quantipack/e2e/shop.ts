/** The whole demo in one process for one test: a simulator, the app on its own SQLite file, Chromium. Ports are free ones. */
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSimulator, type DeliveryMode, type Simulator } from '@farebox/stripe-simulator';
import { chromium, type Browser, type Page } from 'playwright-core';
import { BROWSER_FLAGS, findBrowser } from '../../../scripts/lib/browser.mjs';
import { createApp } from '../server/app.js';
import { listen, type Listening } from '../server/listen.js';
import { readSamples } from '../server/host/samples.js';

const WEBHOOK_SECRET = 'whsec_quantipack_e2e_0123456789abcdef';
const pictures = fileURLToPath(new URL('../../../node_modules/.farebox-reports/line/', import.meta.url));

export interface Shop {
  readonly page: Page;
  readonly simulator: Simulator;
  readonly farebox: ReturnType<typeof createApp>['farebox'];
  readonly url: string;
  /** A picture of the page as it stands, kept with the test reports. */
  picture(name: string): Promise<void>;
  /** Opens a page of the app by its address. */
  open(path: string): Promise<void>;
  close(): Promise<void>;
}

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

let browser: Promise<Browser> | null = null;
export function theBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (!executablePath)
    throw new Error('The end-to-end line needs Chromium: install it, or set FAREBOX_BROWSER to its path.');
  browser ??= chromium.launch({ executablePath, args: BROWSER_FLAGS });
  return browser;
}
export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
  browser = null;
}

/** @param delivery how the simulator's webhooks arrive; `none` = every one is dropped. */
export async function openShop(
  delivery: DeliveryMode,
  { width = 1280, dark = false }: { readonly width?: number; readonly dark?: boolean } = {},
): Promise<Shop> {
  const folder = mkdtempSync(join(tmpdir(), 'quantipack-'));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const simulator = await startSimulator({ port: 0, seed: 'line', now: new Date('2026-12-03T09:00:00Z') });
  // What a deployer would set: nothing else differs from production.
  Object.assign(process.env, {
    STRIPE_SECRET_KEY: 'sk_test_quantipack_e2e',
    STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
    STRIPE_API_BASE: simulator.url,
    APP_URL: url,
  });
  const { app, farebox, database } = createApp(
    { port, databaseFile: join(folder, 'shop.sqlite'), sessionSecret: null, simulatorUrl: simulator.url },
    readSamples(new URL('../samples/', import.meta.url)),
  );
  const server: Listening = await listen(app, {
    port,
    webDirectory: fileURLToPath(new URL('../dist/web', import.meta.url)),
  });
  simulator.webhooks.addEndpoint({
    url: `http://127.0.0.1:${port}/api/farebox/webhook`,
    secret: WEBHOOK_SECRET,
    delivery,
  });
  await farebox.prices.push();
  farebox.start();
  const context = await (await theBrowser()).newContext({
    viewport: { width, height: 900 },
    colorScheme: dark ? 'dark' : 'light',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  return {
    page,
    simulator,
    farebox,
    url,
    async picture(name) {
      mkdirSync(pictures, { recursive: true });
      await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true, animations: 'disabled' });
    },
    open: async (path) => void (await page.goto(`${url}${path}`)),
    async close() {
      await context.close();
      await farebox.stop();
      await server.close();
      await simulator.close();
      database.close();
      rmSync(folder, { recursive: true, force: true });
      if (faults.length > 0) throw new Error(`The page threw: ${faults.join('; ')}`);
    },
  };
}
