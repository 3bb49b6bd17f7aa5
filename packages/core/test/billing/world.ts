import { createHmac } from 'node:crypto';
import { startSimulator } from '@farebox/stripe-simulator';
import { createFarebox, memoryStore } from '../../src/index.js';
import type { AccountWire } from '../../src/contract/index.js';
import { startStripeProxy, type StripeProxy } from './stripe-proxy.js';
import { inbox } from '../../src/storage/record-families.js';
import type { Store } from '../../src/storage/contract.js';
import { catalog, dearerCatalog, smallCatalog } from './catalog.js';
import { dyingStore } from './dying-store.js';

export const WEBHOOK_SECRET = `whsec_${'farebox'.repeat(5)}`;
const APP_URL = 'http://127.0.0.1:3999';
const SECRET_KEY = 'sk_test_farebox_core_tests';
export const CARDS = {
  good: '4242424242424242',
  declined: '4000000000000002',
  insufficient: '4000000000009995',
  failsAtRenewal: '4000000000000341',
} as const;

export interface StripeEvent {
  readonly id: string;
  readonly type: string;
  readonly data: {
    readonly object: { readonly id: string; readonly object: string; readonly customer?: string | null };
  };
}
type Simulator = Awaited<ReturnType<typeof startSimulator>>;

function engineOver(
  proxy: StripeProxy,
  simulator: Simulator,
  store: Store,
  over: Partial<Parameters<typeof createFarebox>[0]> = {},
) {
  return createFarebox({
    catalog,
    store,
    stripe: {
      secretKey: SECRET_KEY,
      webhookSecrets: WEBHOOK_SECRET,
      host: '127.0.0.1',
      port: proxy.port,
      protocol: 'http',
    },
    appUrl: APP_URL,
    clock: () => simulator.now(),
    logger: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    ...(over as object),
  });
}

