import type Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { begin, customerWith, latest, monthly, press } from './harness.js';

async function shop(trial?: number) {
  const world = begin({ now: new Date('2026-04-01T00:00:00Z') });
  const price = await monthly(world.stripe, 1900, { lookup_key: 'starter' });
  const session = await world.stripe.checkout.sessions.create({
    mode: 'subscription',
    line_items: [{ price: price.id, quantity: 1 }],
    success_url: 'http://app.test/done?s={CHECKOUT_SESSION_ID}',
    cancel_url: 'http://app.test/plans',
    client_reference_id: 'user_1',
    metadata: { plan: 'starter' },
    ...(trial ? { subscription_data: { trial_period_days: trial } } : {}),
  });
  return { ...world, price, session, url: session.url ?? '' };
}

const pay = (number: string) => ({ intent: 'pay', card_number: number, email: 'ada@example.com', name: 'Ada' });

describe('the checkout page', () => {
  it.each([
    ['4000000000000002', 'Your card was declined.'],
    ['4000000000009995', 'Your card has insufficient funds.'],
    ['4242424242424241', 'invalid'],
  ])('card %s leaves the session open and says %s', async (number, words) => {
    const { simulator, stripe, session, url } = await shop();
    const answer = await press(simulator, url, pay(number));
    expect(answer.status).toBe(402);
    expect(await answer.text()).toContain(words);
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      status: 'open',
      payment_status: 'unpaid',
      subscription: null,
    });
    expect((await stripe.subscriptions.list({ status: 'all' })).data).toHaveLength(0);
    expect((await press(simulator, url, pay('4242424242424242'))).headers.get('location')).toBe(
      `http://app.test/done?s=${session.id}`,
    );
  });

  it('asks the bank with a 3-D Secure card, and takes no for an answer', async () => {
    const { simulator, stripe, session, url } = await shop();
    expect(await (await press(simulator, url, pay('4000002760003184'))).text()).toContain('3184');
    expect((await press(simulator, `${url}/3ds`, { answer: 'deny' })).status).toBe(402);
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe('open');
    await press(simulator, url, pay('4000002760003184'));
    expect((await press(simulator, `${url}/3ds`, { answer: 'approve' })).status).toBe(303);
    const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ['subscription', 'customer'] });
    expect(done).toMatchObject({
      status: 'complete',
      client_reference_id: 'user_1',
      metadata: { plan: 'starter' },
      customer: { email: 'ada@example.com' },
      subscription: { status: 'active' },
    });
  });

  it('asks for nothing today during a trial', async () => {
    const { simulator, stripe, session, url } = await shop(14);
    await press(simulator, url, pay('4242424242424242'));
    const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ['subscription'] });
    expect(done).toMatchObject({
      amount_total: 0,
      payment_status: 'no_payment_required',
      subscription: { status: 'trialing' },
    });
  });

  it('is over after a day, after expire, and once it is paid', async () => {
    const { simulator, stripe, session, url } = await shop();
    await simulator.advance({ days: 1.1 });
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({ status: 'expired', url: null });
    await press(simulator, url, pay('4242424242424242'));
    expect((await stripe.subscriptions.list({ status: 'all' })).data).toHaveLength(0);
    const second = await shop();
    await press(second.simulator, second.url, pay('4242424242424242'));
    await press(second.simulator, second.url, pay('4242424242424242'));
    expect((await second.stripe.subscriptions.list({ status: 'all' })).data).toHaveLength(1);
  });

  it('serves embedded sessions, which have a client secret instead of an address', async () => {
    const { simulator, stripe, price } = await shop();
    const session = await stripe.checkout.sessions.create({
      mode: 'subscription',
      ui_mode: 'embedded_page',
      return_url: 'http://app.test/back?s={CHECKOUT_SESSION_ID}',
      line_items: [{ price: price.id, quantity: 1 }],
    });
    expect(session.url).toBeNull();
    expect(session.client_secret).toContain('_secret_');
    const answer = await press(simulator, `http://x/c/embed/${session.id}`, pay('4242424242424242'));
    // Inside the host's page nothing navigates by itself: the page shows the way back.
    expect(answer.headers.get('location')).toBe(`/c/embed/${session.id}`);
    expect(await (await simulator.fetch(`http://x/c/embed/${session.id}`)).text()).toContain(
      `http://app.test/back?s=${session.id}`,
    );
  });

  it.each([
    ['4000002500003155', 'active', 'paid'],
    ['4000002760003184', 'past_due', 'open'],
  ])('card %s, confirmed once at the bank, renews as %s', async (number, status, invoiceStatus) => {
    const { simulator, stripe, session, url } = await shop();
    await press(simulator, url, pay(number));
    await press(simulator, `${url}/3ds`, { answer: 'approve' });
    const { subscription } = await stripe.checkout.sessions.retrieve(session.id);
    await simulator.advance({ months: 1, days: 1 });
    const renewed = await stripe.subscriptions.retrieve(subscription as string, { expand: ['latest_invoice'] });
    expect(renewed.status).toBe(status);
    expect(latest(renewed)).toMatchObject({ status: invoiceStatus, billing_reason: 'subscription_cycle' });
  });

  it('carries metadata to the subscription and its invoices, and adds one-off lines to the first', async () => {
    const { simulator, stripe, price } = await shop();
    const fee = await stripe.prices.create({ product: price.product as string, currency: 'usd', unit_amount: 500 });
    const session = await stripe.checkout.sessions.create({
      mode: 'subscription',
      line_items: [
        { price: price.id, quantity: 2 },
        { price: fee.id, quantity: 1 },
      ],
      success_url: 'http://app.test/done',
      subscription_data: { metadata: { customer: '42' } },
    });
    expect(session.amount_total).toBe(4300);
    await press(simulator, session.url ?? '', pay('4242424242424242'));
    const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ['subscription.latest_invoice'] });
    const subscription = done.subscription as Stripe.Subscription;
    expect(subscription.metadata).toEqual({ customer: '42' });
    expect(latest(subscription)).toMatchObject({
      total: 4300,
      status: 'paid',
      parent: { subscription_details: { metadata: { customer: '42' } } },
    });
    await simulator.advance({ months: 1, days: 1 });
    expect((await stripe.invoices.list({ subscription: subscription.id })).data[0]).toMatchObject({ total: 3800 });
  });

  it('takes a guest’s one-off payment without making a customer', async () => {
    const { simulator, stripe, price } = await shop();
    const once = await stripe.prices.create({ product: price.product as string, currency: 'jpy', unit_amount: 1200 });
    const session = await stripe.checkout.sessions.create({
      mode: 'payment',
      line_items: [{ price: once.id, quantity: 3 }],
      success_url: 'http://app.test/done',
      payment_intent_data: { metadata: { order: '7' } },
    });
    const refused = await press(simulator, session.url ?? '', pay('4000000000009995'));
    expect(refused.status).toBe(402);
    await press(simulator, session.url ?? '', pay('4242424242424242'));
    const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] });
    expect(done).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
      customer: null,
      amount_total: 3600,
      customer_details: { email: 'ada@example.com' },
      payment_intent: { status: 'succeeded', amount_received: 3600, currency: 'jpy' },
    });
  });

  it('an unknown session is a page that says so', async () => {
    const { simulator } = await shop();
    expect((await simulator.fetch('http://x/c/pay/cs_test_none')).status).toBe(404);
  });
});

