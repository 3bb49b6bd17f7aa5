import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { createSimulator } from '../src/index.js';
import { begin, clientOf, customerWith, monthly, refusal } from './harness.js';

describe('errors', () => {
  it.each([
    [{ nonsense: '1' }, 'parameter_unknown', 'nonsense'],
    [{ balance: 'many' }, 'parameter_invalid_integer', 'balance'],
    [{ tax_exempt: 'perhaps' }, undefined, 'tax_exempt'],
    [{ address: 'here' }, undefined, 'address'],
    [{ email: 'nobody' }, 'email_invalid', 'email'],
    [{ invoice_settings: { nonsense: '1' } }, 'parameter_unknown', 'invoice_settings[nonsense]'],
  ])('%j is refused', async (params, code, param) => {
    const { stripe } = begin();
    const error = await refusal(stripe.customers.create(params as never));
    expect(error).toMatchObject({ statusCode: 400, type: 'StripeInvalidRequestError', param });
    expect(error.code).toBe(code);
    expect(error.requestId).toMatch(/^req_/);
  });

  it('a missing parameter and a missing object are named', async () => {
    const { stripe } = begin();
    expect(await refusal(stripe.products.create({} as never))).toMatchObject({
      code: 'parameter_missing',
      param: 'name',
    });
    expect(await refusal(stripe.customers.retrieve('cus_none'))).toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
      param: 'id',
      message: "No such customer: 'cus_none'",
    });
    expect(await refusal(stripe.subscriptions.create({ customer: 'cus_none', items: [{ price: 'x' }] }))).toMatchObject(
      { statusCode: 400, code: 'resource_missing', param: 'customer' },
    );
  });

  it('keys that cannot be secret test keys are refused as Stripe refuses them', async () => {
    const { simulator } = begin();
    const call = async (authorization?: string) =>
      simulator.fetch('http://x/v1/customers', authorization ? { headers: { authorization } } : {});
    for (const key of [undefined, 'Bearer pk_test_x', 'Bearer invalid_key', 'Bearer sk_live_x'])
      expect((await call(key)).status).toBe(401);
    expect((await call('Bearer sk_test_anything')).status).toBe(200);
    expect((await call(`Basic ${btoa('sk_test_anything:')}`)).status).toBe(200);
  });

  it('an endpoint it does not have answers 501 with a sentence', async () => {
    const { simulator } = begin();
    const response = await simulator.fetch('http://x/v1/issuing/cards', {
      headers: { authorization: 'Bearer sk_test_x' },
    });
    expect(response.status).toBe(501);
    expect(((await response.json()) as { error: { message: string } }).error.message).toContain(
      'The simulator has no GET /v1/issuing/cards',
    );
  });

  it('a version that is none is refused', async () => {
    const { simulator } = begin();
    const response = await simulator.fetch('http://x/v1/customers', {
      headers: { authorization: 'Bearer sk_test_x', 'stripe-version': 'yesterday' },
    });
    expect(response.status).toBe(400);
  });
});

describe('idempotency', () => {
  it('replays the first answer, refuses other parameters, and forgets what was refused before it ran', async () => {
    const { stripe } = begin();
    const first = await stripe.customers.create({ name: 'Ada' }, { idempotencyKey: 'k1' });
    const again = await stripe.customers.create({ name: 'Ada' }, { idempotencyKey: 'k1' });
    expect(again.id).toBe(first.id);
    expect((again.lastResponse.headers as unknown as Headers).get('idempotent-replayed')).toBe('true');
    expect(await refusal(stripe.customers.create({ name: 'Bob' }, { idempotencyKey: 'k1' }))).toMatchObject({
      type: 'StripeIdempotencyError',
      statusCode: 400,
    });
    expect(
      (await refusal(stripe.customers.create({ nonsense: 1 } as never, { idempotencyKey: 'k2' }))).statusCode,
    ).toBe(400);
    expect((await stripe.customers.create({ name: 'Eve' }, { idempotencyKey: 'k2' })).name).toBe('Eve');
  });

  it('keeps a 500 that began to run, so the retry is told the same', async () => {
    const { simulator, stripe } = begin();
    simulator.faults.add({ kind: 'stored_error', method: 'POST', path: '/v1/customers' });
    expect((await refusal(stripe.customers.create({ name: 'A' }, { idempotencyKey: 'k3' }))).statusCode).toBe(500);
    expect((await refusal(stripe.customers.create({ name: 'A' }, { idempotencyKey: 'k3' }))).statusCode).toBe(500);
    expect((await stripe.customers.list()).data).toHaveLength(0);
  });
});

