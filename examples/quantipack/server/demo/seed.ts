import type { Hono } from 'hono';

export interface SeedOptions {
  /** Any of the app's handlers: the seed uses the app as a browser does. */
  readonly app: Hono;
  readonly appUrl: string;
  /** Moves the simulator's clock and lets its webhooks arrive. */
  advance(days: number): Promise<void>;
}

interface Run {
  readonly feature: string;
  readonly orders: string;
}

/** Days before today on which the demo's story begins. */
export const STORY_DAYS = 33;

/**
 * Fills the demo's accounts with a month of ordinary life: plans bought on the hosted page, analyses run through the API.
 * Nothing is written behind anybody's back, so what the demo shows is what the code does.
 */
export async function seedDemo({ app, appUrl, advance }: SeedOptions): Promise<void> {
  const jonas = await signIn(app, appUrl, 'jonas');
  const tomas = await signIn(app, appUrl, 'tomas');
  const ana = await signIn(app, appUrl, 'ana');
  await jonas.buy('professional', '4242424242424242');
  // This card pays here and fails at the renewal.
  await tomas.buy('starter', '4000000000000341');
  await jonas.run({ feature: 'pdp_analyzer', orders: 'sample_middle' });
  await advance(4);
  await jonas.run({ feature: 'suite_analyzer', orders: 'sample_middle' });
  await tomas.run({ feature: 'demand_planner', orders: 'sample_middle' });
  await ana.buy('starter', '4242424242424242');
  await advance(5);
  await jonas.run({ feature: 'demand_planner', orders: 'sample_large' });
  await ana.run({ feature: 'suite_analyzer', orders: 'sample_small' });
  await advance(7);
  await jonas.run({ feature: 'spec_generator', orders: 'sample_middle' });
  await tomas.run({ feature: 'pdp_analyzer', orders: 'sample_middle' });
  const liv = await signIn(app, appUrl, 'liv');
  await liv.run({ feature: 'pdp_analyzer', orders: 'sample_middle' });
  await advance(14);
  // The month is over: jonas renews, the card of tomas fails.
  await advance(1);
  await advance(STORY_DAYS - 31);
  await jonas.run({ feature: 'pdp_analyzer', orders: 'sample_large' });
  await jonas.run({ feature: 'suite_analyzer', orders: 'sample_middle' });
}

async function signIn(app: Hono, appUrl: string, userId: string) {
  const { origin } = new URL(appUrl);
  let cookie = '';
  async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
    const response = await app.request(`${origin}${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', origin, cookie, ...headers },
    });
    if (!response.ok) throw new Error(`The demo's ${userId} could not ${path}: ${await response.text()}`);
    return response;
  }
  cookie = (await post('/api/session', { userId })).headers.get('set-cookie')?.split(';')[0] ?? '';
  let runs = 0;
  return {
    async buy(plan: string, card: string) {
      const answer = await post('/api/farebox/checkout', { plan, interval: 'month', returnTo: '/settings' });
      const { url } = (await answer.json()) as { url: string };
      const paid = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ intent: 'pay', card_number: card, email: `${userId}@example.com`, name: userId }),
      });
      const back = paid.headers.get('location');
      const session = back === null ? null : new URL(back).searchParams.get('session_id');
      if (session === null) throw new Error(`The hosted page did not take the card of ${userId}: ${paid.status}.`);
      await post('/api/farebox/return', { from: 'checkout', session });
    },
    async run({ feature, orders }: Run) {
      runs += 1;
      await post('/api/farebox/runs', { feature, input: { orders } }, { 'idempotency-key': `seed:${userId}:${runs}` });
    },
  };
}
