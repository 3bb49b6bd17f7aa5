import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startWorld, type World } from './world.js';

// The simulator and the client's own retries take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

async function subscriber(customer: string, wish?: Parameters<World['buy']>[1]): Promise<string> {
  await world.farebox.tokens.balance(customer);
  const { session } = await world.buy(customer, wish);
  await world.farebox.checkout.complete(customer, session);
  return (await world.subscriptionOf(customer)) ?? '';
}
const left = async (customer: string) => (await world.farebox.tokens.balance(customer)).remainingTokens;
const priceOf = async (plan: string, interval = 'month') =>
  ((await world.api(`/v1/prices?lookup_keys[]=farebox:${plan}:${interval}`)) as { data: { id: string }[] }).data[0]
    ?.id ?? '';
const itemOf = async (subscription: string) =>
  ((await world.api(`/v1/subscriptions/${subscription}`)) as { items: { data: { id: string }[] } }).items.data[0]?.id ??
  '';

describe('R1 another interval within the period', () => {
  it.each([
    ['starter', 50],
    ['professional', 150],
  ] as const)(
    'R1 a month of Starter that becomes a year of %s refills every month until the year ends',
    async (plan, tokens) => {
      const subscription = await subscriber('ann');
      await world.simulator.advance({ days: 10 });
      await world.call('POST', `/v1/subscriptions/${subscription}`, {
        'items[0][id]': await itemOf(subscription),
        'items[0][price]': await priceOf(plan, 'year'),
      });
      await world.farebox.subscriptions.sync('ann');
      expect(await left('ann')).toBe(tokens);
      await world.simulator.advance({ days: 36 });
      await world.farebox.subscriptions.sync('ann');
      expect(await left('ann')).toBe(tokens);
      expect(await world.farebox.tokens.quote('ann', 'suite_analyzer')).toMatchObject({ allowed: true });
      expect(await world.farebox.subscriptions.get('ann')).toMatchObject({ plan, status: 'active', interval: 'year' });
      await world.simulator.advance({ months: 6 });
      expect(await left('ann')).toBe(tokens);
      expect((await world.farebox.tokens.verify()).ok).toBe(true);
    },
  );
});

describe('R3 several items', () => {
  it.each(['before', 'after'])(
    'R3 an item that sells no plan stands %s the plan’s and changes nothing',
    async (where) => {
      await world.farebox.checkout.create('ann', { plan: 'starter', interval: 'month' });
      const customer = (await world.stripeCustomerOf('ann')) ?? '';
      const method = await world.call('POST', '/v1/payment_methods/pm_card_visa/attach', { customer });
      const product = await world.call('POST', '/v1/products', { name: 'Support' });
      const other = await world.call('POST', '/v1/prices', {
        product: String(product['id']),
        currency: 'usd',
        unit_amount: '900',
        'recurring[interval]': 'month',
      });
      const items = [String(other['id']), await priceOf('starter')];
      if (where === 'after') items.reverse();
      await world.call('POST', '/v1/subscriptions', {
        customer,
        'items[0][price]': items[0] ?? '',
        'items[1][price]': items[1] ?? '',
        default_payment_method: String(method['id']),
      });
      await world.deliver(await world.eventsOf('ann'));
      expect(await left('ann')).toBe(50);
      expect((await world.farebox.webhooks.list({ status: 'dead' })).events).toEqual([]);
      await world.simulator.advance({ months: 1, days: 0.1 });
      await world.farebox.subscriptions.sync('ann');
      expect(await world.farebox.subscriptions.get('ann')).toMatchObject({ plan: 'starter', status: 'active' });
      expect(
        (await world.farebox.tokens.history('ann', { kind: 'refill' })).entries.map(({ amount }) => amount),
      ).toEqual([50, 50, 5]);
    },
  );
});

describe('R4 invoices that are sent', () => {
  it('R4 a renewal that is open and not due keeps the plan active with its tokens, and the payment changes nothing', async () => {
    const subscription = await subscriber('ann', { plan: 'professional', interval: 'month' });
    await world.call('POST', `/v1/subscriptions/${subscription}`, {
      collection_method: 'send_invoice',
      days_until_due: '20',
    });
    await world.farebox.tokens.spend('ann', 'suite_analyzer', { key: 'a' });
    await world.simulator.advance({ months: 1, days: 10 });
    await world.farebox.subscriptions.sync('ann');
    expect(await left('ann')).toBe(150);
    expect(await world.farebox.subscriptions.get('ann')).toMatchObject({ status: 'active', pastDue: null });
    await world.payOpenInvoice('ann');
    await world.farebox.subscriptions.sync('ann');
    expect(await left('ann')).toBe(150);
    const refills = (await world.farebox.tokens.history('ann', { kind: 'refill' })).entries;
    expect(refills.map(({ amount }) => amount)).toEqual([150, 150, 5]);
  });

  it('R4 one that is voided takes away what it covered', async () => {
    const subscription = await subscriber('bob');
    await world.call('POST', `/v1/subscriptions/${subscription}`, {
      collection_method: 'send_invoice',
      days_until_due: '20',
    });
    await world.simulator.advance({ months: 1, days: 3 });
    await world.farebox.subscriptions.sync('bob');
    expect(await left('bob')).toBe(50);
    const open = (await world.api(`/v1/invoices?status=open&subscription=${subscription}`)) as {
      data: { id: string }[];
    };
    await world.call('POST', `/v1/invoices/${open.data[0]?.id}/void`);
    await world.farebox.subscriptions.sync('bob');
    await world.simulator.advance({ days: 10 });
    expect(await left('bob')).toBe(0);
    expect((await world.farebox.tokens.verify()).ok).toBe(true);
  });
});

describe('R5 paused collection', () => {
  it.each(['keep_as_draft', 'mark_uncollectible', 'void'])(
    'R5 with "%s" refills nothing, shows as paused and says paused; resumed and paid, it goes on',
    async (behavior) => {
      const subscription = await subscriber('ann');
      await world.call('POST', `/v1/subscriptions/${subscription}`, { 'pause_collection[behavior]': behavior });
      await world.farebox.subscriptions.sync('ann');
      expect(await left('ann')).toBe(50);
      await world.simulator.advance({ months: 1, days: 12 });
      await world.farebox.subscriptions.sync('ann');
      expect(await left('ann')).toBe(0);
      expect(await world.farebox.subscriptions.get('ann')).toMatchObject({
        plan: 'starter',
        status: 'paused',
        pastDue: null,
      });
      expect(await world.farebox.tokens.quote('ann', 'suite_analyzer')).toMatchObject({
        allowed: false,
        reason: 'paused',
        remedies: [],
      });
      await world.call('POST', `/v1/subscriptions/${subscription}`, { pause_collection: '' });
      await world.simulator.advance({ months: 1 });
      await world.farebox.subscriptions.sync('ann');
      expect(await left('ann')).toBe(50);
      expect(await world.farebox.subscriptions.get('ann')).toMatchObject({ status: 'active' });
    },
  );
});
