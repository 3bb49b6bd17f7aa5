/** The line that must work, for every way in which Stripe's webhooks may arrive - or not at all. */
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { closeBrowser, openShop, type Shop } from './shop.js';
import { aMonthLater, backInTheApp, CARDS, meterSays, payWith, pick, row, run, upgradeToStarter } from './steps.js';

let shop: Shop;
/** A busy machine is not a failure. */
const PATIENCE = { timeout: 20_000 };
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail')
    await shop.picture(`failed-${task.name.slice(0, 40).replaceAll(/[^a-z0-9]+/gi, '-')}`);
  await shop.close();
});
afterAll(closeBrowser);

/** Free user, out of tokens, pays for Starter, uses it. */
async function buyAndUse(pictures: boolean): Promise<void> {
  const { page } = shop;
  const picture = (name: string): Promise<void> => (pictures ? shop.picture(name) : Promise.resolve());
  await shop.open('/');
  await pick(shop, 'Middle');
  await meterSays(shop, /^5 of 5 tokens left/);
  await picture('01-free');
  await run(shop, 'PDP analyzer');
  await meterSays(shop, /^0 of 5 tokens left/);
  await picture('02-pdp-done');
  await run(shop, 'Suite analyzer');
  await page.getByRole('heading', { name: /^Suite analyzer needs 10 tokens|No tokens left/ }).waitFor();
  const prompt = page.locator('[data-farebox=upgrade]');
  await expect.poll(() => prompt.textContent(), PATIENCE).toMatch(/10/);
  expect(await prompt.textContent()).toMatch(/Starter|50 tokens/);
  await picture('03-blocked');
  await upgradeToStarter(shop);
  await picture('04-checkout');
  await payWith(shop, CARDS.pays);
  await backInTheApp(shop);
  // At once, before and regardless of any webhook.
  await meterSays(shop, /^50 of 50 tokens left/);
  await shop.open('/settings');
  await page.getByRole('heading', { name: 'Starter' }).waitFor();
  await page.getByText('Renews on 3 January 2027 for $19.00.').waitFor();
  await picture('05-starter');
  await shop.open('/');
  await pick(shop, 'Middle');
  await run(shop, 'Suite analyzer');
  await meterSays(shop, /^40 of 50 tokens left/);
  await picture('06-suite-done');
  await run(shop, 'Spec generator');
  const dialog = page.getByRole('dialog', { name: 'Run Spec generator?' });
  await dialog.waitFor();
  expect(await dialog.textContent()).toMatch(/15 tokens.*40 tokens.*25 tokens/s);
  await picture('07-confirm');
  await dialog.getByRole('button', { name: 'Run for 15 tokens' }).click();
  await meterSays(shop, /^25 of 50 tokens left/);
  await picture('08-spec-done');
}

/** Newest first: what the history says, without its times. */
async function history(): Promise<string[]> {
  const rows = await shop.page.locator('table.usage-table tbody tr').allInnerTexts();
  return rows.map((text) =>
    text
      .split(/\s*[\t\n]\s*/)
      .slice(1)
      .filter(Boolean)
      .join(' | '),
  );
}
const grantsOf = async (kind: string): Promise<number> =>
  (await shop.farebox.tokens.history('mara', { limit: 200 })).entries.filter((entry) => entry.kind === kind).length;

