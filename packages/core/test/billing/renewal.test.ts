import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AlreadySubscribedError } from '../../src/index.js';
import { subscriptionChanges } from '../../src/storage/record-families.js';
import { permutations } from './orders.js';
import { CARDS, startWorld, type StripeEvent, type World } from './world.js';

// The simulator and the client's own retries take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => {
  await world.close();
});
const TELLING = ['invoice.created', 'invoice.paid', 'invoice.payment_succeeded', 'customer.subscription.updated'];
async function subscriber(
  customer: string,
  wish?: { readonly plan: 'starter' | 'professional'; readonly interval: 'month' | 'year' },
  card?: string,
) {
  await world.farebox.tokens.balance(customer);
  const bought = await world.buy(customer, wish, card);
  await world.farebox.checkout.complete(customer, bought.session);
  return bought;
}
const since = async (customer: string, before: readonly StripeEvent[]) =>
  (await world.eventsOf(customer)).filter((event) => !before.some(({ id }) => id === event.id));
// Stripe keeps the invoice of a renewal as a draft for an hour: a renewal is paid two hours after the period's end.
const HOUR = 3_600_000;
const iso = (text: string | null) => (text === null ? null : new Date(text).getTime());

describe('a renewal', () => {
  it('W1 W2 W3 W5 T4 refills once in every order of its events', async () => {
    const orders = permutations(TELLING.map((_, i) => i));
    const customers = orders.map((_, n) => `r-${n}`);
    for (const customer of customers) await subscriber(customer);
    const before = await world.events();
    await world.simulator.advance({ months: 1, days: 0.1 });
    let wanted: unknown = null;
    for (const [n, order] of orders.entries()) {
      const customer = customers[n] ?? '';
      await world.farebox.tokens.spend(customer, 'suite_analyzer', { key: 'old', complexity: 'low' });
      const events = await since(customer, before);
      const telling = order.flatMap((index) => events.filter(({ type }) => type === TELLING[index]));
      expect(telling.length).toBeGreaterThanOrEqual(4);
      for (const event of telling) await world.deliver([event, event]);
      const { subscription, ...state } = await world.stateOf(customer);
      wanted ??= state;
      expect({ order, ...state }).toEqual({ order, ...(wanted as object) });
      expect(state).toMatchObject({ balance: { remainingTokens: 50, monthlyTokens: 50 }, refills: [5, 50, 50] });
      expect(subscription).toMatchObject({ status: 'active', pastDue: null });
    }
  }, 120_000);

  it('W27 keeps the old tokens for the grace with every webhook dropped, and subscriptions.sync finds the renewal', async () => {
    await subscriber('dropped');
    await world.farebox.tokens.spend('dropped', 'suite_analyzer', { key: 'a' });
    await world.simulator.advance({ months: 1, days: 0.1 });
    const waiting = await world.stateOf('dropped');
    expect(waiting).toMatchObject({ balance: { remainingTokens: 40 }, refills: [5, 50] });
    await world.farebox.subscriptions.sync('dropped');
    expect(await world.stateOf('dropped')).toMatchObject({
      balance: { remainingTokens: 50, usedTokens: 0 },
      refills: [5, 50, 50],
    });
    await world.farebox.subscriptions.sync('dropped');
    expect((await world.stateOf('dropped')).refills).toEqual([5, 50, 50]);
  });

  it('scenario 97: several periods that nobody told us of refill once each, in order', async () => {
    await subscriber('gone');
    await world.simulator.advance({ months: 4, days: 0.1 });
    await world.farebox.subscriptions.sync('gone');
    const state = await world.stateOf('gone');
    expect(state).toMatchObject({ balance: { remainingTokens: 50 }, refills: [5, 50, 50, 50, 50, 50] });
    await world.deliver(await world.eventsOf('gone'));
    expect(await world.stateOf('gone')).toEqual(state);
  });

  it('S13 scenario 97: reads every page of a long history', async () => {
    await subscriber('history');
    await world.simulator.advance({ months: 30, days: 0.1 });
    const pages = () => world.proxy.calls.filter((call) => call.path.startsWith('/v1/invoices?')).length;
    const before = pages();
    await world.farebox.subscriptions.sync('history');
    expect(pages() - before).toBeGreaterThan(1);
    const state = await world.stateOf('history');
    expect(state.balance.remainingTokens).toBe(50);
    expect(state.refills).toEqual([5, ...Array.from({ length: 31 }, () => 50)]);
    // What is applied is not read again.
    const again = pages();
    await world.farebox.subscriptions.sync('history');
    expect(pages() - again).toBe(1);
  });

  it('P1 refills nothing for a hundred updates that are no renewal', async () => {
    await subscriber('busy');
    const [updated] = await world.eventsOf('busy');
    for (let i = 0; i < 100; i += 1)
      await world.receive({
        ...updated,
        id: `evt_u_${i}`,
        type: 'customer.subscription.updated',
        data: { object: { ...updated?.data.object, object: 'subscription', id: await world.subscriptionOf('busy') } },
      });
    await world.work();
    expect((await world.stateOf('busy')).refills).toEqual([5, 50]);
  });
});

