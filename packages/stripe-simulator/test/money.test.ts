import { describe, expect, it } from 'vitest';
import { begin, clientOf, customerWith, latest, monthly, press, refusal, types } from './harness.js';

const expand = ['latest_invoice'];

describe('payments', () => {
  it('take, authorise, capture in part and cancel', async () => {
    const { stripe } = begin();
    const paid = await stripe.paymentIntents.create({
      amount: 2500,
      currency: 'usd',
      payment_method: 'pm_card_visa',
      confirm: true,
      return_url: 'http://localhost/x',
    });
    expect(paid).toMatchObject({ status: 'succeeded', amount_received: 2500 });
    const held = await stripe.paymentIntents.create({
      amount: 2500,
      currency: 'usd',
      payment_method: 'pm_card_visa',
      confirm: true,
      capture_method: 'manual',
      return_url: 'http://localhost/x',
    });
    expect(held).toMatchObject({ status: 'requires_capture', amount_capturable: 2500 });
    const captured = await stripe.paymentIntents.capture(held.id, { amount_to_capture: 1000 });
    expect(captured).toMatchObject({ status: 'succeeded', amount_received: 1000, amount_capturable: 0 });
    expect(await refusal(stripe.paymentIntents.cancel(paid.id))).toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
  });

  it.each([
    ['pm_card_chargeDeclined', 'card_declined', 'generic_decline'],
    ['pm_card_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
    ['pm_card_visa_chargeDeclinedLostCard', 'card_declined', 'lost_card'],
    ['pm_card_visa_chargeDeclinedStolenCard', 'card_declined', 'stolen_card'],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card', undefined],
    ['pm_card_chargeDeclinedIncorrectCvc', 'incorrect_cvc', undefined],
    ['pm_card_chargeDeclinedProcessingError', 'processing_error', undefined],
  ])('%s is refused with %s', async (card, code, declineCode) => {
    const { stripe } = begin();
    const error = await refusal(
      stripe.paymentIntents.create({
        amount: 500,
        currency: 'usd',
        payment_method: card,
        confirm: true,
        return_url: 'http://localhost/x',
      }),
    );
    expect(error).toMatchObject({ statusCode: 402, type: 'StripeCardError', code });
    expect(error.decline_code || undefined).toBe(declineCode);
    expect(error.payment_intent).toMatchObject({ status: 'requires_payment_method', last_payment_error: { code } });
    expect(await types(stripe)).toEqual(expect.arrayContaining(['charge.failed', 'payment_intent.payment_failed']));
    const attach = await refusal(
      stripe.paymentMethods.attach(card, { customer: (await stripe.customers.create({})).id }),
    );
    expect(attach).toMatchObject({ statusCode: 402, code });
  });

  it('a bank debit is processing first and comes or fails later', async () => {
    const { simulator, stripe } = begin();
    const debit = async (account_number: string) =>
      stripe.paymentIntents.create({
        amount: 900,
        currency: 'usd',
        confirm: true,
        return_url: 'http://localhost/x',
        payment_method_data: {
          type: 'us_bank_account',
          us_bank_account: { account_number, routing_number: '110000000', account_holder_type: 'individual' },
          billing_details: { name: 'Ada' },
        },
      });
    const good = await debit('000123456789');
    const bad = await debit('000222222227');
    expect([good.status, bad.status]).toEqual(['processing', 'processing']);
    await simulator.advance({ days: 1 });
    expect((await stripe.paymentIntents.retrieve(good.id)).status).toBe('succeeded');
    expect((await stripe.paymentIntents.retrieve(bad.id)).status).toBe('requires_payment_method');
  });

  it('refunds in parts until nothing is left', async () => {
    const { stripe } = begin();
    const intent = await stripe.paymentIntents.create({
      amount: 1000,
      currency: 'usd',
      payment_method: 'pm_card_visa',
      confirm: true,
      return_url: 'http://localhost/x',
    });
    const charge = async () => stripe.charges.retrieve(intent.latest_charge as string);
    await stripe.refunds.create({ payment_intent: intent.id, amount: 300 });
    expect(await charge()).toMatchObject({ amount_refunded: 300, refunded: false });
    expect(await refusal(stripe.refunds.create({ payment_intent: intent.id, amount: 800 }))).toMatchObject({
      statusCode: 400,
      param: 'amount',
    });
    await stripe.refunds.create({ payment_intent: intent.id });
    expect(await charge()).toMatchObject({ amount_refunded: 1000, refunded: true });
    expect(await refusal(stripe.refunds.create({ payment_intent: intent.id }))).toMatchObject({
      code: 'charge_already_refunded',
    });
    expect((await types(stripe)).filter((type) => type === 'charge.refunded')).toHaveLength(2);
  });

  it.each([
    ['winning_evidence', 'won', 'charge.dispute.funds_reinstated'],
    ['losing_evidence', 'lost', null],
  ] as const)('a dispute with %s is %s', async (evidence, status, event) => {
    const { stripe } = begin();
    const intent = await stripe.paymentIntents.create({
      amount: 1000,
      currency: 'usd',
      payment_method: 'pm_card_createDispute',
      confirm: true,
      return_url: 'http://localhost/x',
    });
    const dispute = (await stripe.disputes.list({ payment_intent: intent.id })).data[0];
    expect(dispute).toMatchObject({ status: 'needs_response', amount: 1000, reason: 'fraudulent' });
    expect(dispute?.balance_transactions[0]).toMatchObject({ amount: -1000 });
    expect(await refusal(stripe.refunds.create({ payment_intent: intent.id }))).toMatchObject({
      code: 'charge_disputed',
    });
    const closed = await stripe.disputes.update(dispute?.id ?? '', {
      evidence: { uncategorized_text: evidence },
      submit: true,
    });
    expect(closed.status).toBe(status);
    const seen = await types(stripe);
    expect(seen).toEqual(
      expect.arrayContaining(['charge.dispute.created', 'charge.dispute.funds_withdrawn', 'charge.dispute.closed']),
    );
    expect(seen.includes('charge.dispute.funds_reinstated')).toBe(event !== null);
  });
});

describe('discounts and taxes', () => {
  it.each([
    ['once', {}, [500, 1000, 1000]],
    ['repeating', { duration_in_months: 2 }, [500, 500, 1000]],
    ['forever', {}, [500, 500, 500]],
  ] as const)('a coupon that counts %s', async (duration, more, amounts) => {
    const { simulator, stripe } = begin({ now: new Date('2026-01-15T00:00:00Z') });
    const price = await monthly(stripe);
    const customer = await customerWith(stripe);
    const coupon = await stripe.coupons.create({ percent_off: 50, duration, ...more });
    await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      discounts: [{ coupon: coupon.id }],
    });
    await simulator.advance({ to: new Date('2026-03-20T00:00:00Z') });
    expect(
      (await stripe.invoices.list({ customer: customer.id })).data.reverse().map((invoice) => invoice.amount_paid),
    ).toEqual(amounts);
    expect((await stripe.coupons.retrieve(coupon.id)).times_redeemed).toBe(1);
  });

  it('a coupon of 100 % makes a paid invoice of nothing and an active subscription', async () => {
    const { stripe } = begin();
    const price = await monthly(stripe);
    const customer = await stripe.customers.create({});
    const coupon = await stripe.coupons.create({ percent_off: 100, duration: 'forever' });
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      discounts: [{ coupon: coupon.id }],
      expand,
    });
    expect(subscription.status).toBe('active');
    expect(latest(subscription)).toMatchObject({ status: 'paid', total: 0, subtotal: 1000 });
  });

  it('a promotion code typed on the page lowers what is due, a wrong one says so', async () => {
    const { simulator, stripe } = begin();
    const price = await monthly(stripe, 2000);
    const coupon = await stripe.coupons.create({ amount_off: 500, currency: 'usd', duration: 'once' });
    await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id }, code: 'HELLO5' });
    const session = await stripe.checkout.sessions.create({
      mode: 'subscription',
      line_items: [{ price: price.id, quantity: 1 }],
      success_url: 'http://localhost/ok',
      allow_promotion_codes: true,
      customer_email: 'ada@example.com',
    });
    const url = session.url ?? '';
    expect(await (await press(simulator, url, { intent: 'promotion', promotion_code: 'NOPE' })).text()).toContain(
      'This code is invalid.',
    );
    await press(simulator, url, { intent: 'promotion', promotion_code: 'hello5' });
    expect((await stripe.checkout.sessions.retrieve(session.id)).amount_total).toBe(1500);
    await press(simulator, url, { intent: 'pay', card_number: '4242424242424242' });
    const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ['invoice'] });
    expect(done.invoice).toMatchObject({ amount_paid: 1500 });
    expect((await stripe.promotionCodes.list({ code: 'HELLO5' })).data[0]?.times_redeemed).toBe(1);
  });

  it('adds exclusive tax and finds inclusive tax', async () => {
    const { stripe } = begin();
    const customer = await customerWith(stripe);
    for (const [inclusive, total, tax] of [
      [false, 1190, 190],
      [true, 1000, 160],
    ] as const) {
      const rate = await stripe.taxRates.create({ display_name: 'VAT', percentage: 19, inclusive });
      const price = await monthly(stripe);
      const subscription = await stripe.subscriptions.create({
        customer: customer.id,
        items: [{ price: price.id }],
        default_tax_rates: [rate.id],
        expand,
      });
      expect(latest(subscription).total).toBe(total);
      expect(latest(subscription).total_taxes).toMatchObject([
        { amount: tax, tax_behavior: inclusive ? 'inclusive' : 'exclusive' },
      ]);
    }
  });
});

