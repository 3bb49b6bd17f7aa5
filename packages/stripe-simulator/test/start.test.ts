import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { startSimulator } from '../src/index.js';
import { refusal } from './harness.js';

const client = (port: number): Stripe =>
  new Stripe('sk_test_x', { host: '127.0.0.1', port, protocol: 'http', maxNetworkRetries: 0 });

describe('a simulator that listens', () => {
  it('keeps its state in a file between starts', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'simulator-'));
    const stateFile = path.join(folder, 'state.json');
    try {
      const first = await startSimulator({ seed: 's', stateFile });
      const customer = await client(first.port).customers.create({ name: 'Ada' });
      await first.advance({ days: 3 });
      const now = first.now();
      await first.close();
      const second = await startSimulator({ seed: 's', stateFile });
      expect((await client(second.port).customers.retrieve(customer.id)).id).toBe(customer.id);
      expect(second.now()).toEqual(now);
      expect((await client(second.port).customers.create({})).id).not.toBe(customer.id);
      await second.close();
      await writeFile(stateFile, '{"something":"else"}');
      await expect(startSimulator({ stateFile })).rejects.toThrow(/no state file/);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('refuses a taken port, and stops for good', async () => {
    const simulator = await startSimulator();
    await expect(startSimulator({ port: simulator.port })).rejects.toThrow(/EADDRINUSE/);
    await simulator.close();
    expect((await refusal(client(simulator.port).customers.list())).type).toBe('StripeConnectionError');
  });

  it('lets a fault reset the connection after the work is done', async () => {
    const simulator = await startSimulator({ seed: 's' });
    simulator.faults.add({ kind: 'reset_after', path: '/v1/customers' });
    // Stripe's client tries a reset connection once more by itself, with the same key: the first work is found, not done again.
    const again = await client(simulator.port).customers.create({ name: 'once' }, { idempotencyKey: 'k' });
    expect(again.lastResponse.headers).toHaveProperty('idempotent-replayed', 'true');
    expect((await client(simulator.port).customers.list()).data.map((customer) => customer.id)).toEqual([again.id]);
    await simulator.close();
  });

  it('runs its time along with the computer’s only when nothing fixed it', async () => {
    const ticking = await startSimulator();
    expect(Math.abs(ticking.now().getTime() - Date.now())).toBeLessThan(5000);
    const still = await startSimulator({ seed: 'x' });
    expect(still.now().toISOString()).toBe('2026-01-15T10:00:00.000Z');
    await ticking.close();
    await still.close();
  });
});
