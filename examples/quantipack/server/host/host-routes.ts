import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import type { AppClock } from '../farebox/clock.js';
import type { Analyses } from './analyses.js';
import type { OrderSources } from './order-sources.js';
import type { Sessions } from './session.js';
import { customerOf, findUser, ownerOf, USERS, type User } from './users.js';

/** Who is signed in, and whom the demo lets you become. */
export interface SessionAnswer {
  readonly user: User;
  readonly users: readonly User[];
  /** Where the simulator's dashboard is; null in production: then there is no time to move. */
  readonly simulatorUrl: string | null;
}

export interface HostServices {
  readonly sessions: Sessions;
  readonly orders: OrderSources;
  readonly analyses: Analyses;
  readonly clock: AppClock;
  readonly simulatorUrl: string | null;
}

const MAX_UPLOAD_BYTES = 5 * 1024 * 1024;
const signInBody = z.object({ userId: z.string() });
const uploadQuery = z.object({ name: z.string().trim().min(1).max(120) });
const problem = (status: number, title: string) => Response.json({ title, status }, { status });

/** The host's own API: session, order files and kept analyses. Nothing in it knows of tokens. */
export function createHostRoutes({ sessions, orders, analyses, clock, simulatorUrl }: HostServices) {
  const signedIn = async (request: Request) => {
    const user = await sessions.userOf(request);
    return user ? { user, owner: ownerOf(customerOf(user)) } : null;
  };
  const routes = new Hono();

  routes.get('/session', async (context) => {
    const user = await sessions.ensureUser(context);
    return context.json({ user, users: USERS, simulatorUrl } satisfies SessionAnswer);
  });
  routes.post('/session', async (context) => {
    const body = signInBody.safeParse(await context.req.json().catch(() => null));
    const user = body.success ? findUser(body.data.userId) : null;
    if (!user) return problem(400, 'There is no such user.');
    await sessions.signIn(context, user);
    return context.json({ user, users: USERS, simulatorUrl } satisfies SessionAnswer);
  });

  routes.get('/orders', async (context) => {
    const who = await signedIn(context.req.raw);
    return who ? context.json(orders.list(who.owner)) : problem(401, 'Nobody is signed in.');
  });
  const tooLarge = () => problem(413, 'The file is larger than 5 MB.');
  routes.post('/orders', bodyLimit({ maxSize: MAX_UPLOAD_BYTES, onError: tooLarge }), async (context) => {
    const who = await signedIn(context.req.raw);
    if (!who) return problem(401, 'Nobody is signed in.');
    const query = uploadQuery.safeParse(context.req.query());
    if (!query.success) return problem(400, 'The file has no name.');
    const source = orders.add(who.owner, query.data.name, await context.req.text(), await clock());
    return context.json(source, 201);
  });

  routes.get('/analyses', async (context) => {
    const who = await signedIn(context.req.raw);
    return who ? context.json(analyses.list(who.owner)) : problem(401, 'Nobody is signed in.');
  });
  routes.get('/analyses/:id', async (context) => {
    const who = await signedIn(context.req.raw);
    if (!who) return problem(401, 'Nobody is signed in.');
    const analysis = analyses.read(who.owner, context.req.param('id'));
    return analysis ? context.json(analysis) : problem(404, 'There is no such analysis.');
  });
  return routes;
}
