// Takes pictures of the built Storybook, to be looked at: `node .storybook/looks.mjs [part of a story id…] [--out folder]`.
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { BROWSER_FLAGS, findBrowser } from '../scripts/lib/browser.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const site = join(root, 'storybook-static');
const wanted = process.argv
  .slice(2)
  .filter((argument, index, all) => !argument.startsWith('--') && all[index - 1] !== '--out');
const out = process.argv.includes('--out')
  ? process.argv[process.argv.indexOf('--out') + 1]
  : join(root, '.farebox', 'looks');

const STORIES = [
  'foundations-fare-strip--signature',
  'subscriptionmanager--matrix',
  'subscriptionmanager--active-monthly',
  'subscriptionmanager--past-due-retry-date',
  'upgradeprompt--analysis-blocked-on-free',
  'upgradeprompt--banner',
  'upgradeprompt--banner-past-due',
  'upgradeprompt--matrix',
  'upgradeprompt--dialog',
  'guard--not-enough',
  'guard--running',
  'guard--may-not-spend',
  'guard--cost-badges',
  'tokenmeter--with-hold',
  'tokenmeter--low',
  'tokenmeter--unlimited',
  'confirmdialog--exact-cost',
  'confirmdialog--range-up-to',
  'confirmdialog--takes-most-of-balance',
  'confirmdialog--cost-changed',
  'confirmdialog--dont-ask-again',
  'confirmdialog--another-run-holds',
  'confirmdialog--failed',
  'pricingtable--monthly',
  'pricingtable--yearly',
  'pricingtable--on-starter',
  'pricingtable--many-plans',
  'pricingtable--loading',
];
const WIDTHS = [1280, 640, 360, 280];
const VIEWS = [
  ...WIDTHS.flatMap((width) => ['light', 'dark'].map((theme) => ({ name: `${theme}-${width}`, width, theme }))),
  { name: 'forced-1280', width: 1280, theme: 'dark', forced: true },
  { name: 'rtl-1280', width: 1280, theme: 'light', globals: { direction: 'rtl', locale: 'ar' } },
  { name: 'rtl-640', width: 640, theme: 'light', globals: { direction: 'rtl', locale: 'ar' } },
  { name: 'pseudo-640', width: 640, theme: 'light', globals: { locale: 'en-XA' } },
  { name: 'grey-1280', width: 1280, theme: 'light', style: 'body{filter:grayscale(1)}' },
  { name: 'zoom-640', width: 640, theme: 'light', style: 'html,body{font-size:32px!important}' },
  ...['resets', 'shadcn', 'shadcn3', 'mui', 'brand'].flatMap((host) =>
    ['light', 'dark'].map((theme) => ({ name: `${host}-${theme}-1280`, width: 1280, theme, globals: { host } })),
  ),
];

const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
};
if (!existsSync(join(site, 'index.json')))
  throw new Error('There is no built Storybook: run `pnpm build:storybook` first.');
const server = createServer((request, response) => {
  const file = join(site, normalize(decodeURIComponent(new URL(request.url, 'http://x').pathname)));
  if (!file.startsWith(site) || !existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
  createReadStream(file).pipe(response);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const base = `http://127.0.0.1:${server.address().port}`;
const known = Object.keys(JSON.parse(await readFile(join(site, 'index.json'), 'utf8')).entries);
const stories = STORIES.filter(
  (id) => known.includes(id) && (wanted.length === 0 || wanted.some((part) => id.includes(part))),
);
const views = process.env.LOOKS_VIEWS
  ? VIEWS.filter(({ name }) => process.env.LOOKS_VIEWS.split(',').some((part) => name.includes(part)))
  : VIEWS;

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const browser = await chromium.launch({ executablePath: findBrowser() ?? 'chromium', args: BROWSER_FLAGS });
// One page for all: stories and toolbar are switched through Storybook's own channel, which is far faster than loading again.
const page = await browser.newPage({ viewport: { width: 1280, height: 640 }, reducedMotion: 'reduce' });
await page.goto(`${base}/iframe.html?id=${stories[0]}&viewMode=story`);
await page.waitForFunction(() => window.__STORYBOOK_ADDONS_CHANNEL__ && document.querySelector('.fb-root'));
const initial = { theme: 'light', host: 'plain', direction: 'ltr', locale: 'en', width: 'full' };
let taken = 0;
const wide = [];
for (const view of views) {
  await page.setViewportSize({ width: view.width, height: 640 });
  await page.emulateMedia({ forcedColors: view.forced ? 'active' : 'none', colorScheme: view.theme });
  await page.evaluate((css) => {
    let style = document.getElementById('looks');
    if (!style) document.head.append((style = Object.assign(document.createElement('style'), { id: 'looks' })));
    style.textContent = css;
  }, view.style ?? '');
  await page.evaluate((globals) => window.__STORYBOOK_ADDONS_CHANNEL__.emit('updateGlobals', { globals }), {
    ...initial,
    theme: view.theme,
    ...view.globals,
  });
  for (const storyId of stories) {
    await page.evaluate(
      (id) =>
        new Promise((resolve) => {
          const channel = window.__STORYBOOK_ADDONS_CHANNEL__;
          channel.once('storyRendered', resolve);
          channel.emit('setCurrentStory', { storyId: id, viewMode: 'story' });
          // The story that is there already is not rendered again.
          setTimeout(resolve, 3000);
        }),
      storyId,
    );
    await page.waitForTimeout(60);
    if (await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth))
      wide.push(`${storyId} ${view.name}`);
    await page.screenshot({ path: join(out, `${storyId}.${view.name}.png`), fullPage: true, timeout: 120_000 });
    taken += 1;
  }
}
await browser.close();
server.close();
process.stdout.write(
  `${taken} pictures in ${out}\n${wide.length === 0 ? 'no page scrolls sideways' : `scroll sideways: ${wide.join(', ')}`}\n`,
);
