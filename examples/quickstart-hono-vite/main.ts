// `npm start`: prices pushed to Stripe, the worker of the webhook inbox started, page and API on one port.
import { serve } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { stripeOnThisMachine } from './stripe.js';

const port = Number(process.env.PORT ?? 3000);
const url = `http://localhost:${port}`;
await stripeOnThisMachine(url);
// Only now: the engine reads its settings from the environment when it is made.
const { default: app, farebox } = await import('./server.js');
await farebox.prices.push();
farebox.start();
app.use('*', serveStatic({ root: 'dist/web' }));
serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, () => console.log(`Ready on ${url}`));