describe('lists', () => {
  it('page newest first with cursors, both ways, and filter', async () => {
    const { stripe } = begin();
    for (let index = 0; index < 25; index += 1)
      await stripe.customers.create({ name: `c${index}`, ...(index === 3 ? { email: 'x@example.com' } : {}) });
    const page = await stripe.customers.list({ limit: 10 });
    expect(page).toMatchObject({ has_more: true });
    expect(page.data[0]?.name).toBe('c24');
    const next = await stripe.customers.list({ limit: 10, starting_after: page.data[9]?.id ?? '' });
    expect(next.data[0]?.name).toBe('c14');
    const back = await stripe.customers.list({ limit: 5, ending_before: next.data[0]?.id ?? '' });
    expect(back.data.map((customer) => customer.name)).toEqual(['c19', 'c18', 'c17', 'c16', 'c15']);
    const all = [];
    for await (const customer of stripe.customers.list({ limit: 10 })) all.push(customer);
    expect(all).toHaveLength(25);
    expect((await stripe.customers.list({ email: 'x@example.com' })).data).toHaveLength(1);
    expect(await refusal(stripe.customers.list({ limit: 1000 }))).toMatchObject({ param: 'limit' });
    expect(await refusal(stripe.customers.list({ starting_after: 'cus_none' }))).toMatchObject({
      code: 'resource_missing',
    });
  });

  it('finds prices by lookup key, and moves a key only when asked', async () => {
    const { stripe } = begin();
    const first = await monthly(stripe, 1000, { lookup_key: 'starter' });
    expect(await refusal(monthly(stripe, 2000, { lookup_key: 'starter' }))).toMatchObject({ param: 'lookup_key' });
    const second = await monthly(stripe, 2000, { lookup_key: 'starter', transfer_lookup_key: true });
    expect((await stripe.prices.list({ lookup_keys: ['starter'] })).data.map((price) => price.id)).toEqual([second.id]);
    expect((await stripe.prices.retrieve(first.id)).lookup_key).toBeNull();
  });
});

describe('search', () => {
  it('finds by field, part and metadata, joined by AND or OR', async () => {
    const { stripe } = begin();
    const ada = await stripe.customers.create({
      name: 'Ada Lovelace',
      email: 'ada@example.com',
      metadata: { 'user.id': '42', plan: 'pro' },
    });
    const bob = await stripe.customers.create({ name: 'Bob', email: 'bob@example.com', metadata: { plan: 'pro' } });
    const find = async (query: string) =>
      (await stripe.customers.search({ query })).data.map((customer) => customer.id);
    expect(await find('email:"ADA@example.com"')).toEqual([ada.id]);
    expect(await find('name~"love" AND metadata["plan"]:"pro"')).toEqual([ada.id]);
    expect(await find("metadata['user.id']:'42'")).toEqual([ada.id]);
    expect(await find('email:"bob@example.com" OR email:"ada@example.com"')).toEqual([bob.id, ada.id]);
    expect(await find('-email:"ada@example.com"')).toEqual([bob.id]);
    expect(await refusal(stripe.customers.search({ query: 'who knows' }))).toMatchObject({ param: 'query' });
  });
});

