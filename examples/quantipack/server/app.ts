import { createHandler } from '@farebox/server';
import { toRouteHandler } from '@farebox/server/hono';
import { Hono } from 'hono';
import { csrf } from 'hono/csrf';
import { machineClock, simulatorClock } from './farebox/clock.js';
import { createDemoRoutes } from './demo/demo-routes.js';
import { openFarebox } from './farebox/farebox.js';
import { createAnalyses } from './host/analyses.js';
import { keptSecret, openHostDatabase } from './host/database.js';
import { createHostRoutes } from './host/host-routes.js';
import { createOrderSources, type Sample } from './host/order-sources.js';
import { createSessions } from './host/session.js';
import { billingContactOf, customerOf } from './host/users.js';
import { createRuns } from './farebox/runs.js';
import type { HostSettings } from './settings.js';

/** Puts the app together. No port is opened and nothing is sent to Stripe here. */
export function createApp(settings: HostSettings, samples: readonly Sample[]) {
  const { simulatorUrl } = settings;
  const database = openHostDatabase(settings.databaseFile);
  const sessions = createSessions(settings.sessionSecret ?? keptSecret(database, 'session'));
  const orders = createOrderSources(database, samples);
  const analyses = createAnalyses(database);
  const clock = simulatorUrl === null ? machineClock : simulatorClock(simulatorUrl);
  const farebox = openFarebox(database, simulatorUrl === null ? undefined : clock);
  const handler = createHandler({
    farebox,
    runs: createRuns({ farebox, orders, analyses, clock }),
    async identify(request) {
      const user = await sessions.userOf(request);
      if (!user) return null;
      return {
        userId: user.id,
        customer: customerOf(user),
        canManageBilling: user.organization?.role !== 'member',
        billingContact: billingContactOf(user),
        email: user.email,
        name: user.organization ? user.company : user.name,
      };
    },
  });

  const app = new Hono()
    .all('/api/farebox/*', toRouteHandler(handler))
    .use('/api/*', csrf())
    .route('/api', createHostRoutes({ sessions, orders, analyses, clock, simulatorUrl }));
  if (simulatorUrl !== null) {
    app.route('/api/demo', createDemoRoutes({ simulatorUrl, farebox, sessions }));
  }
  return { app, farebox, handler, sessions, database };
}

export type AppHandler = ReturnType<typeof createApp>['handler'];
