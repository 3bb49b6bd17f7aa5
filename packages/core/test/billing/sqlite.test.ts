import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqlite, type SqliteStore } from '@farebox/sql/sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cases } from './cases.js';
import { startWorld, type World } from './world.js';

// The simulator and the client's own retries take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let folder: string;
let store: SqliteStore;
let world: World;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'farebox-billing-'));
  store = sqlite(join(folder, 'app.db'));
  world = await startWorld({ store });
});
afterEach(async () => {
  await world.close();
  await store.close?.();
  rmSync(folder, { recursive: true, force: true });
});

describe('the engine on SQLite', () => {
  for (const { name, run } of cases) it(name, () => run(world));

  it('S10 T4 scenario 45: sells, renews, cancels and ends a subscription over real tables', async () => {
    await world.farebox.tokens.balance('ann');
    const { session } = await world.buy('ann');
    expect(await world.farebox.checkout.complete('ann', session)).toEqual({ outcome: 'paid' });
    await world.simulator.advance({ months: 1, days: 0.1 });
    await world.deliver(await world.eventsOf('ann'));
    expect(await world.stateOf('ann')).toMatchObject({ balance: { remainingTokens: 50 }, refills: [5, 50, 50] });
    await world.portal('ann', { intent: 'cancel' });
    await world.farebox.subscriptions.sync('ann');
    await world.simulator.advance({ months: 1 });
    expect(await world.stateOf('ann')).toMatchObject({
      balance: { remainingTokens: 5 },
      subscription: { plan: 'free', status: 'canceled', ended: { plan: 'starter' } },
    });
    await world.deliver(await world.eventsOf('ann'));
    expect((await world.farebox.webhooks.list({ status: 'pending' })).events).toEqual([]);
    expect(await world.stateOf('ann')).toMatchObject({ balance: { remainingTokens: 5 }, refills: [5, 50, 50, 5] });
  });

  it('S7 S8 W29 gives one session and one grant to many at once from three engines over one file', async () => {
    const engines = [world.farebox, world.another(), world.another()];
    const urls = await Promise.all(
      Array.from({ length: 9 }, (_, i) =>
        engines[i % 3]?.checkout.create('bo', { plan: 'starter', interval: 'month' }),
      ),
    );
    expect(new Set(urls.map((made) => made?.url)).size).toBe(1);
    await world.buy('bo');
    const events = await world.eventsOf('bo');
    await Promise.all([...events, ...events].map((event, i) => world.receive(event, engines[i % 3])));
    await Promise.all(engines.map((engine) => world.work(engine)));
    expect((await world.stateOf('bo')).refills).toEqual([5, 50]);
  });
});
