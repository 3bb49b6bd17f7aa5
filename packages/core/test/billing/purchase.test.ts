import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Verdict } from './stripe-proxy.js';
import { CARDS, startWorld, type World } from './world.js';

// The simulator and the client's own retries take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => {
  await world.close();
});
const starter = { plan: 'starter', interval: 'month' } as const;
const listed = async (path: string) =>
  ((await world.api(path)) as { readonly data: readonly { readonly id: string; readonly status?: string }[] }).data;
const posts = () => world.proxy.calls.filter((call) => call.method === 'POST');

describe('checkout', () => {
  it('S10 shows what was bought as soon as the customer is back, with no webhook at all', async () => {
    expect((await world.stateOf('ann')).balance).toMatchObject({ remainingTokens: 5, monthlyTokens: 5 });
    await world.farebox.tokens.spend('ann', 'pdp_analyzer', { key: 'k1' });
    const { session, location } = await world.buy('ann');
    expect(location).toBe(`http://127.0.0.1:3999/?farebox_return=checkout&session_id=${session}`);
    expect((await world.stateOf('ann')).balance.remainingTokens).toBe(0);
    expect(await world.farebox.checkout.complete('ann', session)).toEqual({ outcome: 'paid' });
    const state = await world.stateOf('ann');
    expect(state.balance).toMatchObject({ remainingTokens: 50, monthlyTokens: 50, usedTokens: 0 });
    expect(state.subscription).toMatchObject({
      plan: 'starter',
      status: 'active',
      interval: 'month',
      price: { currency: 'usd', unitAmount: 1900 },
      cancelAt: null,
      card: { brand: 'visa', last4: '4242' },
    });
    expect(state.refills).toEqual([5, 50]);
  });

  it('scenario 1: grants nothing for opening a page, abandoning it, or a declined card', async () => {
    const { url } = await world.farebox.checkout.create('bob', starter);
    expect(await world.farebox.checkout.complete('bob', world.sessionOf(url))).toEqual({ outcome: 'open' });
    for (const card of [CARDS.declined, CARDS.insufficient]) {
      const { location } = await world.pay(url, card);
      expect(location?.startsWith('http://127.0.0.1:3999/') ?? false).toBe(false);
      expect(await world.farebox.checkout.complete('bob', world.sessionOf(url))).toEqual({ outcome: 'open' });
    }
    await world.deliver(await world.events());
    expect((await world.stateOf('bob')).refills).toEqual([5]);
    // The same page still takes a good card.
    await world.pay(url, CARDS.good);
    expect(await world.farebox.checkout.complete('bob', world.sessionOf(url))).toEqual({ outcome: 'paid' });
    expect((await world.stateOf('bob')).refills).toEqual([5, 50]);
  });

  it('S7 gives two tabs and a double click one session, and another one only when something else is wished', async () => {
    const urls = await Promise.all(Array.from({ length: 12 }, () => world.farebox.checkout.create('cy', starter)));
    expect(new Set(urls.map(({ url }) => url)).size).toBe(1);
    expect(await listed('/v1/checkout/sessions?limit=100')).toHaveLength(1);
    expect((await world.farebox.checkout.create('cy', starter)).url).toBe(urls[0]?.url);
    const other = await world.farebox.checkout.create('cy', { plan: 'professional', interval: 'year' });
    expect(other.url).not.toBe(urls[0]?.url);
    const sessions = await listed('/v1/checkout/sessions?limit=100');
    expect(sessions.map(({ status }) => status).sort()).toEqual(['expired', 'open']);
    // The first page is dead: nobody can pay twice.
    await world.pay(urls[0]?.url ?? '', CARDS.good);
    expect((await listed(`/v1/subscriptions?status=all&customer=${await world.stripeCustomerOf('cy')}`)).length).toBe(
      0,
    );
  });

  it('S8 makes one Stripe customer however many ask at once, from two processes', async () => {
    const second = world.another();
    await Promise.all(
      Array.from({ length: 32 }, (_, i) => (i % 2 ? second : world.farebox).checkout.create('di', starter)),
    );
    expect(await listed('/v1/customers?limit=100')).toHaveLength(1);
    expect(posts().every((call) => call.idempotencyKey?.startsWith('farebox_'))).toBe(true);
    expect(new Set(world.proxy.calls.map((call) => call.stripeVersion))).toEqual(new Set(['2026-10-28.endive']));
  });

  it('S10 asks Stripe before it sells again: a purchase that nobody told us of is found and a second one refused', async () => {
    await world.buy('eve');
    await expect(
      world.farebox.checkout.create('eve', { plan: 'professional', interval: 'month' }),
    ).rejects.toMatchObject({ code: 'already_subscribed', status: 409 });
    expect((await world.stateOf('eve')).balance.remainingTokens).toBe(50);
    expect(await listed('/v1/checkout/sessions?limit=100')).toHaveLength(1);
  });

  it('S9 keeps a purchase that was paid in the very moment in which its page is replaced', async () => {
    const { url } = await world.farebox.checkout.create('fay', starter);
    // Paid between our question whether there is a subscription and the expiry of the page.
    world.proxy.interfere = async (call): Promise<Verdict> => {
      if (call.method === 'POST' && call.path.endsWith('/expire')) await world.pay(url, CARDS.good);
      return 'pass';
    };
    await expect(
      world.farebox.checkout.create('fay', { plan: 'professional', interval: 'month' }),
    ).rejects.toMatchObject({ code: 'already_subscribed' });
    expect(await world.stateOf('fay')).toMatchObject({
      balance: { remainingTokens: 50 },
      subscription: { plan: 'starter' },
    });
  });

  it('S5 opens a new page when the price changed, though the old attempt is stored', async () => {
    const { url } = await world.farebox.checkout.create('gil', starter, { returnTo: '/a' });
    const second = await world.farebox.checkout.create('gil', starter, { returnTo: '/b' });
    expect(second.url).not.toBe(url);
    expect((await listed('/v1/checkout/sessions?limit=100')).map(({ status }) => status).sort()).toEqual([
      'expired',
      'open',
    ]);
  });

  it('scenario 12: an expired page grants nothing and gives way to a new one, told or not', async () => {
    const { url } = await world.farebox.checkout.create('exp', starter);
    await world.call('POST', `/v1/checkout/sessions/${world.sessionOf(url)}/expire`);
    // Not told: found out when somebody asks for a page.
    const second = await world.farebox.checkout.create('exp', starter);
    expect(second.url).not.toBe(url);
    await world.call('POST', `/v1/checkout/sessions/${world.sessionOf(second.url)}/expire`);
    await world.deliver((await world.events()).filter(({ type }) => type === 'checkout.session.expired'));
    expect(await world.farebox.checkout.complete('exp', world.sessionOf(second.url))).toEqual({ outcome: 'open' });
    const third = await world.farebox.checkout.create('exp', starter);
    expect(new Set([url, second.url, third.url]).size).toBe(3);
    expect((await world.stateOf('exp')).refills).toEqual([5]);
  });

  it('S15 makes a new customer when somebody deleted the old one in the dashboard', async () => {
    await world.farebox.checkout.create('hal', starter);
    const first = await world.stripeCustomerOf('hal');
    await world.remove(`/v1/customers/${first}`);
    const { session } = await world.buy('hal');
    expect(await world.stripeCustomerOf('hal')).not.toBe(first);
    expect(await world.farebox.checkout.complete('hal', session)).toEqual({ outcome: 'paid' });
  });

  it('X10 X6 knows no session of anybody else, and does not even ask Stripe about it', async () => {
    const { session } = await world.buy('ida');
    const before = await world.stateOf('jo');
    await world.farebox.checkout.create('jo', starter);
    const calls = world.proxy.calls.length;
    for (const foreign of [session, 'cs_test_unknown', '', '../subscriptions/sub_1']) {
      await expect(world.farebox.checkout.complete('jo', foreign)).rejects.toMatchObject({
        code: 'checkout_not_found',
        status: 404,
      });
    }
    expect(world.proxy.calls.length).toBe(calls);
    expect((await world.stateOf('jo')).balance).toEqual(before.balance);
    expect(await world.farebox.checkout.complete('ida', session)).toEqual({ outcome: 'paid' });
  });

  it('X12 X14 sells only what the catalogue sells and comes back only to the app, without a call to Stripe otherwise', async () => {
    const calls = world.proxy.calls.length;
    const create = world.farebox.checkout.create as (
      customer: string,
      wish: unknown,
      options?: unknown,
    ) => Promise<unknown>;
    await expect(create('kim', { plan: 'free', interval: 'month' })).rejects.toMatchObject({ code: 'not_for_sale' });
    await expect(create('kim', { plan: 'enterprise', interval: 'month' })).rejects.toMatchObject({
      code: 'not_for_sale',
    });
    await expect(create('kim', { plan: 'price_1abc', interval: 'month' })).rejects.toMatchObject({
      code: 'unknown_plan',
    });
    await expect(create('kim', { plan: '__proto__', interval: 'month' })).rejects.toMatchObject({
      code: 'unknown_plan',
    });
    await expect(create('kim', { plan: 'starter', interval: 'week' })).rejects.toMatchObject({ code: 'not_for_sale' });
    await expect(create('kim', starter, { returnTo: '//evil.example' })).rejects.toMatchObject({
      code: 'invalid_return_path',
      status: 400,
    });
    expect(world.proxy.calls.length).toBe(calls);
  });

  it('S16 spends while Stripe is down, and answers checkout with "try again"', async () => {
    world.proxy.interfere = () => 'refuse';
    expect(await world.farebox.tokens.spend('leo', 'pdp_analyzer', { key: 'k' })).toMatchObject({
      status: 'done',
      charged: 5,
    });
    await expect(world.farebox.checkout.create('leo', starter)).rejects.toMatchObject({
      code: 'stripe_unavailable',
      status: 503,
      retryAfterSeconds: 5,
    });
    world.proxy.interfere = () => 'pass';
    const { session } = await world.buy('leo');
    expect(await world.farebox.checkout.complete('leo', session)).toEqual({ outcome: 'paid' });
  });

  it('S1 crash between any two calls: whatever answer was the last one lost, a new start ends with one of each', async () => {
    for (let lostFrom = 0; lostFrom < 7; lostFrom += 1) {
      const customer = `crash-${lostFrom}`;
      const before = (await listed('/v1/customers?limit=100')).length;
      let count = 0;
      world.proxy.interfere = () => (count++ >= lostFrom ? 'lose_answer' : 'pass');
      await world
        .another()
        .checkout.create(customer, starter)
        .catch(() => null);
      world.proxy.interfere = () => 'pass';
      const { session } = await world.buy(customer);
      expect(await world.farebox.checkout.complete(customer, session)).toEqual({ outcome: 'paid' });
      expect((await listed('/v1/customers?limit=100')).length).toBe(before + 1);
      expect(
        await listed(`/v1/checkout/sessions?limit=100&customer=${await world.stripeCustomerOf(customer)}`),
      ).toHaveLength(1);
      expect((await world.stateOf(customer)).refills).toEqual([5, 50]);
    }
  });
});

