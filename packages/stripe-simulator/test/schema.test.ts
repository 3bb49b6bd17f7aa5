import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../src/index.js';
import { customerWith, monthly, press, unix } from './harness.js';
import { hasSchema, SchemaCheck } from './schema.js';

// The schema is no part of the repository. Where it is missing this suite says so, and the others still run.
if (!hasSchema)
  console.warn(
    'SKIPPED: schema suites of the simulator. FAREBOX_STRIPE_SCHEMA names no folder with billing.closed.schema.json.',
  );
const check = hasSchema ? new SchemaCheck() : null;

interface Play {
  simulator: Simulator;
  stripe: Stripe;
}

function play(): Play {
  const simulator = createSimulator({ seed: 'schema', now: new Date('2026-01-31T10:00:00Z') });
  const watched = (check as SchemaCheck).watch(simulator.fetch as typeof fetch);
  return { simulator, stripe: new Stripe('sk_test_x', { httpClient: Stripe.createFetchHttpClient(watched) }) };
}

const scenes: Record<string, (world: Play) => Promise<void>> = {
  'products, prices and customers': async ({ stripe }) => {
    const price = await monthly(stripe, 1000, { lookup_key: 'k', nickname: 'n' });
    await stripe.prices.update(price.id, { metadata: { a: '1' } });
    await stripe.prices.list({ lookup_keys: ['k'], active: true });
    await stripe.products.update(price.product as string, { description: 'd' });
    await stripe.products.list();
    const customer = await customerWith(stripe, 'pm_card_visa', {
      address: { country: 'DE' },
      shipping: { name: 'Ada', address: { line1: 'x' } },
      phone: '1',
    });
    await stripe.customers.update(customer.id, { name: 'Ada', metadata: { b: '2' } });
    await stripe.customers.retrieve(customer.id, {
      expand: ['invoice_settings.default_payment_method', 'subscriptions', 'sources'],
    });
    await stripe.customers.createBalanceTransaction(customer.id, { amount: -500, currency: 'usd' });
    await stripe.customers.listBalanceTransactions(customer.id);
    await stripe.customers.createTaxId(customer.id, { type: 'eu_vat', value: 'DE123456789' });
    await stripe.paymentMethods.list({ customer: customer.id, type: 'card' });
    await stripe.customers.del(customer.id);
  },
  'checkout in its three modes': async ({ simulator, stripe }) => {
    const price = await monthly(stripe);
    const once = await stripe.prices.create({ product: price.product as string, currency: 'usd', unit_amount: 500 });
    const common = { success_url: 'http://localhost/ok?s={CHECKOUT_SESSION_ID}', cancel_url: 'http://localhost/no' };
    const sessions = [
      await stripe.checkout.sessions.create({
        ...common,
        mode: 'subscription',
        line_items: [{ price: price.id, quantity: 1 }],
        client_reference_id: 'u1',
        metadata: { a: '1' },
        subscription_data: { trial_period_days: 3, metadata: { b: '2' } },
      }),
      await stripe.checkout.sessions.create({
        ...common,
        mode: 'payment',
        line_items: [{ price: once.id, quantity: 2 }],
        invoice_creation: { enabled: true },
        customer_creation: 'always',
      }),
      await stripe.checkout.sessions.create({
        ...common,
        mode: 'payment',
        line_items: [{ price: once.id, quantity: 2 }],
      }),
      await stripe.checkout.sessions.create({ ...common, mode: 'setup', currency: 'usd' }),
    ];
    for (const session of sessions) {
      expect(
        (
          await press(simulator, session.url ?? '', {
            intent: 'pay',
            card_number: '4242424242424242',
            email: 'ada@example.com',
            name: 'Ada',
          })
        ).status,
      ).toBe(303);
      await stripe.checkout.sessions.retrieve(session.id, {
        expand: ['line_items', 'subscription', 'payment_intent', 'setup_intent', 'invoice', 'customer'],
      });
    }
    await stripe.checkout.sessions.create({
      mode: 'subscription',
      ui_mode: 'embedded_page',
      return_url: 'http://localhost/r',
      line_items: [{ price: price.id, quantity: 1 }],
    });
    const expired = await stripe.checkout.sessions.create({
      ...common,
      mode: 'subscription',
      line_items: [{ price: price.id, quantity: 1 }],
    });
    await stripe.checkout.sessions.expire(expired.id);
    await stripe.checkout.sessions.list({ limit: 3 });
  },
  'the portal': async ({ simulator, stripe }) => {
    const price = await monthly(stripe);
    const customer = await customerWith(stripe);
    const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    const configuration = await stripe.billingPortal.configurations.create({
      business_profile: { headline: 'h' },
      features: {
        subscription_cancel: { enabled: true },
        invoice_history: { enabled: true },
        payment_method_update: { enabled: true },
      },
    });
    await stripe.billingPortal.configurations.list();
    await stripe.billingPortal.configurations.update(configuration.id, { default_return_url: 'http://localhost/r' });
    const session = await stripe.billingPortal.sessions.create({
      customer: customer.id,
      configuration: configuration.id,
      flow_data: { type: 'subscription_cancel', subscription_cancel: { subscription: subscription.id } },
    });
    await press(simulator, session.url, { intent: 'cancel', subscription: subscription.id });
    await stripe.subscriptions.retrieve(subscription.id);
  },
  'clocks and renewals': async ({ simulator, stripe }) => {
    const clock = await stripe.testHelpers.testClocks.create({ frozen_time: unix('2026-01-31T00:00:00Z'), name: 'c' });
    const price = await monthly(stripe);
    const customer = await customerWith(stripe, 'pm_card_visa', { test_clock: clock.id });
    await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    const failing = await customerWith(stripe, 'pm_card_visa');
    const held = await stripe.subscriptions.create({ customer: failing.id, items: [{ price: price.id, quantity: 2 }] });
    const bad = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: failing.id });
    await stripe.customers.update(failing.id, { invoice_settings: { default_payment_method: bad.id } });
    await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: unix('2026-04-01T00:00:00Z') });
    await stripe.testHelpers.testClocks.retrieve(clock.id);
    await simulator.advance({ months: 1, days: 2 });
    await stripe.invoices.list({ limit: 100 });
    await stripe.subscriptions.retrieve(held.id, {
      expand: ['latest_invoice.payments', 'customer', 'default_payment_method'],
    });
    await stripe.invoicePayments.list({ invoice: held.latest_invoice as string });
    await stripe.events.list({ limit: 100 });
  },
  'proration, previews and changes': async ({ simulator, stripe }) => {
    const small = await monthly(stripe, 1000);
    const large = await monthly(stripe, 3000);
    const customer = await customerWith(stripe);
    const coupon = await stripe.coupons.create({
      percent_off: 20,
      duration: 'repeating',
      duration_in_months: 3,
      name: 'n',
    });
    const rate = await stripe.taxRates.create({ display_name: 'VAT', percentage: 19, inclusive: false, country: 'DE' });
    const code = await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id }, code: 'X1' });
    await stripe.promotionCodes.list({ active: true });
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: small.id }],
      discounts: [{ promotion_code: code.id }],
      default_tax_rates: [rate.id],
      expand: ['latest_invoice.payments', 'latest_invoice.confirmation_secret', 'discounts'],
    });
    await simulator.advance({ days: 10 });
    const item = subscription.items.data[0]?.id ?? '';
    await stripe.invoices.createPreview({
      subscription: subscription.id,
      subscription_details: { items: [{ id: item, price: large.id }], proration_behavior: 'always_invoice' },
    });
    await stripe.invoices.createPreview({
      customer: customer.id,
      subscription_details: { items: [{ price: large.id }] },
    });
    await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: large.id }],
      proration_behavior: 'always_invoice',
      expand: ['latest_invoice'],
    });
    await stripe.subscriptionItems.list({ subscription: subscription.id });
    await stripe.invoiceItems.list({ customer: customer.id });
    await stripe.subscriptions.update(subscription.id, { pause_collection: { behavior: 'void' } });
    await stripe.subscriptions.update(subscription.id, {
      pause_collection: '',
      cancel_at_period_end: true,
      cancellation_details: { feedback: 'unused', comment: 'c' },
    });
    const schedule = await stripe.subscriptionSchedules.create({
      customer: customer.id,
      start_date: 'now',
      end_behavior: 'cancel',
      phases: [{ items: [{ price: small.id, quantity: 1 }], duration: { interval: 'month', interval_count: 2 } }],
    });
    await stripe.subscriptionSchedules.list();
    await stripe.subscriptionSchedules.cancel(schedule.id);
    await stripe.subscriptions.cancel(subscription.id);
  },
  'payments, refunds, disputes and credit notes': async ({ stripe }) => {
    const customer = await customerWith(stripe);
    const intent = await stripe.paymentIntents.create({
      amount: 2000,
      currency: 'usd',
      customer: customer.id,
      payment_method: 'pm_card_visa',
      confirm: true,
      return_url: 'http://localhost/x',
      description: 'd',
    });
    await stripe.charges.retrieve(intent.latest_charge as string, { expand: ['balance_transaction', 'refunds'] });
    await stripe.refunds.create({ payment_intent: intent.id, amount: 500, reason: 'requested_by_customer' });
    await stripe.refunds.list();
    const disputed = await stripe.paymentIntents.create({
      amount: 2000,
      currency: 'usd',
      payment_method: 'pm_card_createDispute',
      confirm: true,
      return_url: 'http://localhost/x',
    });
    const dispute = (await stripe.disputes.list({ payment_intent: disputed.id })).data[0];
    await stripe.disputes.update(dispute?.id ?? '', { evidence: { uncategorized_text: 'winning_evidence' } });
    await stripe.paymentIntents.create({
      amount: 100,
      currency: 'usd',
      payment_method: 'pm_card_threeDSecure2Required',
      confirm: true,
      return_url: 'http://localhost/x',
    });
    await stripe.paymentIntents.create({
      amount: 100,
      currency: 'usd',
      payment_method: 'pm_card_visa',
      confirm: true,
      capture_method: 'manual',
      return_url: 'http://localhost/x',
    });
    await stripe.setupIntents.create({
      customer: customer.id,
      payment_method: 'pm_card_visa',
      confirm: true,
      return_url: 'http://localhost/x',
    });
    const invoice = await stripe.invoices.create({
      customer: customer.id,
      collection_method: 'send_invoice',
      days_until_due: 10,
    });
    await stripe.invoiceItems.create({
      customer: customer.id,
      invoice: invoice.id ?? '',
      amount: 900,
      currency: 'usd',
    });
    await stripe.invoices.finalizeInvoice(invoice.id ?? '');
    const note = await stripe.creditNotes.create({ invoice: invoice.id ?? '', amount: 300, reason: 'duplicate' });
    await stripe.creditNotes.list();
    await stripe.creditNotes.voidCreditNote(note.id);
    await stripe.invoices.pay(invoice.id ?? '');
    await stripe.invoices.retrieve(invoice.id ?? '', { expand: ['payments'] });
    await stripe.invoices.listLineItems(invoice.id ?? '');
    await stripe.webhookEndpoints.create({ url: 'http://localhost/w', enabled_events: ['*'] });
    await stripe.webhookEndpoints.list();
  },
  'meters, credits and entitlements': async ({ simulator, stripe }) => {
    const meter = await stripe.billing.meters.create({
      display_name: 'm',
      event_name: 'e',
      default_aggregation: { formula: 'sum' },
    });
    const product = await stripe.products.create({ name: 'p' });
    const price = await stripe.prices.create({
      product: product.id,
      currency: 'usd',
      unit_amount: 3,
      recurring: { interval: 'month', usage_type: 'metered', meter: meter.id },
    });
    const customer = await customerWith(stripe);
    await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    await stripe.billing.meterEvents.create({
      event_name: 'e',
      payload: { stripe_customer_id: customer.id, value: '100' },
    });
    await stripe.billing.meters.listEventSummaries(meter.id, {
      customer: customer.id,
      start_time: unix('2026-01-30T00:00:00Z'),
      end_time: unix('2026-02-05T00:00:00Z'),
    });
    const grant = await stripe.billing.creditGrants.create({
      customer: customer.id,
      amount: { type: 'monetary', monetary: { currency: 'usd', value: 100 } },
      applicability_config: { scope: { price_type: 'metered' } },
      category: 'paid',
      name: 'g',
    });
    await simulator.advance({ months: 1, days: 1 });
    await stripe.invoices.list({ customer: customer.id });
    await stripe.billing.creditGrants.retrieve(grant.id);
    await stripe.billing.creditBalanceTransactions.list({ customer: customer.id });
    await stripe.billing.creditBalanceSummaries.retrieve({
      customer: customer.id,
      filter: { type: 'credit_grant', credit_grant: grant.id },
    });
    const feature = await stripe.entitlements.features.create({ name: 'f', lookup_key: 'f' });
    await stripe.products.createFeature(product.id, { entitlement_feature: feature.id });
    await stripe.products.listFeatures(product.id);
    await stripe.entitlements.activeEntitlements.list({ customer: customer.id });
  },
};

describe.skipIf(!hasSchema)('every request and answer fits the types of the pinned version', () => {
  it.each(Object.keys(scenes))('%s', async (name) => {
    const watcher = check as SchemaCheck;
    watcher.findings.length = 0;
    const before = watcher.checked;
    await scenes[name]?.(play());
    expect(watcher.checked - before).toBeGreaterThan(5);
    expect(watcher.findings).toEqual([]);
  });
});
