import Stripe from 'stripe';
import { afterEach, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../src/index.js';

let simulator: Simulator | undefined;
afterEach(async () => {
  await simulator?.close();
  simulator = undefined;
});

async function begin() {
  simulator = await startSimulator({ seed: 'vertical' });
  const stripe = new Stripe('sk_test_x', { host: '127.0.0.1', port: simulator.port, protocol: 'http' });
  const product = await stripe.products.create({ name: 'Starter' });
  const price = await stripe.prices.create({
    product: product.id,
    currency: 'usd',
    unit_amount: 1900,
    recurring: { interval: 'month' },
    lookup_key: 'starter_month',
  });
  const customer = await stripe.customers.create({ email: 'ada@example.com' });
  return { simulator, stripe, price, customer };
}

/** Presses the button of a hosted page, as a browser without JavaScript does. */
async function post(url: string, fields: Record<string, string>): Promise<Response> {
  return fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
}

async function checkout(stripe: Stripe, customer: string, price: string) {
  return stripe.checkout.sessions.create({
    mode: 'subscription',
    customer,
    line_items: [{ price, quantity: 1 }],
    success_url: 'http://localhost:3000/done?session={CHECKOUT_SESSION_ID}',
    cancel_url: 'http://localhost:3000/plans',
  });
}

describe('from checkout to renewal', () => {
  it('sells a subscription on the hosted page and sends the customer back with the session id', async () => {
    const { stripe, price, customer } = await begin();
    const session = await checkout(stripe, customer.id, price.id);
    expect(session.url).toContain(`/c/pay/${session.id}`);
    const page = await (await fetch(session.url ?? '')).text();
    expect(page).toContain('Starter');
    const declined = await post(session.url ?? '', { intent: 'pay', card_number: '4000000000000002' });
    expect(declined.status).toBe(402);
    expect(await declined.text()).toContain('Your card was declined.');
    const paid = await post(session.url ?? '', { intent: 'pay', card_number: '4242 4242 4242 4242' });
    expect(paid.status).toBe(303);
    expect(paid.headers.get('location')).toBe(`http://localhost:3000/done?session=${session.id}`);
    const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ['subscription', 'line_items'] });
    expect(done).toMatchObject({ status: 'complete', payment_status: 'paid', customer: customer.id, url: null });
    const subscription = done.subscription as Stripe.Subscription;
    expect(subscription.status).toBe('active');
    expect(subscription.items.data[0]?.price.lookup_key).toBe('starter_month');
    const invoices = await stripe.invoices.list({ customer: customer.id });
    expect(invoices.data).toHaveLength(1);
    expect(invoices.data[0]).toMatchObject({
      status: 'paid',
      amount_paid: 1900,
      billing_reason: 'subscription_create',
    });
    expect(invoices.data[0]?.parent?.subscription_details?.subscription).toBe(subscription.id);
    const types = (await stripe.events.list({ limit: 100 })).data.map((event) => event.type).reverse();
    expect(types).toEqual(
      expect.arrayContaining([
        'customer.created',
        'customer.subscription.created',
        'invoice.created',
        'invoice.finalized',
        'payment_intent.succeeded',
        'charge.succeeded',
        'invoice.paid',
        'checkout.session.completed',
      ]),
    );
    expect(types.indexOf('invoice.created')).toBeLessThan(types.indexOf('invoice.paid'));
  });

  it('renews once a month, on the day the subscription began', async () => {
    const { simulator: sim, stripe, price, customer } = await begin();
    const session = await checkout(stripe, customer.id, price.id);
    await post(session.url ?? '', { intent: 'pay', card_number: '4242424242424242' });
    await sim.advance({ months: 1, days: 1 });
    const renewed = (await stripe.invoices.list({ customer: customer.id })).data;
    expect(renewed.map((invoice) => [invoice.billing_reason, invoice.status])).toEqual([
      ['subscription_cycle', 'paid'],
      ['subscription_create', 'paid'],
    ]);
    await sim.advance({ months: 3 });
    expect((await stripe.invoices.list({ customer: customer.id })).data).toHaveLength(5);
  });

  it('ends exactly once when it was cancelled at the period end on the portal page', async () => {
    const { simulator: sim, stripe, price, customer } = await begin();
    const session = await checkout(stripe, customer.id, price.id);
    await post(session.url ?? '', { intent: 'pay', card_number: '4242424242424242' });
    const [subscription] = (await stripe.subscriptions.list({ customer: customer.id })).data;
    const portal = await stripe.billingPortal.sessions.create({
      customer: customer.id,
      return_url: 'http://localhost:3000/settings',
    });
    expect(await (await fetch(portal.url)).text()).toContain('Starter');
    await post(portal.url, { intent: 'cancel', subscription: subscription?.id ?? '' });
    const waiting = await stripe.subscriptions.retrieve(subscription?.id ?? '');
    expect(waiting).toMatchObject({
      status: 'active',
      cancel_at_period_end: true,
      cancel_at: waiting.items.data[0]?.current_period_end,
    });
    await sim.advance({ months: 3 });
    const ended = await stripe.subscriptions.retrieve(subscription?.id ?? '');
    expect(ended).toMatchObject({ status: 'canceled', ended_at: waiting.cancel_at });
    expect((await stripe.events.list({ type: 'customer.subscription.deleted' })).data).toHaveLength(1);
    expect((await stripe.invoices.list({ customer: customer.id })).data).toHaveLength(1);
  });

  it('falls past due when card 0341 fails at renewal, retries, and recovers with a new card', async () => {
    const { simulator: sim, stripe, price, customer } = await begin();
    const session = await checkout(stripe, customer.id, price.id);
    expect((await post(session.url ?? '', { intent: 'pay', card_number: '4000000000000341' })).status).toBe(303);
    await sim.advance({ months: 1, days: 1 });
    const [subscription] = (await stripe.subscriptions.list({ customer: customer.id })).data;
    expect(subscription?.status).toBe('past_due');
    const open = (await stripe.invoices.list({ customer: customer.id, status: 'open' })).data[0];
    expect(open).toMatchObject({ attempt_count: 1, attempted: true });
    expect(open?.next_payment_attempt).toBeGreaterThan(0);
    const portal = await stripe.billingPortal.sessions.create({ customer: customer.id });
    await post(portal.url, { intent: 'update_card', card_number: '4242424242424242' });
    await sim.advance({ days: 4 });
    expect((await stripe.subscriptions.retrieve(subscription?.id ?? '')).status).toBe('active');
  });

  it('cancels after the last retry when nobody mends the card', async () => {
    const { simulator: sim, stripe, price, customer } = await begin();
    const session = await checkout(stripe, customer.id, price.id);
    await post(session.url ?? '', { intent: 'pay', card_number: '4000000000000341' });
    await sim.advance({ months: 1, days: 16 });
    const [subscription] = (await stripe.subscriptions.list({ customer: customer.id, status: 'all' })).data;
    expect(subscription).toMatchObject({ status: 'canceled', cancellation_details: { reason: 'payment_failed' } });
    expect((await stripe.events.list({ type: 'invoice.payment_failed' })).data).toHaveLength(4);
    expect((await stripe.events.list({ type: 'customer.subscription.deleted' })).data).toHaveLength(1);
  });
});