describe('prices.push', () => {
  it('S18 pushes once, keeps what is there, and shows on a dry run what it would do', async () => {
    const again = await world.farebox.prices.push();
    expect(again.map(({ action }) => action)).toEqual(['keep', 'keep', 'keep', 'keep']);
    expect(await listed('/v1/prices?limit=100')).toHaveLength(4);
    expect(await world.farebox.prices.push({ dryRun: true })).toEqual(again);
  });

  it('scenario 88: a changed amount moves the lookup key to a new price and relabels nobody who bought the old one', async () => {
    const { session } = await world.buy('max');
    await world.farebox.checkout.complete('max', session);
    const dearer = world.another({ catalog: world.dearerCatalog });
    const plan = (await dearer.prices.push({ dryRun: true })).map(
      ({ plan: id, interval, action }) => `${action} ${id} ${interval}`,
    );
    expect(plan).toEqual([
      'replace starter month',
      'keep starter year',
      'keep professional month',
      'keep professional year',
    ]);
    await dearer.prices.push();
    await dearer.prices.push();
    expect(await listed('/v1/prices?limit=100')).toHaveLength(5);
    expect(await dearer.subscriptions.sync('max')).toMatchObject({ plan: 'starter', price: { unitAmount: 1900 } });
  });
});

describe('portal', () => {
  it('opens for whoever has been to Checkout and comes back to the app', async () => {
    await expect(world.farebox.portal.create('nia')).rejects.toMatchObject({ code: 'nothing_to_manage', status: 409 });
    await world.buy('nia');
    const { url } = await world.farebox.portal.create('nia', { returnTo: '/settings?tab=plan' });
    const page = await (await fetch(url)).text();
    expect(page).toContain('/settings?tab=plan&amp;farebox_return=portal');
    await expect(world.farebox.portal.create('nia', { returnTo: 'https://evil.example' })).rejects.toMatchObject({
      code: 'invalid_return_path',
    });
  });

  it('goes straight to the cancellation while there is something to cancel, else to the overview', async () => {
    const { session } = await world.buy('oli');
    await world.farebox.checkout.complete('oli', session);
    const lastFlow = () =>
      new URLSearchParams(
        world.proxy.calls.filter(({ path }) => path === '/v1/billing_portal/sessions').at(-1)?.body,
      ).get('flow_data[type]');
    await world.farebox.portal.create('oli', { flow: 'subscription_cancel' });
    expect(lastFlow()).toBe('subscription_cancel');
    await world.farebox.portal.create('oli', { flow: 'payment_method_update' });
    expect(lastFlow()).toBe('payment_method_update');
    await world.portal('oli', { intent: 'cancel' });
    await world.farebox.subscriptions.sync('oli');
    await world.farebox.portal.create('oli', { flow: 'subscription_cancel', returnTo: '/x' });
    expect(lastFlow()).toBeNull();
  });
});
