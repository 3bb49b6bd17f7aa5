import { describe, expect, it } from 'vitest';
import { begin, customerWith, iso, latest, monthly, press, refusal, types, unix } from './harness.js';

const expand = ['latest_invoice', 'latest_invoice.payments', 'latest_invoice.confirmation_secret'];

describe('creating a subscription', () => {
  it('refuses to begin without a card, and leaves nothing behind', async () => {
    const { stripe } = begin();
    const price = await monthly(stripe);
    const customer = await stripe.customers.create({});
    const error = await refusal(stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] }));
    expect(error).toMatchObject({ statusCode: 400, code: 'resource_missing' });
    expect((await stripe.subscriptions.list({ status: 'all' })).data).toHaveLength(0);
    expect((await stripe.invoices.list()).data).toHaveLength(0);
  });

  it('stays incomplete when the first payment is declined, and becomes active when another card pays', async () => {
    const { stripe } = begin();
    const price = await monthly(stripe);
    const customer = await customerWith(stripe, 'pm_card_chargeCustomerFail');
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      expand,
    });
    expect(subscription.status).toBe('incomplete');
    expect(latest(subscription)).toMatchObject({ status: 'open', attempt_count: 1, amount_remaining: 1000 });
    const method = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
    await stripe.invoices.pay(latest(subscription).id ?? '', { payment_method: method.id });
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('active');
  });

  it('expires an incomplete subscription after 23 hours and voids its invoice', async () => {
    const { simulator, stripe } = begin();
    const price = await monthly(stripe);
    const customer = await customerWith(stripe, 'pm_card_chargeCustomerFail');
    const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    await simulator.advance({ days: 1 });
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('incomplete_expired');
    expect((await stripe.invoices.retrieve(subscription.latest_invoice as string)).status).toBe('void');
  });

  it('refuses with the card error and keeps nothing under error_if_incomplete', async () => {
    const { stripe } = begin();
    const price = await monthly(stripe);
    const customer = await customerWith(stripe, 'pm_card_chargeCustomerFail');
    const error = await refusal(
      stripe.subscriptions.create({
        customer: customer.id,
        items: [{ price: price.id }],
        payment_behavior: 'error_if_incomplete',
      }),
    );
    expect(error).toMatchObject({
      statusCode: 402,
      type: 'StripeCardError',
      code: 'card_declined',
      decline_code: 'generic_decline',
    });
    expect((await stripe.subscriptions.list({ status: 'all' })).data).toHaveLength(0);
  });

  it('waits for the bank with 3-D Secure, and begins when the customer approves', async () => {
    const { simulator, stripe } = begin();
    const price = await monthly(stripe);
    const customer = await customerWith(stripe, 'pm_card_authenticationRequired');
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      expand,
    });
    expect(subscription.status).toBe('incomplete');
    const intentId = latest(subscription).payments?.data[0]?.payment.payment_intent as string;
    expect((await stripe.paymentIntents.retrieve(intentId)).status).toBe('requires_action');
    await press(simulator, `${simulator.url}/3ds/${intentId}`, { answer: 'approve' });
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('active');
    expect(await types(stripe)).toContain('invoice.payment_action_required');
  });

  it('waits for confirmation under default_incomplete', async () => {
    const { stripe } = begin();
    const price = await monthly(stripe);
    const customer = await stripe.customers.create({});
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      payment_behavior: 'default_incomplete',
      payment_settings: { save_default_payment_method: 'on_subscription' },
      expand,
    });
    expect(subscription.status).toBe('incomplete');
    const secret = latest(subscription).confirmation_secret?.client_secret ?? '';
    await stripe.paymentIntents.confirm(secret.split('_secret')[0] ?? '', {
      payment_method: 'pm_card_visa',
      return_url: 'http://localhost/x',
    });
    const active = await stripe.subscriptions.retrieve(subscription.id);
    expect(active.status).toBe('active');
    expect(active.default_payment_method).toMatch(/^pm_/);
  });
});

