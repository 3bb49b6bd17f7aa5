/**
 * Renders every fixture to `dir` and takes Chromium screenshots, for looking at. Not published.
 * Bundle and run: `esbuild src/pages/preview/shots.ts --bundle --platform=node --format=esm --external:playwright-core`,
 * then `node shots.mjs <dir> [name filter] [widths] [themes]`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';
import {
  challengePage,
  checkoutPage,
  dashboardPage,
  invoicePage,
  messagePage,
  portalPage,
  SIM_CSS,
} from '../src/pages/index.js';
import { DASHBOARDS } from './dashboard-fixtures.js';
import { CHECKOUTS, FRAME } from './fixtures.js';
import { CHALLENGES, INVOICE_PAGES, PORTALS } from './portal-fixtures.js';

const pages = new Map<string, string>();
for (const [name, model] of Object.entries(CHECKOUTS)) pages.set(`checkout-${name}`, checkoutPage(model));
for (const [name, model] of Object.entries(PORTALS)) pages.set(`portal-${name}`, portalPage(model));
for (const [name, model] of Object.entries(INVOICE_PAGES)) pages.set(`invoice-${name}`, invoicePage(model));
for (const [name, model] of Object.entries(CHALLENGES)) pages.set(`challenge-${name}`, challengePage(model));
for (const [name, model] of Object.entries(DASHBOARDS)) pages.set(`dashboard-${name}`, dashboardPage(model));
pages.set(
  'message',
  messagePage({
    frame: FRAME,
    title: 'No such checkout',
    message: 'There is no session cs_test_gone here. Nothing was charged.',
    link: { label: 'Open the dashboard', url: '/_simulator' },
  }),
);

const [directory = 'shots', filter = '', widths = '1280,640,360', themes = 'light,dark'] = process.argv.slice(2);
const dir = resolve(directory);
mkdirSync(dir, { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
for (const theme of themes.split(',') as ('light' | 'dark')[]) {
  const page = await browser.newPage({ colorScheme: theme });
  await page.route('http://preview.test/**', async (route) => {
    const path = new URL(route.request().url()).pathname;
    if (path.endsWith('.css')) await route.fulfill({ contentType: 'text/css', body: SIM_CSS });
    else if (path.endsWith('.js')) await route.fulfill({ contentType: 'text/javascript', body: '' });
    else await route.fulfill({ contentType: 'text/html; charset=utf-8', body: pages.get(path.slice(1)) ?? '' });
  });
  for (const width of widths.split(',').map(Number)) {
    await page.setViewportSize({ width, height: 860 });
    for (const [name, text] of pages) {
      if (!new RegExp(filter).test(name)) continue;
      writeFileSync(join(dir, `${name}.html`), text);
      await page.goto(`http://preview.test/${name}`);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (over > 0) console.log(`${name} ${width} ${theme}: scrolls sideways by ${over} px`);
      await page.screenshot({ path: join(dir, `${name}-${width}-${theme}.png`), fullPage: true });
    }
  }
  await page.close();
}
await browser.close();
