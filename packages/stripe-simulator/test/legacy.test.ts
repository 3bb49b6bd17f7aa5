import { describe, expect, it } from 'vitest';
import type { Simulator } from '../src/index.js';
import { begin, customerWith, monthly } from './harness.js';

/** Calls an endpoint that the current client has no method for. */
async function call(simulator: Simulator, method: string, path: string, body: Record<string, string>, version: string) {
  const query = new URLSearchParams(body).toString();
  const response = await simulator.fetch(`http://x${path}${method === 'GET' ? `?${query}` : ''}`, {
    method,
    headers: {
      authorization: 'Bearer sk_test_x',
      'stripe-version': version,
      'content-type': 'application/x-www-form-urlencoded',
    },
    ...(method === 'POST' ? { body: query } : {}),
  });
  return { status: response.status, body: (await response.json()) as Record<string, never> };
}

describe('endpoints of the years before basil', () => {
  it('show the upcoming invoice, with a change and without, and are gone since', async () => {
    const { simulator, stripe } = begin({ now: new Date('2026-04-01T00:00:00Z') });
    const small = await monthly(stripe, 1000);
    const large = await monthly(stripe, 3000);
    const customer = await customerWith(stripe);
    const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: small.id }] });
    const plain = await call(
      simulator,
      'GET',
      '/v1/invoices/upcoming',
      { subscription: subscription.id },
      '2024-12-18.acacia',
    );
    expect(plain.body).toMatchObject({
      object: 'invoice',
      total: 1000,
      subscription: subscription.id,
      billing_reason: 'upcoming',
    });
    await simulator.advance({ to: new Date('2026-04-16T00:00:00Z') });
    const change = {
      subscription: subscription.id,
      'subscription_items[0][id]': subscription.items.data[0]?.id ?? '',
      'subscription_items[0][price]': large.id,
    };
    expect((await call(simulator, 'GET', '/v1/invoices/upcoming', change, '2024-12-18.acacia')).body).toMatchObject({
      total: 4000,
    });
    expect((await call(simulator, 'GET', '/v1/invoices/upcoming', change, '2025-03-31.basil')).status).toBe(404);
    expect((await stripe.subscriptions.retrieve(subscription.id)).items.data[0]?.price.id).toBe(small.id);
  });

  it('count usage records on a metered item', async () => {
    const { simulator, stripe } = begin({ now: new Date('2026-04-01T00:00:00Z') });
    const price = await monthly(stripe, 2, { recurring: { interval: 'month', usage_type: 'metered' } });
    const customer = await customerWith(stripe);
    const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    const item = subscription.items.data[0]?.id ?? '';
    for (const quantity of ['100', '50'])
      await call(simulator, 'POST', `/v1/subscription_items/${item}/usage_records`, { quantity }, '2024-12-18.acacia');
    await simulator.advance({ months: 1, days: 1 });
    expect((await stripe.invoices.list({ customer: customer.id })).data[0]).toMatchObject({
      total: 300,
      status: 'paid',
    });
  });
});