describe('a cancellation', () => {
  it('scenario 45: ends exactly once at the period end with no webhook and nobody awake, and the default plan starts there', async () => {
    await subscriber('quit');
    const bought = await world.stateOf('quit');
    await world.portal('quit', { intent: 'cancel' });
    await world.farebox.subscriptions.sync('quit');
    const cancelling = await world.stateOf('quit');
    expect(cancelling.subscription).toMatchObject({
      status: 'active',
      plan: 'starter',
      cancelAt: bought.subscription.currentPeriodEnd,
      next: { plan: 'free', tokens: 5 },
    });
    expect(cancelling.balance).toMatchObject({ remainingTokens: 50 });
    expect(cancelling.grants).toMatchObject([{ amount: 50, expiresAt: bought.subscription.currentPeriodEnd }]);
    const end = iso(bought.subscription.currentPeriodEnd) ?? 0;
    await world.simulator.advance({ to: new Date(end - 1000) });
    expect((await world.stateOf('quit')).balance.remainingTokens).toBe(50);
    await world.simulator.advance({ to: new Date(end) });
    const ended = await world.stateOf('quit');
    expect(ended).toMatchObject({
      balance: { remainingTokens: 5, monthlyTokens: 5, usedTokens: 0 },
      subscription: {
        plan: 'free',
        status: 'canceled',
        ended: { plan: 'starter', at: bought.subscription.currentPeriodEnd },
      },
    });
    await world.deliver(await world.eventsOf('quit'));
    await world.farebox.subscriptions.sync('quit');
    const told = await world.stateOf('quit');
    expect(told).toMatchObject({
      balance: { remainingTokens: 5 },
      refills: [5, 50, 5],
      subscription: { plan: 'free', status: 'canceled', ended: { plan: 'starter' } },
    });
    // And may buy again: history is kept, the old period is not.
    const { session } = await world.buy('quit');
    await world.farebox.checkout.complete('quit', session);
    expect(await world.stateOf('quit')).toMatchObject({
      balance: { remainingTokens: 50 },
      refills: [5, 50, 5, 50],
      subscription: { status: 'active' },
    });
  });

  it('scenario 47: taken back before the end, it renews as if nothing had been', async () => {
    await subscriber('stay');
    await world.portal('stay', { intent: 'cancel' });
    await world.farebox.subscriptions.sync('stay');
    await world.portal('stay', { intent: 'resume' });
    await world.farebox.subscriptions.sync('stay');
    expect((await world.stateOf('stay')).subscription).toMatchObject({ status: 'active', cancelAt: null, next: null });
    await world.portal('stay', { intent: 'cancel' });
    await world.farebox.subscriptions.sync('stay');
    await world.portal('stay', { intent: 'resume' });
    await world.farebox.subscriptions.sync('stay');
    await world.simulator.advance({ months: 1, days: 0.1 });
    await world.farebox.subscriptions.sync('stay');
    expect(await world.stateOf('stay')).toMatchObject({ balance: { remainingTokens: 50 }, refills: [5, 50, 50] });
  });

  it('scenario 49: an immediate one ends it there, and the default plan starts', async () => {
    await subscriber('now');
    await world.simulator.advance({ days: 3 });
    await world.cancelNow((await world.subscriptionOf('now')) ?? '');
    await world.deliver(await world.eventsOf('now'));
    expect(await world.stateOf('now')).toMatchObject({
      balance: { remainingTokens: 5 },
      refills: [5, 50, 5],
      subscription: { plan: 'free', status: 'canceled' },
    });
  });
});

describe('an unpaid renewal', () => {
  it('P9 keeps the old tokens to the end of the grace, then denies as past due, and refills when it is paid', async () => {
    await subscriber('broke', undefined, CARDS.failsAtRenewal);
    const start = await world.stateOf('broke');
    const end = iso(start.subscription.currentPeriodEnd) ?? 0;
    await world.simulator.advance({ to: new Date(end + 2 * HOUR) });
    await world.deliver(await world.eventsOf('broke'));
    const unpaid = await world.stateOf('broke');
    expect(unpaid).toMatchObject({
      balance: { remainingTokens: 50 },
      refills: [5, 50],
      subscription: {
        plan: 'starter',
        status: 'past_due',
        pastDue: { amount: { unitAmount: 1900 }, graceUntil: new Date(end + 9 * 24 * HOUR).toISOString() },
      },
    });
    expect(await world.farebox.tokens.quote('broke', 'suite_analyzer')).toMatchObject({ allowed: true });
    await world.simulator.advance({ to: new Date(end + 9 * 24 * HOUR + 1000) });
    expect(await world.farebox.tokens.quote('broke', 'suite_analyzer')).toMatchObject({
      allowed: false,
      reason: 'past_due',
    });
    expect((await world.stateOf('broke')).refills).toEqual([5, 50]);
    await world.portal('broke', {
      intent: 'update_card',
      card_number: CARDS.good,
      exp: '12 / 34',
      cvc: '123',
      name: 'Test Person',
    });
    await world.payOpenInvoice('broke');
    await world.farebox.subscriptions.sync('broke');
    expect(await world.stateOf('broke')).toMatchObject({
      balance: { remainingTokens: 50 },
      refills: [5, 50, 50],
      subscription: { status: 'active', pastDue: null },
    });
  });

  it('scenario 64: dunning that gives up ends the plan once, and the default plan follows', async () => {
    await subscriber('lost', undefined, CARDS.failsAtRenewal);
    await world.simulator.advance({ months: 2, days: 0.1 });
    await world.deliver(await world.eventsOf('lost'));
    const state = await world.stateOf('lost');
    expect(['canceled', 'unpaid']).toContain(state.subscription.status);
    expect(state).toMatchObject({
      subscription: { plan: 'free', ended: { plan: 'starter' } },
      balance: { remainingTokens: 5 },
    });
    expect(state.refills.filter((amount) => amount === 50)).toHaveLength(1);
  });
});

