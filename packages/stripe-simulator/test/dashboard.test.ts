import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { createSimulator } from '../src/index.js';

const START = new Date('2026-12-17T14:20:07Z');

/** A simulator without a port, a customer with a paid month, and the dashboard as a browser without JavaScript sees it. */
async function begin(basePath = '') {
  const received: string[] = [];
  let broken = false;
  const simulator = createSimulator({
    seed: 'dashboard',
    now: START,
    basePath,
    origin: 'http://bench.test',
    send: async (_address, init) => {
      received.push((JSON.parse(String(init?.body)) as { type: string }).type);
      return new Response(broken ? 'store unavailable' : 'ok', { status: broken ? 500 : 200 });
    },
  });
  const stripe = new Stripe('sk_test_x', {
    httpClient: Stripe.createFetchHttpClient((address, init) =>
      simulator.fetch(
        new Request(String(address).replace('https://api.stripe.com', `http://bench.test${basePath}`), init),
      ),
    ),
  });
  const { id: endpoint } = simulator.webhooks.addEndpoint({ url: 'http://host.test/hook' });
  const price = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 1900,
    recurring: { interval: 'month' },
    product_data: { name: 'Starter' },
  });
  const customer = await stripe.customers.create({
    name: 'Linden <i>Papier</i>',
    payment_method: 'pm_card_visa',
    invoice_settings: { default_payment_method: 'pm_card_visa' },
  });
  await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  await simulator.webhooks.flush();
  const get = async (path: string): Promise<string> => {
    const response = await simulator.fetch(new Request(`http://bench.test${basePath}${path}`));
    expect(response.status, path).toBe(200);
    return response.text();
  };
  const press = async (fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> =>
    simulator.fetch(
      new Request(`http://bench.test${basePath}/_simulator/actions`, {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers,
      }),
    );
  const version = async (): Promise<string> => /data-version="([^"]+)"/.exec(await get('/_simulator'))?.[1] ?? '';
  return {
    simulator,
    stripe,
    customer,
    endpoint,
    received,
    get,
    press,
    version,
    breakHost: (on: boolean) => {
      broken = on;
    },
  };
}