describe('expanding', () => {
  it('puts objects in place of ids, inside lists too, and refuses what cannot be expanded', async () => {
    const { stripe } = begin();
    const price = await monthly(stripe);
    const customer = await customerWith(stripe);
    await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    const list = await stripe.subscriptions.list({
      expand: ['data.customer', 'data.latest_invoice.payments', 'data.items.data.price.product'],
    });
    expect(list.data[0]?.customer).toMatchObject({ id: customer.id, object: 'customer' });
    expect(list.data[0]?.items.data[0]?.price.product).toMatchObject({ object: 'product' });
    expect(await refusal(stripe.customers.retrieve(customer.id, { expand: ['nonsense'] }))).toMatchObject({
      statusCode: 400,
    });
  });
});

describe('metadata', () => {
  it('merges, removes a key with an empty value and all with an empty string', async () => {
    const { stripe } = begin();
    const { id } = await stripe.customers.create({ metadata: { a: '1', b: '2' } });
    expect((await stripe.customers.update(id, { metadata: { b: '', c: 3 } })).metadata).toEqual({ a: '1', c: '3' });
    expect((await stripe.customers.update(id, { metadata: '' })).metadata).toEqual({});
    expect(
      (await stripe.customers.update(id, { metadata: { ['__proto__']: 'x' } as never })).metadata,
    ).not.toHaveProperty('polluted');
    expect((await refusal(stripe.customers.update(id, { metadata: { x: 'y'.repeat(501) } }))).statusCode).toBe(400);
  });
});

describe('eras', () => {
  it('shows one subscription as each version shows it', async () => {
    const { simulator, stripe } = begin();
    const price = await monthly(stripe);
    const customer = await customerWith(stripe);
    const coupon = await stripe.coupons.create({ percent_off: 10, duration: 'forever' });
    const { id } = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      discounts: [{ coupon: coupon.id }],
    });
    const see = async (version: string, expand: string[]) =>
      (await clientOf(simulator, version).subscriptions.retrieve(id, { expand })) as unknown as Record<
        string,
        never
      > & {
        latest_invoice: Record<string, unknown>;
        discounts: Record<string, unknown>[];
        items: { data: Record<string, unknown>[] };
      };
    const acacia = await see('2024-12-18.acacia', ['latest_invoice.payment_intent', 'discounts']);
    expect(acacia).toMatchObject({ current_period_end: expect.any(Number), discount: { coupon: { id: coupon.id } } });
    expect(acacia.latest_invoice).toMatchObject({
      paid: true,
      subscription: id,
      payment_intent: { status: 'succeeded', invoice: acacia.latest_invoice['id'] },
    });
    expect(acacia).not.toHaveProperty('billing_mode');
    const basil = await see('2025-03-31.basil', ['latest_invoice.payments', 'discounts']);
    expect(basil).not.toHaveProperty('current_period_end');
    expect(basil.items.data[0]).toHaveProperty('current_period_end');
    expect(basil.latest_invoice).not.toHaveProperty('subscription');
    expect(basil.latest_invoice).not.toHaveProperty('paid');
    expect(basil.discounts[0]).toMatchObject({ coupon: { id: coupon.id } });
    const clover = await see('2025-09-30.clover', ['discounts']);
    expect(clover.discounts[0]).toMatchObject({ source: { coupon: coupon.id } });
    expect(clover.discounts[0]).not.toHaveProperty('coupon');
    expect(clover).toHaveProperty('billing_mode');
  });

  it('names Checkout’s modes as each version does', async () => {
    const { simulator, stripe } = begin();
    const price = await monthly(stripe);
    const session = await stripe.checkout.sessions.create({
      mode: 'subscription',
      line_items: [{ price: price.id, quantity: 1 }],
      success_url: 'http://localhost/x',
    });
    expect(session.ui_mode).toBe('hosted_page');
    expect((await clientOf(simulator, '2025-09-30.clover').checkout.sessions.retrieve(session.id)).ui_mode).toBe(
      'hosted',
    );
  });

  it('makes flexible subscriptions from clover on and classic ones before', async () => {
    const { simulator, stripe } = begin();
    const price = await monthly(stripe);
    const customer = await customerWith(stripe);
    const made = await clientOf(simulator, '2025-08-27.basil').subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
    });
    expect((await stripe.subscriptions.retrieve(made.id)).billing_mode.type).toBe('classic');
    expect(
      (await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] })).billing_mode.type,
    ).toBe('flexible');
  });
});

