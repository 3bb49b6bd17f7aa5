import { Hono } from 'hono';
import { z } from 'zod';
import { simulatorClock } from '../farebox/clock.js';
import type { Farebox } from '../farebox/farebox.js';
import type { Sessions } from '../host/session.js';
import { customerOf } from '../host/users.js';

export interface DemoTime {
  /** ISO instant of the simulator's clock. */
  readonly now: string;
}

export interface DemoServices {
  readonly simulatorUrl: string;
  readonly farebox: Farebox;
  readonly sessions: Sessions;
}

// Stripe drafts a renewal's invoice at the period's end and charges it about an hour later: a month ends when that is over.
const STEPS = { day: [{ days: 1 }], month: [{ months: 1 }, { days: 2 / 24 }] } as const;
const moveBody = z.object({ by: z.enum(['day', 'month']) });
const problem = (status: number, title: string) => Response.json({ title, status }, { status });

/**
 * For the strip at the top of the demo: moves the simulator's clock, asks Stripe again. Mounted only while STRIPE_API_BASE
 * is set: a real month cannot be skipped.
 */
export function createDemoRoutes({ simulatorUrl, farebox, sessions }: DemoServices) {
  const clock = simulatorClock(simulatorUrl);
  const time = async (): Promise<DemoTime> => ({ now: (await clock()).toISOString() });
  const routes = new Hono();
  routes.get('/clock', async (context) => context.json(await time()));
  routes.post('/clock', async (context) => {
    const body = moveBody.safeParse(await context.req.json().catch(() => null));
    if (!body.success) return problem(400, 'Say by "day" or by "month".');
    // The simulator answers when all that fell due on the way has happened and its webhooks were sent.
    for (const step of STEPS[body.data.by]) {
      const answer = await fetch(`${simulatorUrl}/_simulator/advance`, {
        method: 'POST',
        body: JSON.stringify(step),
        headers: { 'content-type': 'application/json' },
      });
      if (!answer.ok) return problem(502, `The simulator did not move its clock: it answered ${answer.status}.`);
    }
    // What arrived waits in the inbox; the worker would take it within seconds, the visitor looks now.
    await farebox.webhooks.work();
    return context.json(await time());
  });
  routes.post('/sync', async (context) => {
    const user = await sessions.userOf(context.req.raw);
    if (!user) return problem(401, 'Nobody is signed in.');
    await farebox.subscriptions.sync(customerOf(user));
    return context.json(await time());
  });
  return routes;
}