describe('invoices', () => {
  it('go from draft over open to paid, void and uncollectible', async () => {
    const { stripe } = begin();
    const customer = await customerWith(stripe);
    const make = async () => {
      const invoice = await stripe.invoices.create({ customer: customer.id });
      await stripe.invoiceItems.create({
        customer: customer.id,
        invoice: invoice.id ?? '',
        amount: 700,
        currency: 'usd',
        description: 'Setup',
      });
      return (await stripe.invoices.finalizeInvoice(invoice.id ?? '')).id ?? '';
    };
    expect(await stripe.invoices.pay(await make())).toMatchObject({
      status: 'paid',
      amount_paid: 700,
      number: expect.stringMatching(/-0001$/),
    });
    expect((await stripe.invoices.voidInvoice(await make())).status).toBe('void');
    expect((await stripe.invoices.markUncollectible(await make())).status).toBe('uncollectible');
    const open = await make();
    expect(await refusal(stripe.invoices.del(open))).toMatchObject({ code: 'invoice_not_editable' });
    expect((await stripe.invoices.pay(open, { paid_out_of_band: true })).status).toBe('paid');
    expect(await refusal(stripe.invoices.pay(open))).toMatchObject({ code: 'invoice_already_paid' });
  });

  it('are lowered by credit notes before, and refunded by them after payment', async () => {
    const { stripe } = begin();
    const customer = await customerWith(stripe);
    const price = await monthly(stripe);
    const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    const note = await stripe.creditNotes.create({
      invoice: subscription.latest_invoice as string,
      amount: 400,
      refund_amount: 400,
    });
    expect(note).toMatchObject({ amount: 400, type: 'post_payment', status: 'issued' });
    expect(
      (await stripe.invoices.retrieve(subscription.latest_invoice as string)).post_payment_credit_notes_amount,
    ).toBe(400);
    expect((await stripe.refunds.list()).data[0]?.amount).toBe(400);
  });

  it('bill what a meter counted, less the customer’s credits', async () => {
    const { simulator, stripe } = begin({ now: new Date('2026-01-01T00:00:00Z') });
    const meter = await stripe.billing.meters.create({
      display_name: 'Calls',
      event_name: 'calls',
      default_aggregation: { formula: 'sum' },
    });
    const product = await stripe.products.create({ name: 'Calls' });
    const price = await stripe.prices.create({
      product: product.id,
      currency: 'usd',
      unit_amount: 2,
      recurring: { interval: 'month', usage_type: 'metered', meter: meter.id },
    });
    const customer = await customerWith(stripe);
    await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    for (const value of ['400', '350'])
      await stripe.billing.meterEvents.create({
        event_name: 'calls',
        payload: { stripe_customer_id: customer.id, value },
      });
    await stripe.billing.creditGrants.create({
      customer: customer.id,
      amount: { type: 'monetary', monetary: { currency: 'usd', value: 600 } },
      applicability_config: { scope: { price_type: 'metered' } },
      category: 'promotional',
    });
    await simulator.advance({ months: 1, days: 1 });
    const invoice = (await stripe.invoices.list({ customer: customer.id })).data[0];
    expect(invoice?.lines.data[0]).toMatchObject({ quantity: 750, amount: 1500 });
    expect(invoice).toMatchObject({ subtotal: 1500, total: 900, amount_paid: 900, status: 'paid' });
    const summary = await stripe.billing.creditBalanceSummaries.retrieve({
      customer: customer.id,
      filter: { type: 'applicability_scope', applicability_scope: { price_type: 'metered' } },
    });
    expect(summary.balances[0]?.available_balance.monetary?.value).toBe(0);
  });
});

