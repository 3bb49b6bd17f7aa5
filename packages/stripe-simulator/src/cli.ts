#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { startSimulator } from './start-simulator.js';

const USAGE = `A Stripe on localhost.

  npx @farebox/stripe-simulator [--port 12111] [--seed text] [--ticking] [--now 2026-01-31T10:00:00Z]
                                [--webhook http://localhost:3000/api/webhook --webhook-secret whsec_…]
                                [--data seed.json] [--state state.json] [--api-version 2026-10-28.endive]

  --port            where to listen on 127.0.0.1; 0 picks a free port (default 12111)
  --seed            same seed, same ids; simulated time then stands still until it is advanced
  --ticking         let simulated time run along in any case
  --now             when simulated time begins
  --webhook         send events there, signed with --webhook-secret (one is made when it is not given)
  --webhook-host    another host that webhooks may go to, besides this machine; may be given several times
  --data            JSON with products and customers to begin with
  --state           keep everything in this file between starts
  --api-version     the account's default API version
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '12111' },
      seed: { type: 'string' },
      ticking: { type: 'boolean' },
      now: { type: 'string' },
      webhook: { type: 'string' },
      'webhook-host': { type: 'string', multiple: true },
      'webhook-secret': { type: 'string' },
      data: { type: 'string' },
      state: { type: 'string' },
      'api-version': { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port ${values.port} is no port: give a number from 0 to 65535.`);
  const now = values.now === undefined ? undefined : new Date(values.now);
  if (now && Number.isNaN(now.getTime()))
    throw new Error(`--now ${values.now} is no date: write it like 2026-01-31T10:00:00Z.`);
  const secret = values['webhook-secret'];
  if (secret !== undefined && !secret.startsWith('whsec_')) throw new Error('--webhook-secret must begin with whsec_.');
  const data = values.data === undefined ? undefined : JSON.parse(await readText(values.data));
  const simulator = await startSimulator({
    port,
    seed: values.seed,
    ticking: values.ticking,
    now,
    data,
    stateFile: values.state,
    apiVersion: values['api-version'],
    webhookHosts: values['webhook-host'],
  });
  process.stdout.write(`Stripe simulator on ${simulator.url} (dashboard: ${simulator.url}/_simulator)\n`);
  if (values.webhook) {
    const known = simulator.webhooks.addEndpoint({ url: values.webhook, ...(secret === undefined ? {} : { secret }) });
    process.stdout.write(`Webhooks go to ${values.webhook}, signed with ${known.secret}\n`);
  }
  const stop = (): void => {
    void simulator.close().then(() => process.exit(0));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

async function readText(path: string): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  return readFile(path, 'utf8');
}

main().catch((error: unknown) => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(
    code === 'EADDRINUSE' ? 'That port is taken. Choose another with --port, or 0 for any free one.\n' : `${message}\n`,
  );
  process.exit(1);
});
