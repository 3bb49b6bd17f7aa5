import { serve } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { createApp } from './app.js';
import { readSamples } from './host/samples.js';
import { readHostSettings } from './settings.js';

const settings = readHostSettings(process.env);
const { app, farebox } = createApp(settings, readSamples(new URL('../../samples/', import.meta.url)));

const web = new URL('../web', import.meta.url).pathname;
app.use('*', serveStatic({ root: web }));
app.get('*', serveStatic({ root: web, path: 'index.html' }));

farebox.start();
const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: settings.port }, ({ port }) => {
  console.log(`QuantiPack listens on http://127.0.0.1:${port}`);
});

async function stop() {
  await farebox.stop();
  server.close();
}
process.once('SIGINT', () => void stop());
process.once('SIGTERM', () => void stop());