describe('the dashboard', () => {
  it.each([
    ['/_simulator', 'checkout', 'Webhook deliveries'],
    ['/_simulator/customers', 'Linden &lt;i&gt;Papier&lt;/i&gt;', 'Visa 4242'],
    ['/_simulator/subscriptions', 'Starter', 'renews 17 Jan'],
    ['/_simulator/invoices', '$19.00', 'Paid'],
    ['/_simulator/payments', 'Open dispute', '19.00'],
    ['/_simulator/events', 'customer.', '1 of 1 delivered'],
  ])('shows %s from the state', async (path, ...texts) => {
    const { get } = await begin();
    const page = (await get(path)).replaceAll('<wbr>', '');
    for (const text of texts.filter((text) => text !== 'checkout')) expect(page).toContain(text);
    expect(page).not.toContain('<i>Papier');
  });

  it('finds any object by its id and says so when there is none', async () => {
    const { simulator, get, customer } = await begin();
    const found = await simulator.fetch(new Request(`http://bench.test/_simulator/find?id=${customer.id}`));
    expect(found.headers.get('location')).toBe(`/_simulator/objects/${customer.id}`);
    expect(await get(`/_simulator/objects/${customer.id}`)).toContain('&quot;object&quot;: &quot;customer&quot;');
    expect(await get('/_simulator/objects/cus_none')).toContain('Nothing here has this id.');
  });

  it('names the next renewal and advances to it', async () => {
    const { simulator, get, press, stripe, customer } = await begin();
    expect(await get('/_simulator')).toContain('To the next renewal, 17 Jan');
    const answer = await press({ intent: 'advance', by: 'next_renewal', back: '/_simulator/invoices' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/_simulator/invoices']);
    expect(simulator.now().toISOString().slice(0, 10)).toBe('2027-01-17');
    expect((await stripe.invoices.list({ customer: customer.id })).data.map((invoice) => invoice.status)).toEqual([
      'paid',
      'paid',
    ]);
    expect(await get('/_simulator')).toMatch(/Advanced\. \d+ events happened on the way\./);
    expect(await get('/_simulator')).not.toContain('Advanced.');
  });

  it('refuses to go back in time, in a sentence', async () => {
    const { simulator, get, press } = await begin();
    await press({ intent: 'advance', by: 'to', to: '2026-01-01T00:00' });
    expect(simulator.now()).toEqual(START);
    expect(await get('/_simulator')).toContain('cannot go back');
  });

  it('shows a failing endpoint with its answer and sends lost events again', async () => {
    const { simulator, get, press, stripe, received, breakHost, endpoint } = await begin();
    breakHost(true);
    const product = await stripe.products.create({ name: 'Unheard' });
    await simulator.webhooks.flush();
    const event = (await stripe.events.list({ type: 'product.created', limit: 1 })).data[0];
    expect(event?.data.object).toMatchObject({ id: product.id });
    const open = await get(`/_simulator?failed=1&event=${event?.id}&endpoint=${endpoint}`);
    expect(open).toContain('store unavailable');
    expect(open).toMatch(/retrying, 1 attempt"/);
    breakHost(false);
    received.length = 0;
    await press({ intent: 'replay_failed' });
    expect(received).toEqual(['product.created']);
    expect(await get('/_simulator?failed=1')).toContain('No failed deliveries.');
    await simulator.close();
  });

  it('sends one event twice on demand', async () => {
    const { press, stripe, received, endpoint } = await begin();
    const event = (await stripe.events.list({ limit: 1 })).data[0];
    received.length = 0;
    await press({ intent: 'replay', event: event?.id ?? '', endpoint, times: '2' });
    expect(received).toEqual([event?.type, event?.type]);
  });

  it('fails the next payment once', async () => {
    const { simulator, press, stripe, customer, get } = await begin();
    await press({ intent: 'fail_next_payment', customer: customer.id, on: 'on' });
    expect(await get('/_simulator')).toContain('next payment fails');
    await simulator.advance({ months: 1, days: 1 });
    expect((await stripe.subscriptions.list({ customer: customer.id })).data[0]?.status).toBe('past_due');
    await simulator.advance({ days: 14 });
    expect((await stripe.subscriptions.list({ customer: customer.id })).data[0]?.status).toBe('active');
  });

  it('refunds in part, refuses more than is left, and plays a dispute to its end', async () => {
    const { press, stripe, get } = await begin();
    const charge = async () => (await stripe.charges.list()).data[0];
    const id = (await charge())?.id ?? '';
    await press({ intent: 'refund', charge: id, amount: '5.00', currency: 'usd' });
    expect((await charge())?.amount_refunded).toBe(500);
    await press({ intent: 'refund', charge: id, amount: '50.00', currency: 'usd' });
    expect((await charge())?.amount_refunded).toBe(500);
    expect(await get('/_simulator/payments')).toMatch(/role="alert"/);
    await press({ intent: 'dispute', charge: id });
    const dispute = (await stripe.disputes.list()).data[0];
    expect(dispute).toMatchObject({ charge: id, status: 'needs_response' });
    await press({ intent: 'close_dispute', dispute: dispute?.id ?? '', outcome: 'lost' });
    expect((await stripe.disputes.retrieve(dispute?.id ?? '')).status).toBe('lost');
  });

  it('sets how an endpoint is served', async () => {
    const { simulator, press, stripe, received, endpoint } = await begin();
    const heard = async (): Promise<readonly string[]> => {
      received.length = 0;
      await stripe.products.create({ name: 'One' });
      await simulator.webhooks.flush();
      return [...received];
    };
    await press({ intent: 'webhook_faults', endpoint, delivery: 'twice' });
    expect(await heard()).toEqual(['product.created', 'product.created']);
    await press({ intent: 'webhook_faults', endpoint, delivery: 'none' });
    expect(await heard()).toEqual([]);
    await press({ intent: 'webhook_faults', endpoint, delivery: 'in_order' });
    await press({ intent: 'endpoint_enabled', endpoint, on: '' });
    expect(await heard()).toEqual([]);
    await press({ intent: 'endpoint_enabled', endpoint, on: 'on' });
    expect(await heard()).toEqual(['product.created']);
  });

  it('puts a fault before the next API call and takes it away again', async () => {
    const { press, stripe, get } = await begin();
    await press({ intent: 'api_fault', fault: 'rate_limit' });
    const page = await get('/_simulator');
    expect(page).toContain('Next call: rate limit');
    await press({ intent: 'clear_api_fault', id: /name="id" value="([^"]+)"/.exec(page)?.[1] ?? '' });
    await press({ intent: 'api_fault', fault: 'server_error' });
    await expect(stripe.products.list({}, { maxNetworkRetries: 0 })).rejects.toMatchObject({ statusCode: 500 });
    await expect(stripe.products.list()).resolves.toBeDefined();
  });

  it('changes its version with the state, and only then', async () => {
    const { version, press, stripe, customer, endpoint } = await begin();
    const seen = [await version(), await version()];
    expect(seen[0]).toBe(seen[1]);
    const steps: (() => Promise<unknown>)[] = [
      () => stripe.customers.create({}),
      () => press({ intent: 'advance', by: 'hour' }),
      () => press({ intent: 'fail_next_payment', customer: customer.id, on: 'on' }),
      () => press({ intent: 'webhook_faults', endpoint, delivery: 'reversed' }),
      () => press({ intent: 'api_fault', fault: 'slow' }),
      () => press({ intent: 'endpoint_enabled', endpoint, on: '' }),
    ];
    for (const step of steps) {
      const before = await version();
      await step();
      expect(await version()).not.toBe(before);
    }
  });

  it('streams the version', async () => {
    const { simulator, version } = await begin();
    const response = await simulator.fetch(new Request('http://bench.test/_simulator/stream'));
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const reader = response.body?.getReader();
    const first = await reader?.read();
    expect(new TextDecoder().decode(first?.value)).toBe(`data: ${await version()}\n\n`);
    await reader?.cancel();
  });

  it('takes no actions from other sites, and none it cannot read', async () => {
    const { press, stripe, customer } = await begin();
    expect((await press({ intent: 'reset' }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await press({ intent: 'refund', charge: 'ch_1', amount: 'all', currency: 'usd' })).status).toBe(400);
    expect((await stripe.customers.retrieve(customer.id)).id).toBe(customer.id);
    expect((await press({ intent: 'reset', back: 'https://evil.test' })).headers.get('location')).toBe('/_simulator');
    await expect(stripe.customers.retrieve(customer.id)).rejects.toMatchObject({ code: 'resource_missing' });
  });

  it('works below the path it is mounted under', async () => {
    const { get, press } = await begin('/stripe');
    expect(await get('/_simulator')).toContain('action="/stripe/_simulator/actions"');
    expect((await press({ intent: 'advance', by: 'day' })).headers.get('location')).toBe('/stripe/_simulator');
  });
});
