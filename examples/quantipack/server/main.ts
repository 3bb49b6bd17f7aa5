import { createApp } from './app.js';
import { readSamples } from './host/samples.js';
import { listen } from './listen.js';
import { readHostSettings } from './settings.js';

/** The app as it would run in production: everything that differs stands in the environment. */
const settings = readHostSettings(process.env);
const { app, farebox } = createApp(settings, readSamples(new URL('../samples/', import.meta.url)));
const server = await listen(app, { port: settings.port, webDirectory: new URL('./web', import.meta.url).pathname });
farebox.start();
console.log(`QuantiPack listens on http://127.0.0.1:${server.port}`);

async function stop() {
  await farebox.stop();
  await server.close();
}
process.once('SIGINT', () => void stop());
process.once('SIGTERM', () => void stop());