describe.each(['in_order', 'none', 'twice', 'reversed'] as const)('with webhooks delivered: %s', (delivery) => {
  it('from free to Starter, used, cancelled at period end in the portal: Starter ends exactly once', async () => {
    shop = await openShop(delivery);
    await buyAndUse(delivery === 'in_order');
    const { page } = shop;
    await shop.open('/settings');
    await expect
      .poll(history, PATIENCE)
      .toEqual(
        expect.arrayContaining([
          expect.stringMatching(/Spec generator.*−15.*25/),
          expect.stringMatching(/Suite analyzer.*−10.*40/),
          expect.stringMatching(/PDP analyzer.*−5.*0/),
        ]),
      );
    await page.getByRole('button', { name: 'Manage subscription' }).click();
    await page.waitForURL(/\/p\/session\//);
    if (delivery === 'in_order') await shop.picture('09-portal');
    await page
      .getByRole('link', { name: /Cancel subscription|Cancel plan/ })
      .or(page.getByRole('button', { name: /Cancel subscription|Cancel plan/ }))
      .first()
      .click();
    await page.getByRole('button', { name: /^Cancel on/ }).click();
    await page
      .getByRole('link', { name: /^Return to/ })
      .first()
      .click();
    await backInTheApp(shop);
    await page.getByText(/You keep Starter and its tokens until 3 January 2027/).waitFor();
    if (delivery === 'in_order') await shop.picture('10-cancelled');
    const refills = await grantsOf('refill');
    await aMonthLater(shop);
    await page.reload();
    // Without a webhook the balance is right by itself; that Stripe says so too, somebody has to ask.
    await meterSays(shop, /^5 of 5 tokens left/);
    if (delivery === 'none') await page.getByRole('button', { name: 'Sync' }).click();
    await page.getByText(/Starter ended (on 3 January 2027|today)/).waitFor();
    await meterSays(shop, /^5 of 5 tokens left/);
    if (delivery === 'in_order') await shop.picture('11-ended');
    expect(await grantsOf('refill')).toBe(refills + 1);
    const ended = (await shop.farebox.tokens.history('mara', { limit: 200 })).entries.filter(
      (entry) => entry.kind === 'expire',
    );
    expect(ended.map((entry) => entry.amount)).toEqual([-25]);
    // Whatever arrives later changes nothing.
    await shop.farebox.subscriptions.sync('mara');
    await shop.farebox.webhooks.work();
    expect(await grantsOf('refill')).toBe(refills + 1);
  });

  it('the same line without the cancellation renews exactly once', async () => {
    shop = await openShop(delivery);
    await buyAndUse(false);
    await shop.open('/settings');
    const refills = await grantsOf('refill');
    await aMonthLater(shop);
    // Without a webhook somebody has to ask: the demo's button calls `subscriptions.sync`.
    if (delivery === 'none') await shop.page.getByRole('button', { name: 'Sync' }).click();
    await meterSays(shop, /^50 of 50 tokens left/);
    await shop.page.reload();
    await shop.page.getByText('Renews on 3 February 2027 for $19.00.').waitFor();
    if (delivery === 'in_order') await shop.picture('12-renewed');
    await shop.farebox.subscriptions.sync('mara');
    await shop.farebox.webhooks.work();
    expect(await grantsOf('refill')).toBe(refills + 1);
    expect((await shop.farebox.tokens.balance('mara')).remainingTokens).toBe(50);
  });
});

describe('paying does not always work', () => {
  it.each([
    ['a declined card', CARDS.declined, /declined/i],
    ['a card without funds', CARDS.insufficient, /insufficient funds/i],
  ])('%s is told on the page, nothing is granted, another card works', async (_what, card, says) => {
    shop = await openShop('in_order');
    await shop.open('/');
    await run(shop, 'Suite analyzer');
    await upgradeToStarter(shop);
    await payWith(shop, card);
    await shop.page.getByText(says).first().waitFor();
    await shop.picture(`13-${card.slice(-4)}`);
    expect((await shop.farebox.tokens.balance('mara')).remainingTokens).toBe(5);
    await payWith(shop, CARDS.pays);
    await backInTheApp(shop);
    await meterSays(shop, /^50 of 50 tokens left/);
  });

  it('an abandoned checkout leaves everything as it was, and the page can be opened again', async () => {
    shop = await openShop('in_order');
    await shop.open('/');
    await run(shop, 'Suite analyzer');
    await upgradeToStarter(shop);
    const address = shop.page.url();
    await shop.page
      .getByRole('link', { name: /^(Back|Return)/ })
      .first()
      .click();
    await backInTheApp(shop);
    await meterSays(shop, /^5 of 5 tokens left/);
    await run(shop, 'Suite analyzer');
    await upgradeToStarter(shop);
    // S7: one open checkout per owner, so two tabs cannot buy twice.
    expect(shop.page.url()).toBe(address);
    await shop.page.goBack();
    await meterSays(shop, /^5 of 5 tokens left/);
  });

  it('a renewal that fails keeps the old tokens until grace ends, then denies as past due', async () => {
    shop = await openShop('in_order');
    await shop.open('/');
    await run(shop, 'Suite analyzer');
    await upgradeToStarter(shop);
    await payWith(shop, CARDS.failsLater);
    await backInTheApp(shop);
    await meterSays(shop, /^50 of 50 tokens left/);
    await aMonthLater(shop);
    await shop.open('/settings');
    await shop.page.getByText('Payment failed').waitFor();
    await meterSays(shop, /^50 of 50 tokens left/);
    await shop.picture('14-past-due');
    // Stripe still tries; the nine days of grace are over.
    await shop.simulator.advance({ days: 10 });
    await shop.farebox.webhooks.work();
    await shop.open('/');
    await run(shop, 'Suite analyzer');
    await shop.page.getByRole('button', { name: 'Update card' }).waitFor();
    expect(await shop.farebox.tokens.quote('mara', 'suite_analyzer')).toMatchObject({
      allowed: false,
      reason: 'past_due',
      remaining: 0,
    });
    await shop.picture('15-after-grace');
  });
});

describe('the samples keep their level', () => {
  it.each([
    ['Small', 4],
    ['Large', 8],
  ] as const)('%s sample: PDP analyzer costs %i', async (sample, cost) => {
    shop = await openShop('in_order');
    await shop.farebox.tokens.grant('mara', { key: 'gift', amount: 45 });
    await shop.open('/');
    await pick(shop, sample);
    await expect.poll(() => row(shop, 'PDP analyzer').textContent(), PATIENCE).toMatch(new RegExp(`${cost} tokens`));
    await run(shop, 'PDP analyzer');
    await meterSays(shop, new RegExp(`^${50 - cost} of 50 tokens left`));
  });
});