describe('faults', () => {
  it.each([
    ['rate_limit', 429],
    ['lock_timeout', 429],
    ['conflict', 409],
    ['server_error', 500],
    ['unavailable', 503],
  ] as const)('%s answers %i once, and the client’s retry gets through', async (kind, status) => {
    const { simulator, stripe } = begin();
    simulator.faults.add({ kind, path: '/v1/customers' });
    expect((await refusal(stripe.customers.create({}))).statusCode).toBe(status);
    expect((await stripe.customers.create({})).object).toBe('customer');
  });

  it('reset_after does the work and loses the answer; the same key finds it again', async () => {
    const { simulator, stripe } = begin();
    simulator.faults.add({ kind: 'reset_after', path: '/v1/customers' });
    await refusal(stripe.customers.create({ name: 'once' }, { idempotencyKey: 'k' }));
    const found = await stripe.customers.create({ name: 'once' }, { idempotencyKey: 'k' });
    expect((await stripe.customers.list()).data.map((customer) => customer.id)).toEqual([found.id]);
  });
});

describe('determinism', () => {
  async function play(seed: string) {
    const { stripe } = begin({ seed });
    const price = await monthly(stripe);
    const customer = await customerWith(stripe);
    const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    return {
      price: price.id,
      customer: customer.id,
      subscription: subscription.id,
      invoice: subscription.latest_invoice,
      created: subscription.created,
    };
  }

  it('same seed, same ids and times; another seed, others', async () => {
    expect(await play('a')).toEqual(await play('a'));
    expect((await play('b')).customer).not.toBe((await play('a')).customer);
  });

  it('parallel requests cannot swap ids between resources', async () => {
    const run = async (order: 'products first' | 'customers first') => {
      const { stripe } = begin();
      const products = () => stripe.products.create({ name: 'p' });
      const customers = () => stripe.customers.create({});
      const made =
        order === 'products first'
          ? await Promise.all([products(), customers()])
          : await Promise.all([customers(), products()]);
      return made.map((object) => object.id).sort();
    };
    expect(await run('products first')).toEqual(await run('customers first'));
  });

  it('snapshot, restore and reset', async () => {
    const { simulator, stripe } = begin({
      data: {
        customers: [{ email: 'seed@example.com' }],
        products: [
          {
            name: 'Starter',
            prices: [{ currency: 'usd', unit_amount: 1900, lookup_key: 'starter', recurring: { interval: 'month' } }],
          },
        ],
      },
    });
    expect((await stripe.prices.list({ lookup_keys: ['starter'] })).data).toHaveLength(1);
    const kept = JSON.parse(JSON.stringify(simulator.snapshot()));
    const { id } = await stripe.customers.create({ name: 'later' });
    simulator.restore(kept);
    expect((await refusal(stripe.customers.retrieve(id))).statusCode).toBe(404);
    expect((await stripe.customers.create({ name: 'later' })).id).toBe(id);
    simulator.reset();
    expect((await stripe.customers.list()).data.map((customer) => customer.email)).toEqual(['seed@example.com']);
  });

  it('lives under a path of the host’s own server', async () => {
    const simulator = createSimulator({ seed: 'x', basePath: '/stripe', origin: 'http://localhost:3000' });
    const stripe = new Stripe('sk_test_x', {
      httpClient: Stripe.createFetchHttpClient((async (url: string, init: RequestInit) =>
        simulator.fetch(url.replace('/v1/', '/stripe/v1/'), init)) as typeof fetch),
    });
    const price = await monthly(stripe);
    const session = await stripe.checkout.sessions.create({
      mode: 'subscription',
      line_items: [{ price: price.id, quantity: 1 }],
      success_url: 'http://localhost/x',
    });
    expect(session.url).toBe(`http://localhost:3000/stripe/c/pay/${session.id}`);
    expect(await (await simulator.fetch(session.url ?? '')).text()).toContain('/stripe/_simulator/sim.css');
  });
});