describe('the portal page', () => {
  async function portal() {
    const world = begin({ now: new Date('2026-04-01T00:00:00Z') });
    const small = await monthly(world.stripe, 1000);
    const large = await monthly(world.stripe, 3000);
    const customer = await customerWith(world.stripe);
    const subscription = await world.stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: small.id }],
    });
    const configuration = await world.stripe.billingPortal.configurations.create({
      features: {
        subscription_cancel: { enabled: true },
        invoice_history: { enabled: true },
        payment_method_update: { enabled: true },
        subscription_update: {
          enabled: true,
          default_allowed_updates: ['price'],
          proration_behavior: 'always_invoice',
          products: [
            { product: small.product as string, prices: [small.id] },
            { product: large.product as string, prices: [large.id] },
          ],
        },
      },
    });
    const session = await world.stripe.billingPortal.sessions.create({
      customer: customer.id,
      configuration: configuration.id,
      return_url: 'http://app.test/settings',
    });
    return { ...world, small, large, customer, subscription, session };
  }

  it('cancels at the period end and resumes', async () => {
    const { simulator, stripe, subscription, session } = await portal();
    expect(
      await (await press(simulator, session.url, { intent: 'cancel', subscription: subscription.id })).text(),
    ).toContain('1 May 2026');
    expect((await stripe.subscriptions.retrieve(subscription.id)).cancel_at_period_end).toBe(true);
    await press(simulator, session.url, { intent: 'resume', subscription: subscription.id });
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({
      cancel_at_period_end: false,
      cancel_at: null,
      canceled_at: null,
    });
  });

  it('shows what a change costs, then makes it', async () => {
    const { simulator, stripe, large, subscription, session } = await portal();
    await simulator.advance({ to: new Date('2026-04-16T00:00:00Z') });
    const confirm = await simulator.fetch(`${session.url}/plan?subscription=${subscription.id}&price=${large.id}`);
    expect(await confirm.text()).toContain('$10.00');
    await press(simulator, session.url, { intent: 'change_plan', subscription: subscription.id, price: large.id });
    const changed = await stripe.subscriptions.retrieve(subscription.id, { expand: ['latest_invoice'] });
    expect(changed.items.data[0]?.price.id).toBe(large.id);
    expect(latest(changed)).toMatchObject({ total: 1000, status: 'paid' });
  });

  it('changes the card and refuses a bad one', async () => {
    const { simulator, stripe, customer, session } = await portal();
    expect(
      (await press(simulator, session.url, { intent: 'update_card', card_number: '4000000000000002' })).status,
    ).toBe(402);
    await press(simulator, session.url, { intent: 'update_card', card_number: '5555555555554444' });
    const now = (await stripe.customers.retrieve(customer.id, {
      expand: ['invoice_settings.default_payment_method'],
    })) as { invoice_settings?: { default_payment_method?: unknown } };
    expect(now.invoice_settings?.default_payment_method).toMatchObject({ card: { last4: '4444' } });
  });

  it('does nothing to a subscription of somebody else', async () => {
    const { simulator, stripe, small, session } = await portal();
    const other = await customerWith(stripe);
    const foreign = await stripe.subscriptions.create({ customer: other.id, items: [{ price: small.id }] });
    await press(simulator, session.url, { intent: 'cancel', subscription: foreign.id });
    expect((await stripe.subscriptions.retrieve(foreign.id)).cancel_at_period_end).toBe(false);
  });

  it('lists invoices, whose page pays an open one', async () => {
    const { simulator, stripe, customer, session } = await portal();
    const invoice = await stripe.invoices.create({ customer: customer.id });
    await stripe.invoiceItems.create({
      customer: customer.id,
      invoice: invoice.id ?? '',
      amount: 700,
      currency: 'usd',
    });
    const open = await stripe.invoices.finalizeInvoice(invoice.id ?? '');
    expect(await (await simulator.fetch(session.url)).text()).toContain(open.number ?? 'no number');
    expect((await press(simulator, open.hosted_invoice_url ?? '', { card_number: '4000000000009995' })).status).toBe(
      402,
    );
    expect((await press(simulator, open.hosted_invoice_url ?? '', { card_number: '4242424242424242' })).status).toBe(
      303,
    );
    expect((await stripe.invoices.retrieve(open.id ?? '')).status).toBe('paid');
  });
});