describe('trials', () => {
  it('begin with a paid invoice of nothing, warn three days ahead, and bill at their end', async () => {
    const { simulator, stripe } = begin();
    const price = await monthly(stripe);
    const customer = await customerWith(stripe);
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      trial_period_days: 14,
      expand,
    });
    expect(subscription.status).toBe('trialing');
    expect(latest(subscription)).toMatchObject({ status: 'paid', total: 0, billing_reason: 'subscription_create' });
    await simulator.advance({ days: 11 });
    expect((await types(stripe)).filter((type) => type === 'customer.subscription.trial_will_end')).toHaveLength(1);
    await simulator.advance({ days: 4 });
    const after = await stripe.subscriptions.retrieve(subscription.id, { expand });
    expect(after.status).toBe('active');
    expect(after.items.data[0]?.current_period_start).toBe(subscription.trial_end);
    expect(latest(after)).toMatchObject({ status: 'paid', amount_paid: 1000, billing_reason: 'subscription_cycle' });
  });

  it.each([
    ['cancel', 'canceled'],
    ['pause', 'paused'],
    ['create_invoice', 'past_due'],
  ] as const)('without a card, %s makes it %s', async (behavior, status) => {
    const { simulator, stripe } = begin();
    const price = await monthly(stripe);
    const customer = await stripe.customers.create({});
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      trial_period_days: 7,
      trial_settings: { end_behavior: { missing_payment_method: behavior } },
    });
    await simulator.advance({ days: 8 });
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe(status);
  });

  it('end at once with trial_end now, which bills', async () => {
    const { stripe } = begin();
    const price = await monthly(stripe);
    const customer = await customerWith(stripe);
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      trial_period_days: 14,
    });
    const active = await stripe.subscriptions.update(subscription.id, { trial_end: 'now', expand });
    expect(active.status).toBe('active');
    expect(latest(active)).toMatchObject({ status: 'paid', amount_paid: 1000 });
  });
});

