import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSimulator } from '@farebox/stripe-simulator';
import { createApp } from '../app.js';
import { readSamples } from '../host/samples.js';
import { listen } from '../listen.js';
import { readHostSettings } from '../settings.js';
import { STORY_DAYS, seedDemo } from './seed.js';

/**
 * The app with a Stripe simulator beside it. Only the environment differs from production: the four variables below are set
 * here instead of by whoever deploys.
 */
const SIMULATOR_PORT = Number(process.env['SIMULATOR_PORT'] || 12111);
const port = Number(process.env['PORT'] || 3000);
const folder = process.env['DEMO_FOLDER'] || '.farebox';
const appUrl = `http://localhost:${port}`;
const secret = 'whsec_quantipack_demo_0123456789abcdef';
const DAY_MS = 86_400_000;

async function start() {
  mkdirSync(folder, { recursive: true });
  const files = {
    database: join(folder, 'quantipack.sqlite'),
    stripe: join(folder, 'stripe.json'),
    ready: join(folder, 'ready'),
  };
  // All or nothing: a start that was interrupted, or accounts without their Stripe, are no demo.
  const isFresh = process.argv.includes('--fresh') || !Object.values(files).every((file) => existsSync(file));
  if (isFresh) {
    for (const file of [files.ready, files.stripe, ...sqliteFiles(files.database)]) rmSync(file, { force: true });
  }

  const simulator = await startSimulator({
    port: SIMULATOR_PORT,
    stateFile: files.stripe,
    now: new Date(Date.now() - (isFresh ? STORY_DAYS : 0) * DAY_MS),
    ticking: true,
    businessName: 'QuantiPack',
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new Error(`Port ${SIMULATOR_PORT} is taken: stop what uses it, or put another into SIMULATOR_PORT.`);
  });
  Object.assign(process.env, {
    STRIPE_SECRET_KEY: 'sk_test_quantipack_demo',
    STRIPE_WEBHOOK_SECRET: secret,
    STRIPE_API_BASE: simulator.url,
    APP_URL: appUrl,
    DATABASE_FILE: files.database,
    PORT: String(port),
  });

  const settings = readHostSettings(process.env);
  const { app, farebox, database } = createApp(settings, readSamples(new URL('../samples/', import.meta.url)));
  const server = await listen(app, { port, webDirectory: new URL('./web', import.meta.url).pathname }).catch(
    async (error: unknown) => {
      await simulator.close();
      throw error;
    },
  );
  farebox.start();
  if (isFresh) {
    simulator.webhooks.addEndpoint({ url: `http://127.0.0.1:${port}/api/farebox/webhook`, secret });
    await farebox.prices.push();
    console.log('Playing a month of the demo shops');
    await seedDemo({
      app,
      appUrl,
      async advance(days) {
        await simulator.advance({ days });
        await farebox.webhooks.work();
      },
    });
    writeFileSync(files.ready, '');
  }
  console.log(
    [
      '',
      `  QuantiPack   ${appUrl}`,
      '',
      '  Run the PDP analyzer on the middle sample, then the Suite analyzer: it needs more tokens than Free has.',
      `  Pay with 4242 4242 4242 4242; move time and switch users in the strip at the top. Stripe's side: ${simulator.url}/_simulator`,
      '',
    ].join('\n'),
  );

  let stopping: Promise<void> | null = null;
  const stop = () => {
    stopping ??= (async () => {
      await farebox.stop();
      await server.close();
      await simulator.close();
      database.close();
    })();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

const sqliteFiles = (file: string) => [file, `${file}-wal`, `${file}-shm`];

await start().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  // Whatever listens already would keep the process alive.
  process.exit(1);
});
