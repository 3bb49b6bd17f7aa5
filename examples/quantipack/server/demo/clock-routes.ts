import { Hono } from 'hono';
import { z } from 'zod';
import { simulatorClock } from '../clock.js';

export interface DemoTime {
  /** ISO instant of the simulator's clock. */
  readonly now: string;
}

const advanceBody = z.object({ by: z.enum(['day', 'month']) });

/**
 * Moves the simulator's clock, for the strip at the top of the demo. Mounted only while STRIPE_API_BASE is set: a real
 * month cannot be skipped.
 */
export function createDemoClockRoutes(simulatorUrl: string, afterMove: () => Promise<unknown>) {
  const clock = simulatorClock(simulatorUrl);
  const time = async (): Promise<DemoTime> => ({ now: (await clock()).toISOString() });
  const routes = new Hono();
  routes.get('/clock', async (context) => context.json(await time()));
  routes.post('/clock', async (context) => {
    const body = advanceBody.safeParse(await context.req.json().catch(() => null));
    if (!body.success) return Response.json({ title: 'Say by "day" or by "month".', status: 400 }, { status: 400 });
    const answer = await fetch(`${simulatorUrl}/_simulator/actions`, {
      method: 'POST',
      body: new URLSearchParams({ intent: 'advance', by: body.data.by, back: '/_simulator' }),
      redirect: 'manual',
    });
    if (answer.status !== 303) throw new Error(`The simulator refused to move its clock: ${answer.status}.`);
    await afterMove();
    return context.json(await time());
  });
  return routes;
}
