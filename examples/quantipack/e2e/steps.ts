/** What a person does, in the words of the page. */
import { expect } from 'vitest';
import type { Locator } from 'playwright-core';
import type { Shop } from './shop.js';

export const CARDS = {
  pays: '4242 4242 4242 4242',
  declined: '4000 0000 0000 0002',
  insufficient: '4000 0000 0000 9995',
  failsLater: '4000 0000 0000 0341',
} as const;

export const sidebarMeter = ({ page }: Shop): Locator => page.getByRole('meter', { name: 'Tokens' }).first();
export const meterSays = (shop: Shop, text: string | RegExp): Promise<void> =>
  expect.poll(() => sidebarMeter(shop).getAttribute('aria-valuetext'), { timeout: 20_000 }).toMatch(text);

export const row = ({ page }: Shop, name: string): Locator =>
  page.getByRole('listitem').filter({ has: page.getByRole('heading', { name, exact: true }) });
export const run = (shop: Shop, name: string): Promise<void> =>
  row(shop, name)
    .getByRole('button', { name: `Run ${name}`, exact: true })
    .click();
export async function pick({ page }: Shop, sample: 'Small' | 'Middle' | 'Large'): Promise<void> {
  await page.getByRole('radio', { name: new RegExp(`^${sample} sample`) }).check({ force: true });
}

/** The hosted page: a card, and the button that pays. */
export async function payWith({ page }: Pick<Shop, 'page'>, card: string): Promise<void> {
  await page.getByLabel('Card number').fill(card);
  const email = page.getByLabel(/^E-?mail/);
  if ((await email.count()) > 0 && (await email.inputValue()) === '') await email.fill('mara@kiln.example');
  for (const [label, value] of [
    ['Expiry', '12 / 34'],
    ['CVC', '123'],
    ['Name on card', 'Mara Lindqvist'],
  ] as const) {
    const field = page.getByLabel(label);
    if ((await field.count()) > 0 && (await field.inputValue()) === '') await field.fill(value);
  }
  await page.getByRole('button', { name: /^(Subscribe|Pay)/ }).click();
}

export async function upgradeToStarter(shop: Shop): Promise<void> {
  await shop.page.getByRole('button', { name: 'Upgrade to Starter' }).click();
  await shop.page.waitForURL(/\/c\/pay\//);
}
export async function backInTheApp(shop: Shop): Promise<void> {
  await shop.page.waitForURL((address) => address.origin === shop.url);
}

/** The demo's time control. */
export async function aMonthLater({ page }: Shop): Promise<void> {
  const clock = page.getByRole('region', { name: 'Demo controls' }).getByRole('time');
  const before = await clock.first().textContent();
  await page.getByRole('button', { name: '+1 month' }).click();
  await expect.poll(() => clock.first().textContent(), { timeout: 30_000 }).not.toBe(before);
}
