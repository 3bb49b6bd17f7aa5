/**
 * Walks the real simulator's pages in Chromium, with JavaScript off for checkout and portal: every kind of card, promotion,
 * 3-D Secure both ways, cancel and resume, then the dashboard. Prints one line per step and fails loudly. Not published.
 * Bundle with esbuild (conditions `@farebox/source`) and run with node.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';
import Stripe from 'stripe';
import { startSimulator } from '../src/index.js';

const only = process.argv[2] ?? '';
const shots = process.argv[3];

const received: string[] = [];
const host = createServer((request, response) => {
  let body = '';
  request.on('data', (part: Buffer) => {
    body += part.toString();
  });
  request.on('end', () => {
    if (request.method === 'POST') received.push((JSON.parse(body) as { type: string }).type);
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><title>Host</title><h1>Host at ${(request.url ?? '').replaceAll('<', '')}</h1>`);
  });
});
await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
const home = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;

const simulator = await startSimulator({
  seed: 'walk',
  businessName: 'QuantiPack',
  now: new Date('2026-12-17T14:20:07Z'),
});
const address = new URL(simulator.url);
const stripe = new Stripe('sk_test_walk', { host: address.hostname, port: Number(address.port), protocol: 'http' });
simulator.webhooks.addEndpoint({ url: `${home}/hook` });

const price = await stripe.prices.create({
  currency: 'usd',
  unit_amount: 1900,
  recurring: { interval: 'month' },
  product_data: { name: 'Starter' },
});
const professional = await stripe.prices.create({
  currency: 'usd',
  unit_amount: 4900,
  recurring: { interval: 'month' },
  product_data: { name: 'Professional' },
});

let failures = 0;
const step = async (name: string, run: () => Promise<void>): Promise<void> => {
  if (only !== '' && !new RegExp(only).test(name)) return;
  try {
    await run();
    console.log(`ok    ${name}`);
  } catch (error) {
    failures += 1;
    console.log(
      `FAIL  ${name}\n      ${(error instanceof Error ? error.message : String(error)).split('\n').slice(0, 6).join('\n      ')}`,
    );
  }
};
const expect = (got: unknown, wanted: unknown, what: string): void => {
  if (JSON.stringify(got) !== JSON.stringify(wanted))
    throw new Error(`${what}: got ${JSON.stringify(got)}, wanted ${JSON.stringify(wanted)}`);
};

const browser: Browser = await chromium.launch({
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
const context = await browser.newContext({ javaScriptEnabled: false });
const page = await context.newPage();
page.setDefaultTimeout(5_000);
const picture = async (name: string, of: Page = page): Promise<void> => {
  if (shots !== undefined) await of.screenshot({ path: `${shots}/walk-${name}.png`, fullPage: true });
};

const start = async (
  more: Partial<Stripe.Checkout.SessionCreateParams> = {},
): Promise<{ customer: Stripe.Customer; session: Stripe.Checkout.Session }> => {
  const customer = await stripe.customers.create({ name: 'Linden <b>', email: 'mara@linden.example' });
  const session = await stripe.checkout.sessions.create({
    mode: 'subscription',
    customer: customer.id,
    line_items: [{ price: price.id, quantity: 1 }],
    success_url: `${home}/plan?session={CHECKOUT_SESSION_ID}`,
    cancel_url: `${home}/cancelled`,
    ...more,
  });
  await page.goto(session.url ?? '');
  return { customer, session };
};
const pay = async (): Promise<void> => page.getByRole('button', { name: 'Pay $19.00' }).click();
const back = (): Promise<void> => page.waitForURL(`${home}/**`);

await step('checkout: typed 4242 pays and returns', async () => {
  const { session, customer } = await start();
  await picture('checkout');
  await page.getByLabel('Card number').fill('4242 4242 4242 4242');
  await page.getByLabel('Expiry').fill('12 / 34');
  await page.getByLabel('CVC').fill('123');
  await pay();
  await back();
  expect(new URL(page.url()).searchParams.get('session'), session.id, 'session in the return address');
  expect(
    (await stripe.subscriptions.list({ customer: customer.id })).data.map((found) => found.status),
    ['active'],
    'subscription',
  );
  await page.goto(session.url ?? `${simulator.url}/c/pay/${session.id}`);
  await page.getByRole('link', { name: 'Return to' }).click();
  await back();
});

for (const [label, message] of [
  ['Declined', 'declined'],
  ['Declined, insufficient funds', 'insufficient funds'],
] as const) {
  await step(`checkout: picked "${label}" is refused, then another card pays`, async () => {
    const { customer } = await start();
    await page.getByRole('radio', { name: new RegExp(`^${label}\\s*4`) }).check();
    await pay();
    const alert = await page.getByRole('alert').textContent();
    if (!(alert ?? '').includes(message)) throw new Error(`alert says ${alert}`);
    await picture(`declined-${message.replace(' ', '-')}`);
    expect(
      (await stripe.subscriptions.list({ customer: customer.id, status: 'active' })).data.length,
      0,
      'active subscriptions',
    );
    await page.getByRole('radio', { name: /^Succeeds/ }).check();
    await pay();
    await back();
  });
}

await step('checkout: 3-D Secure refused, then approved', async () => {
  const { customer } = await start();
  await page.getByRole('radio', { name: /^Asks for 3-D Secure\s*4/ }).check();
  await pay();
  await picture('3ds');
  await page.getByRole('button', { name: 'Refuse' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByRole('radio', { name: /^Asks for 3-D Secure\s*4/ }).check();
  await pay();
  await page.getByRole('button', { name: 'Approve' }).click();
  await back();
  expect((await stripe.subscriptions.list({ customer: customer.id })).data[0]?.status, 'active', 'subscription');
});

await step('checkout: 3-D Secure left without an answer returns to the host, nothing is charged', async () => {
  const { session } = await start();
  await page.getByRole('radio', { name: /^Asks for 3-D Secure\s*4/ }).check();
  await pay();
  await page.getByRole('link', { name: 'Leave without an answer' }).click();
  await page.waitForURL(`${home}/cancelled`);
  expect((await stripe.checkout.sessions.retrieve(session.id)).status, 'open', 'session');
});

await step('3-D Secure of an API payment is confirmed on its own page', async () => {
  const customer = await stripe.customers.create({});
  const intent = await stripe.paymentIntents.create({
    amount: 500,
    currency: 'usd',
    customer: customer.id,
    payment_method: 'pm_card_authenticationRequired',
    confirm: true,
    return_url: `${home}/after`,
  });
  await page.goto(intent.next_action?.redirect_to_url?.url ?? '');
  await picture('challenge');
  await page.getByRole('button', { name: 'Approve' }).click();
  await back();
  expect((await stripe.paymentIntents.retrieve(intent.id)).status, 'succeeded', 'payment');
});

await step('checkout: abandoned by the back link', async () => {
  const { session } = await start();
  await page.getByRole('link', { name: 'Back to' }).click();
  await page.waitForURL(`${home}/cancelled`);
  expect((await stripe.checkout.sessions.retrieve(session.id)).status, 'open', 'session');
});

await step('checkout: expired', async () => {
  const { session } = await start();
  await stripe.checkout.sessions.expire(session.id);
  await page.goto(`${simulator.url}/c/pay/${session.id}`);
  await page.getByRole('heading', { name: 'This checkout has expired' }).waitFor();
});

await step('checkout: promotion code, wrong then right', async () => {
  const coupon = await stripe.coupons.create({ percent_off: 25, duration: 'once' });
  await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id }, code: 'PACK25' });
  await start({ allow_promotion_codes: true });
  await page.getByLabel('Promotion code').fill('NOPE');
  await page.getByRole('button', { name: 'Apply code' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Promotion code').fill('PACK25');
  await page.getByRole('button', { name: 'Apply code' }).click();
  await picture('promotion');
  await page.getByRole('button', { name: 'Pay $14.25' }).click();
  await back();
});

await step('checkout: trial, and a one-off payment', async () => {
  await start({ subscription_data: { trial_period_days: 14 } });
  await page.getByRole('button', { name: 'Start trial' }).click();
  await back();
  const { session } = await start({
    mode: 'payment',
    line_items: [
      { price_data: { currency: 'usd', unit_amount: 1200, product_data: { name: '25 tokens' } }, quantity: 1 },
    ],
  });
  await page.getByRole('button', { name: 'Pay $12.00' }).click();
  await back();
  expect((await stripe.checkout.sessions.retrieve(session.id)).payment_status, 'paid', 'payment');
});

await step('checkout: embedded in a page of the host, returns in the top window', async () => {
  const customer = await stripe.customers.create({ email: 'mara@linden.example' });
  const session = await stripe.checkout.sessions.create({
    mode: 'subscription',
    ui_mode: 'embedded_page',
    customer: customer.id,
    line_items: [{ price: price.id, quantity: 1 }],
    return_url: `${home}/plan?session={CHECKOUT_SESSION_ID}`,
  });
  await page.goto(home);
  await page.setContent(
    `<iframe title="Checkout" width="1000" height="900" src="${simulator.url}/c/embed/${session.id}"></iframe>`,
  );
  const frame = page.frameLocator('iframe');
  await frame.getByRole('button', { name: 'Pay $19.00' }).click();
  await picture('embedded');
  await frame.getByRole('link', { name: 'Return to QuantiPack' }).click();
  await page.waitForURL(`${home}/plan?session=${session.id}`);
  expect((await stripe.checkout.sessions.retrieve(session.id)).status, 'complete', 'session');
});

await step('checkout: webhooks dropped for this payment only', async () => {
  await simulator.webhooks.flush();
  received.length = 0;
  await start();
  await simulator.webhooks.flush();
  const before = received.length;
  await page.getByRole('radio', { name: /^Not at all/ }).check();
  await pay();
  await back();
  await simulator.webhooks.flush();
  expect(received.length, before, 'webhooks received');
});

await step('checkout: webhooks reversed for this payment only', async () => {
  const sent = async (delivery: RegExp): Promise<string[]> => {
    await start();
    await simulator.webhooks.flush();
    received.length = 0;
    await page.getByRole('radio', { name: delivery }).check();
    await pay();
    await back();
    await simulator.webhooks.flush();
    return [...received];
  };
  const straight = await sent(/^As the endpoint/);
  expect(await sent(/^In reverse order/), [...straight].reverse(), 'order');
  expect(await sent(/^As the endpoint/), straight, 'order afterwards');
});

const portalFor = async (card: string): Promise<{ customer: Stripe.Customer; url: string }> => {
  const { customer } = await start();
  await page.getByLabel('Card number').fill(card);
  await pay();
  await back();
  const configuration = await stripe.billingPortal.configurations.create({
    features: {
      subscription_cancel: { enabled: true, mode: 'at_period_end' },
      payment_method_update: { enabled: true },
      invoice_history: { enabled: true },
      subscription_update: {
        enabled: true,
        default_allowed_updates: ['price'],
        proration_behavior: 'always_invoice',
        products: [
          { product: String(price.product), prices: [price.id] },
          { product: String(professional.product), prices: [professional.id] },
        ],
      },
    },
  });
  const session = await stripe.billingPortal.sessions.create({
    customer: customer.id,
    return_url: `${home}/plan`,
    configuration: configuration.id,
  });
  await page.goto(session.url);
  return { customer, url: session.url };
};

await step('portal: cancel at period end, keep again, return', async () => {
  const { customer } = await portalFor('4242424242424242');
  await picture('portal');
  await page.getByRole('button', { name: 'Cancel subscription' }).click();
  await picture('portal-cancel');
  await page.getByRole('button', { name: /^Cancel on 17 January 2027/ }).click();
  await picture('portal-cancelled');
  expect(
    (await stripe.subscriptions.list({ customer: customer.id })).data[0]?.cancel_at_period_end,
    true,
    'cancel_at_period_end',
  );
  await page.getByRole('button', { name: 'Keep subscription' }).click();
  expect(
    (await stripe.subscriptions.list({ customer: customer.id })).data[0]?.cancel_at_period_end,
    false,
    'cancel_at_period_end',
  );
  await page.getByRole('link', { name: 'Return to' }).click();
  await page.waitForURL(`${home}/plan`);
});

await step('portal: change plan with its price, change card, see an invoice', async () => {
  const { customer, url } = await portalFor('4242424242424242');
  await page.getByRole('button', { name: 'Change plan' }).click();
  await page.getByRole('radio', { name: /Professional/ }).check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await picture('portal-confirm');
  await page.getByRole('button', { name: /^Change to Professional and pay \$30\.00/ }).click();
  expect(
    (await stripe.subscriptions.list({ customer: customer.id })).data[0]?.items.data[0]?.price.id,
    professional.id,
    'price',
  );
  await page.goto(url);
  await page.getByRole('button', { name: 'Change card' }).click();
  await page.getByRole('radio', { name: /^Declined\s*4/ }).check();
  await page.getByRole('button', { name: 'Save card' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Card number').fill('5555 5555 5555 4444');
  await page.getByRole('button', { name: 'Save card' }).click();
  await page.getByText('ending 4444').first().waitFor();
  await page
    .getByRole('link', { name: /^View invoice/ })
    .first()
    .click();
  await picture('invoice');
  await page.getByRole('heading', { name: /^Invoice/ }).waitFor();
});

await step('portal: a card that fails at renewal becomes past due and is paid by hand', async () => {
  const { customer, url } = await portalFor('4000000000000341');
  await simulator.advance({ months: 1, days: 1 });
  expect((await stripe.subscriptions.list({ customer: customer.id })).data[0]?.status, 'past_due', 'status');
  await page.goto(url);
  await picture('portal-past-due');
  await page.getByRole('button', { name: 'Change card' }).click();
  await page.getByRole('radio', { name: /^Succeeds\s*4/ }).check();
  await page.getByRole('button', { name: 'Save card' }).click();
  await page.getByRole('button', { name: 'Pay $19.00 now' }).click();
  await picture('portal-paid');
  expect((await stripe.subscriptions.list({ customer: customer.id })).data[0]?.status, 'active', 'status');
});

const lively = await (await browser.newContext()).newPage();
lively.setDefaultTimeout(8_000);
const errors: string[] = [];
lively.on('pageerror', (error) => errors.push(error.message));
lively.on('console', (message) => {
  if (message.type() === 'error') errors.push(message.text());
});

await step('dashboard: shows the clock, moves it, updates by itself', async () => {
  await lively.goto(`${simulator.url}/_simulator`);
  await picture('dashboard', lively);
  const before = simulator.now().getTime();
  await lively.getByRole('button', { name: '+1 day' }).click();
  await lively.waitForLoadState();
  expect(simulator.now().getTime() - before, 86_400_000, 'advance');
  await lively.getByRole('button', { name: /^To the next renewal/ }).click();
  await lively.waitForLoadState();
  const customer = await stripe.customers.create({ name: 'Appears by itself' });
  await lively.getByRole('link', { name: 'Appears by itself' }).waitFor();
  await lively.getByRole('link', { name: 'Appears by itself' }).click();
  await lively.getByRole('heading', { name: customer.id }).waitFor();
  await picture('dashboard-object', lively);
});

await step('dashboard: a delivery opens with its attempts and is sent again', async () => {
  await lively.goto(`${simulator.url}/_simulator`);
  await lively.locator('.dl .r a').first().click();
  await simulator.webhooks.flush();
  received.length = 0;
  await lively.getByRole('button', { name: 'Send twice' }).click();
  await lively.waitForLoadState();
  await simulator.webhooks.flush();
  expect(received.length, 2, 'received');
  await picture('dashboard-open', lively);
});

await step('dashboard: lists, refund, dispute, fail next payment', async () => {
  for (const list of ['Customers', 'Subscriptions', 'Invoices', 'Events', 'Payments']) {
    await lively
      .getByRole('navigation', { name: 'Dashboard' })
      .getByRole('link', { name: new RegExp(`^${list}`) })
      .click();
    await lively.getByRole('heading', { name: new RegExp(`^${list}`) }).waitFor();
    await picture(`dashboard-${list.toLowerCase()}`, lively);
  }
  const row = lively
    .getByRole('row')
    .filter({ has: lively.getByRole('button', { name: 'Refund' }) })
    .first();
  await row.getByLabel(/^Amount to refund/).fill('5.00');
  await row.getByRole('button', { name: 'Refund' }).click();
  await lively.getByText('$5.00 refunded').first().waitFor();
  await lively.getByRole('button', { name: 'Open dispute' }).first().click();
  await lively.getByRole('button', { name: 'Lose dispute' }).first().click();
  await lively.getByText('Dispute lost').first().waitFor();
  await lively.getByRole('link', { name: /^Customers/ }).click();
  await lively
    .getByRole('button', { name: /^Fail next payment/ })
    .first()
    .click();
  await lively.getByText('will fail').first().waitFor();
});

await step('dashboard: no error on the console', async () => expect(errors, [], 'errors'));

await browser.close();
await simulator.close();
host.close();
console.log(failures === 0 ? 'walk: all passed' : `walk: ${failures} failed`);
process.exitCode = failures === 0 ? 0 : 1;
