import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { begin, customerWith, monthly, types } from './harness.js';

const source = fileURLToPath(new URL('../src', import.meta.url));

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(path.join(folder, entry.name)) : [path.join(folder, entry.name)],
  );
}

describe('what it answers comes from state', () => {
  it('no recording and no fixture is in the package', () => {
    for (const file of files(source)) {
      expect(path.extname(file), file).toBe('.ts');
      const text = readFileSync(file, 'utf8');
      // Ids of real accounts and secrets of recordings look like this; ours are made at run time.
      expect(text, file).not.toMatch(/\b(cus|sub|in|pi|pm|ch|evt|req|txn|acct)_[A-Za-z0-9]{14,}/);
      expect(text, file).not.toMatch(/"object":\s*"/);
    }
  });

  it('no line of the code asks for a whole answer by its request', () => {
    const text = files(source)
      .filter((file) => !file.includes('/pages/'))
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    expect(text).not.toMatch(/cassette|recorded_at|fixtures?\//i);
  });
});

describe('create, read, list and event agree', () => {
  const cases: readonly (readonly [
    string,
    string,
    (world: Awaited<ReturnType<typeof setUp>>) => Promise<{ id: string }>,
    (world: Awaited<ReturnType<typeof setUp>>, id: string) => Promise<unknown>,
    (world: Awaited<ReturnType<typeof setUp>>) => Promise<{ data: { id: string }[] }>,
  ])[] = [
    [
      'customer',
      'customer.created',
      ({ stripe }) => stripe.customers.create({ name: 'n', metadata: { a: '1' } }),
      ({ stripe }, id) => stripe.customers.retrieve(id),
      ({ stripe }) => stripe.customers.list(),
    ],
    [
      'product',
      'product.created',
      ({ stripe }) => stripe.products.create({ name: 'n', description: 'd' }),
      ({ stripe }, id) => stripe.products.retrieve(id),
      ({ stripe }) => stripe.products.list(),
    ],
    [
      'price',
      'price.created',
      ({ stripe }) => monthly(stripe, 700),
      ({ stripe }, id) => stripe.prices.retrieve(id),
      ({ stripe }) => stripe.prices.list(),
    ],
    [
      'coupon',
      'coupon.created',
      ({ stripe }) => stripe.coupons.create({ percent_off: 5, duration: 'once' }),
      ({ stripe }, id) => stripe.coupons.retrieve(id),
      ({ stripe }) => stripe.coupons.list(),
    ],
    [
      'tax rate',
      'tax_rate.created',
      ({ stripe }) => stripe.taxRates.create({ display_name: 'VAT', percentage: 7, inclusive: false }),
      ({ stripe }, id) => stripe.taxRates.retrieve(id),
      ({ stripe }) => stripe.taxRates.list(),
    ],
    [
      'payment intent',
      'payment_intent.created',
      ({ stripe }) => stripe.paymentIntents.create({ amount: 100, currency: 'usd' }),
      ({ stripe }, id) => stripe.paymentIntents.retrieve(id),
      ({ stripe }) => stripe.paymentIntents.list(),
    ],
    [
      'setup intent',
      'setup_intent.created',
      ({ stripe }) => stripe.setupIntents.create({}),
      ({ stripe }, id) => stripe.setupIntents.retrieve(id),
      ({ stripe }) => stripe.setupIntents.list(),
    ],
    [
      'invoice item',
      'invoiceitem.created',
      ({ stripe, customer }) => stripe.invoiceItems.create({ customer: customer.id, amount: 5, currency: 'usd' }),
      ({ stripe }, id) => stripe.invoiceItems.retrieve(id),
      ({ stripe }) => stripe.invoiceItems.list(),
    ],
    [
      'invoice',
      'invoice.created',
      ({ stripe, customer }) => stripe.invoices.create({ customer: customer.id }) as Promise<{ id: string }>,
      ({ stripe }, id) => stripe.invoices.retrieve(id),
      ({ stripe }) => stripe.invoices.list() as Promise<{ data: { id: string }[] }>,
    ],
    [
      'subscription',
      'customer.subscription.created',
      ({ stripe, customer, price }) =>
        stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }], trial_period_days: 5 }),
      ({ stripe }, id) => stripe.subscriptions.retrieve(id),
      ({ stripe }) => stripe.subscriptions.list(),
    ],
    [
      'portal configuration',
      'billing_portal.configuration.created',
      ({ stripe }) => stripe.billingPortal.configurations.create({ features: { invoice_history: { enabled: true } } }),
      ({ stripe }, id) => stripe.billingPortal.configurations.retrieve(id),
      ({ stripe }) => stripe.billingPortal.configurations.list(),
    ],
    [
      'meter',
      'billing.meter.created',
      ({ stripe }) =>
        stripe.billing.meters.create({ display_name: 'm', event_name: 'e', default_aggregation: { formula: 'sum' } }),
      ({ stripe }, id) => stripe.billing.meters.retrieve(id),
      ({ stripe }) => stripe.billing.meters.list(),
    ],
    [
      'credit grant',
      'billing.credit_grant.created',
      ({ stripe, customer }) =>
        stripe.billing.creditGrants.create({
          customer: customer.id,
          amount: { type: 'monetary', monetary: { currency: 'usd', value: 5 } },
          applicability_config: { scope: { price_type: 'metered' } },
          category: 'paid',
        }),
      ({ stripe }, id) => stripe.billing.creditGrants.retrieve(id),
      ({ stripe }) => stripe.billing.creditGrants.list(),
    ],
    [
      'schedule',
      'subscription_schedule.created',
      ({ stripe, customer, price }) =>
        stripe.subscriptionSchedules.create({
          customer: customer.id,
          start_date: 1_900_000_000,
          phases: [{ items: [{ price: price.id }], duration: { interval: 'month' } }],
        }),
      ({ stripe }, id) => stripe.subscriptionSchedules.retrieve(id),
      ({ stripe }) => stripe.subscriptionSchedules.list(),
    ],
    [
      'test clock',
      'test_helpers.test_clock.created',
      ({ stripe }) => stripe.testHelpers.testClocks.create({ frozen_time: 1_900_000_000 }),
      ({ stripe }, id) => stripe.testHelpers.testClocks.retrieve(id),
      ({ stripe }) => stripe.testHelpers.testClocks.list(),
    ],
    [
      'promotion code',
      'promotion_code.created',
      async ({ stripe }) => {
        const coupon = await stripe.coupons.create({ percent_off: 5, duration: 'once' });
        return stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id } });
      },
      ({ stripe }, id) => stripe.promotionCodes.retrieve(id),
      ({ stripe }) => stripe.promotionCodes.list(),
    ],
    [
      'charge',
      'charge.succeeded',
      ({ stripe }) => stripe.charges.create({ amount: 500, currency: 'usd', source: 'tok_visa' }),
      ({ stripe }, id) => stripe.charges.retrieve(id),
      ({ stripe }) => stripe.charges.list(),
    ],
    [
      'refund',
      'refund.created',
      async ({ stripe }) => {
        const charge = await stripe.charges.create({ amount: 500, currency: 'usd', source: 'tok_visa' });
        return stripe.refunds.create({ charge: charge.id, amount: 200 });
      },
      ({ stripe }, id) => stripe.refunds.retrieve(id),
      ({ stripe }) => stripe.refunds.list(),
    ],
    [
      'payment method',
      'payment_method.attached',
      ({ stripe, customer }) => stripe.paymentMethods.attach('pm_card_mastercard', { customer: customer.id }),
      ({ stripe }, id) => stripe.paymentMethods.retrieve(id),
      ({ stripe, customer }) => stripe.paymentMethods.list({ customer: customer.id }),
    ],
    [
      'checkout session',
      'checkout.session.expired',
      async ({ stripe, price }) => {
        const session = await stripe.checkout.sessions.create({
          mode: 'subscription',
          line_items: [{ price: price.id, quantity: 1 }],
          success_url: 'https://shop.example/done',
        });
        return stripe.checkout.sessions.expire(session.id);
      },
      ({ stripe }, id) => stripe.checkout.sessions.retrieve(id),
      ({ stripe }) => stripe.checkout.sessions.list(),
    ],
    [
      'dispute',
      'charge.dispute.created',
      async ({ stripe }) => {
        await stripe.charges.create({ amount: 500, currency: 'usd', source: 'tok_createDispute' });
        for (let i = 0; i < 4; i += 1) await stripe.customers.list();
        const [dispute] = (await stripe.disputes.list()).data;
        return dispute as { id: string };
      },
      ({ stripe }, id) => stripe.disputes.retrieve(id),
      ({ stripe }) => stripe.disputes.list(),
    ],
    [
      'credit note',
      'credit_note.created',
      async ({ stripe, customer }) => {
        await stripe.invoiceItems.create({ customer: customer.id, amount: 900, currency: 'usd' });
        const draft = await stripe.invoices.create({
          customer: customer.id,
          pending_invoice_items_behavior: 'include',
        });
        const open = await stripe.invoices.finalizeInvoice(draft.id as string, { auto_advance: false });
        return stripe.creditNotes.create({ invoice: open.id as string, amount: 300 });
      },
      ({ stripe }, id) => stripe.creditNotes.retrieve(id),
      ({ stripe }) => stripe.creditNotes.list(),
    ],
  ];

  async function setUp() {
    const { stripe } = begin();
    return { stripe, customer: await customerWith(stripe), price: await monthly(stripe) };
  }
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
  /** Decimals are objects in the client and text in events. */
  const comparable = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

  it.each(cases)('%s', async (_name, type, create, read, list) => {
    const world = await setUp();
    const made = await create(world);
    expect(plain(await read(world, made.id))).toEqual(plain(made));
    expect(plain((await list(world)).data.find((entry) => entry.id === made.id))).toEqual(plain(made));
    const event = (await world.stripe.events.list({ type })).data.find(
      (entry) => (entry.data.object as { id?: string }).id === made.id,
    );
    expect(Object.keys(event?.data.object ?? {}).sort()).toEqual(Object.keys(made).sort());
    const shown = comparable(event?.data.object) as Record<string, unknown>;
    for (const key of ['object', 'created', 'customer', 'metadata', 'currency', 'amount'])
      if (key in shown) expect(shown[key], key).toEqual((plain(made) as Record<string, unknown>)[key]);
    expect(await types(world.stripe)).toContain(type);
  });
});
