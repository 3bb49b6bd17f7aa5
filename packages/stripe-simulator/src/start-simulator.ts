import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { createSimulator, type Simulator, type SimulatorOptions } from './simulator.js';
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
  const simulator = createSimulator(rest);
  const listener = getRequestListener((request) => simulator.fetch(request), { overrideGlobalObjects: false });
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
