import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { RESET_HEADER } from './faults.js';
import { isLoopback } from './http/hosts.js';
import { createWithKernel, type Simulator, type SimulatorOptions } from './simulator.js';
import { keepState, loadState } from './state-file.js';

export interface StartOptions extends Omit<SimulatorOptions, 'origin'> {
  /** 0, the default, picks a free port. */
  port?: number | undefined;
  /** Default 127.0.0.1. The simulator takes any test key, so it should not listen to other machines. */
  host?: string | undefined;
  /** Keeps the state between starts. */
  stateFile?: string | undefined;
}

/** Starts a simulator that listens for HTTP. */
export async function startSimulator(options: StartOptions = {}): Promise<Simulator> {
  const { port = 0, host = '127.0.0.1', stateFile, ...rest } = options;
  if (!isLoopback(host) && !rest.servedAs?.length)
    throw new Error(
      `The simulator takes any test key, so it listens to this machine only. To listen on ${host}, name the hosts it is called by in \`servedAs\`.`,
    );
  const simulator = createWithKernel(rest);
  const listener = getRequestListener(
    async (request, env) => {
      const response = await simulator.fetch(request);
      if (!response.headers.has(RESET_HEADER)) return response;
      await response.body?.cancel().catch(() => {});
      (env as { outgoing: ServerResponse }).outgoing.destroy();
      // Nothing is left to answer on.
      return new Response(null, { headers: { 'x-hono-already-sent': 'true' } });
    },
    { overrideGlobalObjects: false },
  );
  const server = createServer((incoming, outgoing) => {
    void listener(incoming, outgoing);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const { kernel } = simulator;
  kernel.universe.origin = `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
  const saved = stateFile ? await loadState(stateFile) : null;
  if (saved) simulator.restore(saved);
  const keeper = stateFile ? keepState(stateFile, () => simulator.snapshot()) : null;
  if (keeper) kernel.touched = keeper.touched;
  return {
    ...simulator,
    get url() {
      return `${kernel.universe.origin}${kernel.universe.base}`;
    },
    get port() {
      return address.port;
    },
    close: async () => {
      await simulator.close();
      await keeper?.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