describe('a year', () => {
  it('T6 T7 refills monthly with nobody awake, twelve times, and once more when it renews', async () => {
    await subscriber('yearly', { plan: 'professional', interval: 'year' });
    expect(await world.stateOf('yearly')).toMatchObject({
      balance: { remainingTokens: 150 },
      flags: ['priority_support'],
      subscription: { interval: 'year' },
    });
    await world.simulator.advance({ months: 3, days: 0.1 });
    await world.farebox.tokens.spend('yearly', 'suite_analyzer', { key: 'm3' });
    expect(await world.stateOf('yearly')).toMatchObject({
      balance: { remainingTokens: 140 },
      refills: [5, 150, 150, 150, 150],
    });
    await world.simulator.advance({ months: 9, days: 0.1 });
    await world.farebox.subscriptions.sync('yearly');
    await world.farebox.tokens.spend('yearly', 'suite_analyzer', { key: 'm12' });
    expect((await world.stateOf('yearly')).refills).toEqual([5, ...Array.from({ length: 13 }, () => 150)]);
  });
});

describe('what the host is told', () => {
  it('names the customer, the plan and the change, once each, after the commit, and keeps the history', async () => {
    const told: unknown[] = [];
    const listening = world.another({ on: { 'subscription.changed': (event: unknown) => void told.push(event) } });
    await world.farebox.tokens.balance('told');
    const { session } = await world.buy('told');
    await listening.checkout.complete('told', session);
    await listening.subscriptions.sync('told');
    await world.simulator.advance({ days: 1 });
    const subscription = (await world.subscriptionOf('told')) ?? '';
    await world.cancelNow(subscription);
    await world.deliver(await world.eventsOf('told'), listening);
    await expect
      .poll(() => told)
      .toEqual([
        { customer: 'told', subscription, plan: 'starter', from: null, to: 'active' },
        { customer: 'told', subscription, plan: 'starter', from: 'active', to: 'canceled' },
      ]);
    const { rows } = await world.store.list(
      subscriptionChanges,
      { account: await world.accountOf('told') },
      { limit: 10, cursor: null },
    );
    expect(rows.map(({ row }) => row).reverse()).toMatchObject([
      {
        change: 1,
        cause: 'checkout',
        fromStatus: null,
        toStatus: 'active',
        toPlan: 'starter',
        toAmount: 1900,
        currency: 'usd',
        toInterval: 'month',
        toQuantity: 1,
      },
      { change: 2, cause: 'webhook', fromStatus: 'active', toStatus: 'canceled' },
    ]);
  });
});

describe('two subscriptions of one group', () => {
  it('P18 S7 refills for the one that holds the place, tells the host of the other once, and lets it follow', async () => {
    const alerts: string[] = [];
    const told: unknown[] = [];
    const watching = world.another({
      on: { 'subscription.duplicate': (event: unknown) => void told.push(event) },
      logger: {
        debug: () => undefined,
        info: () => undefined,
        warn: () => undefined,
        error: (message: string) => void alerts.push(message),
      },
    });
    await subscriber('twice');
    const first = (await world.subscriptionOf('twice')) ?? '';
    const second = await world.sellDirectly('twice', 'professional');
    await watching.subscriptions.sync('twice');
    await watching.subscriptions.sync('twice');
    expect(alerts.join()).toContain('two active subscriptions');
    expect(told).toEqual([{ customer: 'twice', subscription: second, plan: 'professional', active: first }]);
    await expect(world.farebox.checkout.create('twice', { plan: 'professional', interval: 'month' })).rejects.toThrow(
      AlreadySubscribedError,
    );
    expect(await world.stateOf('twice')).toMatchObject({
      balance: { remainingTokens: 50 },
      refills: [5, 50],
      subscription: { plan: 'starter' },
    });
    await world.cancelNow(first);
    await watching.subscriptions.sync('twice');
    const state = await world.stateOf('twice');
    expect(state.subscription).toMatchObject({ plan: 'professional', status: 'active' });
    expect(state.balance.remainingTokens).toBe(150);
    expect(second).not.toBe(first);
  });
});