describe('changing a subscription in the middle of its period', () => {
  async function halfWay() {
    const world = begin({ now: new Date('2026-04-01T00:00:00Z') });
    const small = await monthly(world.stripe, 1000);
    const large = await monthly(world.stripe, 3000);
    const customer = await customerWith(world.stripe);
    const subscription = await world.stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: small.id }],
    });
    // April has 30 days: half of the period is left.
    await world.simulator.advance({ to: new Date('2026-04-16T00:00:00Z') });
    return { ...world, small, large, customer, subscription, item: subscription.items.data[0]?.id ?? '' };
  }

  it('always_invoice bills the difference of what is left today', async () => {
    const { stripe, large, subscription, item } = await halfWay();
    const changed = await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: large.id }],
      proration_behavior: 'always_invoice',
      expand,
    });
    expect(latest(changed)).toMatchObject({ status: 'paid', amount_paid: 1000, billing_reason: 'subscription_update' });
    expect(latest(changed).lines.data.map((line) => line.amount)).toEqual([-500, 1500]);
    expect(changed.items.data[0]?.current_period_end).toBe(subscription.items.data[0]?.current_period_end);
  });

  it('create_prorations waits for the renewal, none forgets it', async () => {
    for (const [behavior, total] of [
      ['create_prorations', 4000],
      ['none', 3000],
    ] as const) {
      const { simulator, stripe, large, customer, subscription, item } = await halfWay();
      await stripe.subscriptions.update(subscription.id, {
        items: [{ id: item, price: large.id }],
        proration_behavior: behavior,
      });
      expect((await stripe.invoices.list({ customer: customer.id })).data).toHaveLength(1);
      await simulator.advance({ to: new Date('2026-05-02T00:00:00Z') });
      expect((await stripe.invoices.list({ customer: customer.id })).data[0]).toMatchObject({
        billing_reason: 'subscription_cycle',
        total,
        status: 'paid',
      });
    }
  });

  it('a downgrade leaves credit on the customer, which pays the next invoice', async () => {
    const { simulator, stripe, small, large, customer, subscription, item } = await halfWay();
    await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: large.id }],
      proration_behavior: 'none',
    });
    await simulator.advance({ to: new Date('2026-05-16T12:00:00Z') });
    await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: small.id }],
      proration_behavior: 'always_invoice',
    });
    const credit = (await stripe.customers.retrieve(customer.id)) as { balance?: number };
    expect(credit.balance).toBe(-1000);
    await simulator.advance({ to: new Date('2026-06-02T00:00:00Z') });
    expect((await stripe.invoices.list({ customer: customer.id })).data[0]).toMatchObject({
      total: 1000,
      amount_due: 0,
      status: 'paid',
      starting_balance: -1000,
      ending_balance: 0,
    });
  });

  it('previews exactly what it then bills', async () => {
    const { stripe, large, subscription, item } = await halfWay();
    const change = { items: [{ id: item, price: large.id }], proration_behavior: 'always_invoice' as const };
    const before = (await stripe.events.list({ limit: 100 })).data.length;
    const preview = await stripe.invoices.createPreview({
      subscription: subscription.id,
      subscription_details: change,
    });
    expect((await stripe.events.list({ limit: 100 })).data).toHaveLength(before);
    const changed = await stripe.subscriptions.update(subscription.id, { ...change, expand });
    expect(preview.total).toBe(latest(changed).total);
    expect(preview.lines.data.map((line) => line.amount)).toEqual(
      latest(changed).lines.data.map((line) => line.amount),
    );
  });

  it('a new interval starts a new period and bills it now', async () => {
    const { stripe, subscription, item } = await halfWay();
    const product = await stripe.products.create({ name: 'Yearly' });
    const yearly = await stripe.prices.create({
      product: product.id,
      currency: 'usd',
      unit_amount: 10000,
      recurring: { interval: 'year' },
    });
    const changed = await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: yearly.id }],
      expand,
    });
    expect(iso(changed.items.data[0]?.current_period_end)).toBe('2027-04-16T00:00:00.000Z');
    expect(latest(changed)).toMatchObject({ status: 'paid', amount_paid: 9500 });
  });

  it('pending_if_incomplete keeps the old plan until the payment comes', async () => {
    const { stripe, small, large, customer, subscription, item } = await halfWay();
    const bad = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: customer.id });
    await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: bad.id } });
    const held = await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: large.id }],
      proration_behavior: 'always_invoice',
      payment_behavior: 'pending_if_incomplete',
      expand,
    });
    expect(held.items.data[0]?.price.id).toBe(small.id);
    expect(held.pending_update?.subscription_items?.[0]?.price.id).toBe(large.id);
    const good = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
    await stripe.invoices.pay(latest(held).id ?? '', { payment_method: good.id });
    const applied = await stripe.subscriptions.retrieve(subscription.id);
    expect(applied.items.data[0]?.price.id).toBe(large.id);
    expect(applied.pending_update).toBeNull();
    expect(await types(stripe)).toContain('customer.subscription.pending_update_applied');
  });

  it('moves the anchor with billing_cycle_anchor now, in endive and in older words', async () => {
    const { stripe, subscription } = await halfWay();
    const moved = await stripe.subscriptions.update(subscription.id, { billing_cycle_anchor: { type: 'now' }, expand });
    expect(iso(moved.billing_cycle_anchor)).toBe('2026-04-16T00:00:00.000Z');
    expect(latest(moved)).toMatchObject({ status: 'paid', total: 500 });
    const error = await refusal(stripe.subscriptions.update(subscription.id, { billing_cycle_anchor: 'now' as never }));
    expect(error.statusCode).toBe(400);
    const older = await stripe.subscriptions.update(
      subscription.id,
      { billing_cycle_anchor: 'now' as never },
      { apiVersion: '2025-09-30.clover' },
    );
    expect(older.billing_cycle_anchor).toBe(moved.billing_cycle_anchor);
  });

  it('gives back unused time on an immediate cancellation that asks for it', async () => {
    const { stripe, customer, subscription } = await halfWay();
    const ended = await stripe.subscriptions.cancel(subscription.id, { prorate: true, invoice_now: true });
    expect(ended).toMatchObject({ status: 'canceled', cancel_at_period_end: false, cancel_at: null });
    expect(((await stripe.customers.retrieve(customer.id)) as { balance?: number }).balance).toBe(-500);
    expect(await refusal(stripe.subscriptions.cancel(subscription.id))).toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
    });
  });
});

