import { describe, expect, it } from 'vitest';
import { analyzePdp } from '../../analysis/pdp-analyzer.js';
import { parseOrders } from '../../analysis/parse-orders.js';
import { createAnalyses } from './analyses.js';
import { keptSecret, openHostDatabase } from './database.js';
import { createHostRoutes } from './host-routes.js';
import { createOrderSources } from './order-sources.js';
import { createSessions } from './session.js';

const HEADER = 'order_id,date,sku,title,length_mm,width_mm,height_mm,weight_g,quantity';
const CSV = `${HEADER}\nN1,2026-11-20,A,Mug Fjord blue,120,90,100,400,2\nN2,2026-11-20,A,t,1,1,1,1,none\n`;

function setUp() {
  const database = openHostDatabase(':memory:');
  const sessions = createSessions(keptSecret(database, 'session'));
  const orders = createOrderSources(database, [{ id: 'sample_small', name: 'Small sample', content: CSV }]);
  const analyses = createAnalyses(database);
  const clock = () => new Date('2026-11-25T10:00:00Z');
  const routes = createHostRoutes({ sessions, orders, analyses, clock, simulatorUrl: null });
  async function signIn(userId: string) {
    const response = await routes.request('/session', {
      method: 'POST',
      body: JSON.stringify({ userId }),
      headers: { 'content-type': 'application/json' },
    });
    const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
    return (path: string, init: RequestInit = {}) => routes.request(path, { ...init, headers: { cookie } });
  }
  return { database, orders, analyses, routes, signIn };
}

describe('session', () => {
  it('signs a visitor in as the free user and keeps them', async () => {
    const { routes } = setUp();
    const first = await routes.request('/session');
    const cookie = first.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
    expect(await first.json()).toMatchObject({ user: { id: 'mara' }, simulatorUrl: null });
    const again = await routes.request('/session', { headers: { cookie: cookie.split(';')[0] ?? '' } });
    expect(again.headers.get('set-cookie')).toBeNull();
  });

  it('takes no cookie whose user was changed', async () => {
    const { routes, signIn } = setUp();
    await signIn('mara');
    const response = await routes.request('/session', {
      method: 'POST',
      body: JSON.stringify({ userId: 'mara' }),
      headers: { 'content-type': 'application/json' },
    });
    const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
    const forged = cookie.replace('=mara.', '=jonas.');
    expect(forged).not.toBe(cookie);
    expect((await routes.request('/orders', { headers: { cookie: forged } })).status).toBe(401);
    expect((await routes.request('/orders', { headers: { cookie } })).status).toBe(200);
  });

  it('refuses users that do not exist', async () => {
    const { routes } = setUp();
    const response = await routes.request('/session', { method: 'POST', body: '{"userId":"root"}' });
    expect(response.status).toBe(400);
  });
});

describe('orders', () => {
  it('lists samples first and an upload with its bad rows', async () => {
    const { signIn } = setUp();
    const jonas = await signIn('jonas');
    const uploaded = await jonas('/orders?name=november.csv', { method: 'POST', body: CSV });
    expect(uploaded.status).toBe(201);
    expect(await (await jonas('/orders')).json()).toMatchObject([
      { id: 'sample_small', kind: 'sample' },
      {
        name: 'november.csv',
        rowCount: 2,
        orderCount: 1,
        badRows: [{ line: 3, reason: 'The quantity "none" is not a number.' }],
        uploadedAt: '2026-11-25T10:00:00.000Z',
      },
    ]);
  });

  it("shows nobody another owner's upload; an organisation shares its own", async () => {
    const { orders, signIn } = setUp();
    const ana = await signIn('ana');
    const { id } = (await (await ana('/orders?name=a.csv', { method: 'POST', body: CSV })).json()) as { id: string };
    const liv = await signIn('liv');
    expect(await (await liv('/orders')).json()).toMatchObject([{ id: 'sample_small' }, { id }]);
    expect(orders.read('organization:aster', id)?.source.id).toBe(id);
    expect(orders.read('user:mara', id)).toBeNull();
    expect(orders.read('user:aster', id)).toBeNull();
  });

  it('refuses files over 5 MB with a sentence', async () => {
    const { signIn } = setUp();
    const jonas = await signIn('jonas');
    const response = await jonas('/orders?name=big.csv', { method: 'POST', body: 'x'.repeat(5 * 1024 * 1024 + 1) });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ title: 'The file is larger than 5 MB.' });
  });

  it('takes a file that is no CSV at all and says what is wrong with it', async () => {
    const { signIn } = setUp();
    const jonas = await signIn('jonas');
    const response = await jonas('/orders?name=photo.csv', {
      method: 'POST',
      body: '\u0089PNG\r\n\u001a\n\u0000\u0000',
    });
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ orderCount: 0, badRows: [{ line: 1 }] });
  });
});

describe('analyses', () => {
  it('keeps a report for its owner alone', async () => {
    const { analyses, signIn } = setUp();
    const report = analyzePdp(parseOrders(CSV));
    const at = new Date('2026-11-25T10:00:00Z');
    const { id } = analyses.add(
      'user:jonas',
      { feature: 'pdp_analyzer', ordersName: 'Small', madeBy: 'jonas', at },
      report,
    );
    const jonas = await signIn('jonas');
    expect(await (await jonas('/analyses')).json()).toMatchObject([{ id, feature: 'pdp_analyzer' }]);
    expect(await (await jonas(`/analyses/${id}`)).json()).toMatchObject({ id, report: { productCount: 1 } });
    const mara = await signIn('mara');
    expect((await mara(`/analyses/${id}`)).status).toBe(404);
    expect(await (await mara('/analyses')).json()).toEqual([]);
  });
});