/** One simulator, a wire to it that can fail, and engines over one store: a whole world, driven by its public doors. */
export async function startWorld(options: { readonly store?: Omit<Store, 'with'> } = {}) {
  const simulator = await startSimulator({ port: 0, seed: 'core', wallClock: () => Date.now() });
  const origin = new URL(simulator.url);
  const proxy = await startStripeProxy({ host: origin.hostname, port: Number(origin.port) });
  const store: Omit<Store, 'with'> = options.store ?? memoryStore();
  const farebox = engineOver(proxy, simulator, store);
  await farebox.prices.push();

  const api = async (path: string): Promise<unknown> => {
    const answer = await fetch(`${origin.origin}${path}`, { headers: { authorization: `Bearer ${SECRET_KEY}` } });
    return answer.json();
  };
  const seen: StripeEvent[] = [];
  /** All events so far, oldest first. Only what is new is asked for. */
  async function events(): Promise<StripeEvent[]> {
    for (;;) {
      const after = seen.at(-1)?.id;
      // Without a cursor the first page is the newest; from then on the page right after the last one seen.
      const page = (await api(`/v1/events?limit=100${after === undefined ? '' : `&ending_before=${after}`}`)) as {
        readonly data: StripeEvent[];
        readonly has_more: boolean;
      };
      if (after === undefined && page.has_more)
        throw new Error('Ask for events before there are more than a page of them.');
      seen.push(...page.data.toReversed());
      if (page.data.length === 0 || !page.has_more) return [...seen];
    }
  }
  const signed = (body: string, secret = WEBHOOK_SECRET, at = Math.floor(Date.now() / 1000)) =>
    `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`;
  const receive = (event: unknown, engine = farebox) => {
    const body = JSON.stringify(event);
    return engine.webhooks.receive(new TextEncoder().encode(body), signed(body));
  };
  /** Delivers to the inbox and works it until nothing is due. */
  async function deliver(list: readonly unknown[], engine = farebox) {
    for (const event of list) await receive(event, engine);
    return work(engine);
  }
  async function work(engine = farebox) {
    let report = await engine.webhooks.work();
    while (report.done + report.ignored >= 100) report = await engine.webhooks.work();
    return report;
  }
  /** Fills in the hosted page as a person would. The answer's location says where it led. */
  async function pay(url: string, card: string) {
    const form = new URLSearchParams({
      intent: 'pay',
      card_number: card,
      exp: '12 / 34',
      cvc: '123',
      name: 'Test Person',
      email: 'person@example.com',
      delivery: 'dropped',
    });
    const answer = await fetch(url, { method: 'POST', body: form, redirect: 'manual' });
    return { status: answer.status, location: answer.headers.get('location') };
  }
  const sessionOf = (url: string): string => new URL(url).pathname.split('/').at(-1) ?? '';
  async function buy(
    customer: string,
    wish: { readonly plan: 'starter' | 'professional'; readonly interval: 'month' | 'year' } = {
      plan: 'starter',
      interval: 'month',
    },
    card: string = CARDS.good,
  ) {
    const { url } = await farebox.checkout.create(customer, wish as never);
    const paid = await pay(url, card);
    return { url, session: sessionOf(url), ...paid };
  }
  async function portal(customer: string, fields: Readonly<Record<string, string>>) {
    const { url } = await farebox.portal.create(customer);
    const subscription = await subscriptionOf(customer);
    const answer = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams({ subscription: subscription ?? '', ...fields }),
      redirect: 'manual',
    });
    return { status: answer.status, location: answer.headers.get('location') };
  }
  /** Stripe's own id of the customer's newest subscription, asked of the simulator. */
  async function subscriptionOf(customer: string): Promise<string | null> {
    const stripeCustomer = await stripeCustomerOf(customer);
    const list = (await api(`/v1/subscriptions?status=all&customer=${stripeCustomer ?? ''}`)) as {
      readonly data: readonly { readonly id: string }[];
    };
    return list.data[0]?.id ?? null;
  }
  async function stripeCustomerOf(customer: string): Promise<string | null> {
    const { rows } = await customerRows(customer);
    return rows;
  }
  async function customerRows(customer: string) {
    const snapshot = await snapshotOf(customer);
    const account = Number.parseInt(snapshot.customer.split('_')[1] ?? '', 36);
    const { customers } = await import('../../src/storage/record-families.js');
    return { rows: (await store.find(customers, { account }))?.row.stripeCustomer ?? null, account };
  }
  /** The events that are about one customer, oldest first. */
  async function eventsOf(customer: string): Promise<StripeEvent[]> {
    const id = await stripeCustomerOf(customer);
    return (await events()).filter((event) => event.data.object.customer === id || event.data.object.id === id);
  }
  const permissions = { canManageBilling: true, canSpend: true, billingContact: null };
  const snapshotOf = (customer: string, engine = farebox): Promise<AccountWire> =>
    engine.snapshot(customer, permissions);
  /** What must be equal whatever the order, number and way of deliveries: money, plan, history. */
  async function stateOf(customer: string, engine = farebox) {
    const snapshot = await snapshotOf(customer, engine);
    const { monthlyTokens, additionalTokens, usedTokens, remainingTokens, resetDate, grants } = snapshot.balance;
    const history = await engine.tokens.history(customer, { limit: 200 });
    return {
      balance: { monthlyTokens, additionalTokens, usedTokens, remainingTokens, resetDate },
      grants: grants.map(({ category, amount, remaining, expiresAt }) => ({ category, amount, remaining, expiresAt })),
      subscription: snapshot.subscription,
      flags: snapshot.flags,
      refills: history.entries
        .filter((entry) => entry.kind === 'refill')
        .map((entry) => entry.amount)
        .reverse(),
    };
  }
  const call = async (
    method: string,
    path: string,
    fields: Readonly<Record<string, string>> = {},
  ): Promise<Readonly<Record<string, unknown>>> => {
    const body = method === 'POST' ? { body: new URLSearchParams(fields) } : {};
    const answer = await fetch(`${origin.origin}${path}`, {
      method,
      headers: { authorization: `Bearer ${SECRET_KEY}` },
      ...body,
    });
    const read = (await answer.json()) as Readonly<Record<string, unknown>>;
    if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(read)}`);
    return read;
  };
  /** Sells past Farebox, as a person in the dashboard can. */
  async function sellDirectly(customer: string, plan: string): Promise<string> {
    const stripeCustomer = (await stripeCustomerOf(customer)) ?? '';
    const prices = (await api(`/v1/prices?lookup_keys[]=farebox:${plan}:month`)) as {
      readonly data: readonly { readonly id: string }[];
    };
    const methods = (await api(`/v1/payment_methods?customer=${stripeCustomer}`)) as {
      readonly data: readonly { readonly id: string }[];
    };
    const made = await call('POST', '/v1/subscriptions', {
      customer: stripeCustomer,
      'items[0][price]': prices.data[0]?.id ?? '',
      default_payment_method: methods.data[0]?.id ?? '',
    });
    return String(made['id']);
  }
  async function payOpenInvoice(customer: string): Promise<void> {
    const open = (await api(`/v1/invoices?status=open&customer=${await stripeCustomerOf(customer)}`)) as {
      readonly data: readonly { readonly id: string }[];
    };
    for (const { id } of open.data) await call('POST', `/v1/invoices/${id}/pay`);
  }
  /** Makes what waits due now: nobody sits through a lease or a pause. */
  async function releaseLeases(): Promise<void> {
    const { rows } = await store.list(
      inbox,
      { mode: 'test' },
      { limit: 500, cursor: null, where: { status: 'pending' } },
    );
    for (const { row, version } of rows) await store.compareAndSet(inbox, { ...row, due: Date.now() }, version);
  }
  /** An engine whose process dies at its n-th write: before it or, as when only the answer is lost, right after it. */
  function dyingAt(n: number, when: 'before' | 'after' = 'before') {
    const dying = dyingStore(store, n, when);
    return { engine: engineOver(proxy, simulator, dying.store, {}), writes: dying.writes };
  }
  await events();
  /** An engine on a wire and a store of its own choice: for schedules that two workers could meet. */
  async function apart(over: Store) {
    const wire = await startStripeProxy({ host: origin.hostname, port: Number(origin.port) });
    wires.push(wire);
    return { wire, engine: engineOver(wire, simulator, over) };
  }
  const wires: StripeProxy[] = [];
  const stores: Store[] = [];
  const freshStore = Object.assign(
    (): Store => {
      const fresh = memoryStore();
      stores.push(fresh);
      return fresh;
    },
    { last: (): Store => stores.at(-1) ?? store },
  );
  return {
    call,
    apart,
    sellDirectly,
    payOpenInvoice,
    releaseLeases,
    dyingAt,
    freshStore,
    dearerCatalog,
    smallCatalog,
    cancelNow: (subscription: string) => call('DELETE', `/v1/subscriptions/${subscription}`),
    remove: (path: string) => call('DELETE', path),
    simulator,
    proxy,
    store,
    farebox,
    events,
    eventsOf,
    receive,
    deliver,
    work,
    pay,
    buy,
    portal,
    signed,
    snapshotOf,
    stateOf,
    sessionOf,
    subscriptionOf,
    stripeCustomerOf,
    api,
    accountOf: async (customer: string) => (await customerRows(customer)).account,
    another: (over: Partial<Parameters<typeof createFarebox>[0]> = {}) => engineOver(proxy, simulator, store, over),
    close: async () => {
      await farebox.stop();
      await Promise.all([proxy, ...wires].map((wire) => wire.close()));
      await simulator.close();
    },
  };
}
export type World = Awaited<ReturnType<typeof startWorld>>;