describe('the calendar', () => {
  it.each([
    ['2026-01-31T10:00:00Z', 'month', ['2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31']],
    ['2028-01-30T10:00:00Z', 'month', ['2028-02-29', '2028-03-30', '2028-04-30']],
    ['2028-02-29T10:00:00Z', 'year', ['2029-02-28', '2030-02-28', '2031-02-28', '2032-02-29']],
    ['2026-12-31T23:59:59Z', 'month', ['2027-01-31', '2027-02-28', '2027-03-31']],
    ['2026-03-01T00:00:00Z', 'week', ['2026-03-08', '2026-03-15']],
  ] as const)('from %s every %s: %j', async (start, interval, ends) => {
    const { simulator, stripe } = begin({ now: new Date(start) });
    const price = await monthly(stripe, 1000, { recurring: { interval } });
    const customer = await customerWith(stripe);
    const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    for (const end of ends) {
      const now = await stripe.subscriptions.retrieve(subscription.id);
      expect(iso(now.items.data[0]?.current_period_end).slice(0, 10)).toBe(end);
      await simulator.advance({ until: 'next_renewal' });
    }
    expect((await stripe.invoices.list({ customer: customer.id })).data).toHaveLength(ends.length + 1);
  });

  it('runs several periods at once, in order, one renewal each', async () => {
    const { simulator, stripe } = begin({ now: new Date('2026-01-31T00:00:00Z') });
    const price = await monthly(stripe);
    const customer = await customerWith(stripe);
    await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    await simulator.advance({ to: new Date('2026-07-15T00:00:00Z') });
    const invoices = (await stripe.invoices.list({ customer: customer.id })).data.reverse();
    expect(invoices.map((invoice) => iso(invoice.created).slice(0, 10))).toEqual([
      '2026-01-31',
      '2026-02-28',
      '2026-03-31',
      '2026-04-30',
      '2026-05-31',
      '2026-06-30',
    ]);
    expect(invoices.every((invoice) => invoice.status === 'paid')).toBe(true);
  });

  it('ends at a date set with cancel_at', async () => {
    const { simulator, stripe } = begin({ now: new Date('2026-01-01T00:00:00Z') });
    const price = await monthly(stripe);
    const customer = await customerWith(stripe);
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      cancel_at: unix('2026-01-20T00:00:00Z'),
    });
    expect(subscription.cancel_at_period_end).toBe(false);
    await simulator.advance({ days: 25 });
    const ended = await stripe.subscriptions.retrieve(subscription.id);
    expect(ended.status).toBe('canceled');
    expect(iso(ended.ended_at)).toBe('2026-01-20T00:00:00.000Z');
  });

  it('a test clock moves only its own customers', async () => {
    const { simulator, stripe } = begin({ now: new Date('2026-01-01T00:00:00Z') });
    const clock = await stripe.testHelpers.testClocks.create({ frozen_time: unix('2026-01-31T00:00:00Z') });
    const price = await monthly(stripe);
    const own = await customerWith(stripe, 'pm_card_visa', { test_clock: clock.id });
    const other = await customerWith(stripe);
    for (const customer of [own, other])
      await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    const advancing = await stripe.testHelpers.testClocks.advance(clock.id, {
      frozen_time: unix('2026-04-01T00:00:00Z'),
    });
    expect(advancing.status).toBe('advancing');
    expect((await stripe.testHelpers.testClocks.retrieve(clock.id)).status).toBe('ready');
    expect((await stripe.invoices.list({ customer: own.id })).data).toHaveLength(3);
    expect((await stripe.invoices.list({ customer: other.id })).data).toHaveLength(1);
    expect(simulator.now().toISOString()).toBe('2026-01-01T00:00:00.000Z');
  });
});