describe('pauses, schedules and entitlements', () => {
  it.each([
    ['void', 'void'],
    ['mark_uncollectible', 'uncollectible'],
    ['keep_as_draft', 'draft'],
  ] as const)('pause_collection %s leaves the renewal %s', async (behavior, status) => {
    const { simulator, stripe } = begin();
    const price = await monthly(stripe);
    const customer = await customerWith(stripe);
    const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    await stripe.subscriptions.update(subscription.id, { pause_collection: { behavior } });
    await simulator.advance({ months: 1, days: 1 });
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('active');
    expect((await stripe.invoices.list({ customer: customer.id })).data[0]?.status).toBe(status);
  });

  it('a paused subscription bills nothing until it is resumed, which starts a new period', async () => {
    const { simulator, stripe } = begin();
    const price = await monthly(stripe);
    const customer = await customerWith(stripe);
    const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    expect((await stripe.subscriptions.pause(subscription.id, { type: 'subscription' } as never)).status).toBe(
      'paused',
    );
    await simulator.advance({ months: 3 });
    expect((await stripe.invoices.list({ customer: customer.id })).data).toHaveLength(1);
    expect((await stripe.subscriptions.resume(subscription.id)).status).toBe('active');
    expect((await stripe.invoices.list({ customer: customer.id })).data).toHaveLength(2);
    expect(await types(stripe)).toEqual(
      expect.arrayContaining(['customer.subscription.paused', 'customer.subscription.resumed']),
    );
  });

  it('a schedule switches the plan when the period ends, and leaves the subscription to itself', async () => {
    const { simulator, stripe } = begin({ now: new Date('2026-01-10T00:00:00Z') });
    const large = await monthly(stripe, 3000);
    const small = await monthly(stripe, 1000);
    const customer = await customerWith(stripe);
    const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: large.id }] });
    const schedule = await stripe.subscriptionSchedules.create({ from_subscription: subscription.id });
    const first = schedule.phases[0];
    await stripe.subscriptionSchedules.update(schedule.id, {
      phases: [
        {
          items: [{ price: large.id, quantity: 1 }],
          start_date: first?.start_date ?? 0,
          end_date: first?.end_date ?? 0,
        },
        { items: [{ price: small.id, quantity: 1 }], duration: { interval: 'month', interval_count: 1 } },
      ],
    });
    expect((await stripe.subscriptions.retrieve(subscription.id)).items.data[0]?.price.id).toBe(large.id);
    await simulator.advance({ to: new Date('2026-02-11T00:00:00Z') });
    expect((await stripe.subscriptions.retrieve(subscription.id)).items.data[0]?.price.id).toBe(small.id);
    expect((await stripe.invoices.list({ customer: customer.id })).data[0]).toMatchObject({
      total: 1000,
      status: 'paid',
    });
    await simulator.advance({ to: new Date('2026-03-11T00:00:00Z') });
    expect((await stripe.subscriptionSchedules.retrieve(schedule.id)).status).toBe('completed');
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ status: 'active', schedule: null });
  });

  it('a feature is a customer’s while the subscription to its product lasts', async () => {
    const { stripe } = begin();
    const price = await monthly(stripe);
    const feature = await stripe.entitlements.features.create({ name: 'Exports', lookup_key: 'exports' });
    await stripe.products.createFeature(price.product as string, { entitlement_feature: feature.id });
    const customer = await customerWith(stripe);
    const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    const held = async () =>
      (await stripe.entitlements.activeEntitlements.list({ customer: customer.id })).data.map(
        (entry) => entry.lookup_key,
      );
    expect(await held()).toEqual(['exports']);
    await stripe.subscriptions.cancel(subscription.id);
    expect(await held()).toEqual([]);
    expect(
      (await types(stripe)).filter((type) => type === 'entitlements.active_entitlement_summary.updated'),
    ).toHaveLength(2);
  });

  it('payment_method_types is refused with a code of its own since endive', async () => {
    const { simulator, stripe } = begin();
    const params = { amount: 100, currency: 'usd', payment_method_types: ['card'] } as never;
    expect(await refusal(stripe.paymentIntents.create(params))).toMatchObject({
      statusCode: 400,
      code: 'payment_method_types_no_longer_supported',
      param: 'payment_method_types',
    });
    expect(await clientOf(simulator, '2026-03-25.dahlia').paymentIntents.create(params)).toMatchObject({
      payment_method_types: ['card'],
    });
  });

  it('parameters that a version has dropped are refused from then on', async () => {
    const { simulator, stripe } = begin();
    const old = clientOf(simulator, '2024-12-18.acacia');
    const customer = await customerWith(stripe);
    const coupon = await stripe.coupons.create({ percent_off: 10, duration: 'forever' });
    const price = await monthly(stripe);
    const params = { customer: customer.id, items: [{ price: price.id }], coupon: coupon.id } as never;
    expect(await refusal(stripe.subscriptions.create(params))).toMatchObject({
      code: 'parameter_unknown',
      param: 'coupon',
    });
    expect(await old.subscriptions.create(params)).toMatchObject({
      status: 'active',
      discount: { coupon: { id: coupon.id } },
    });
  });
});
