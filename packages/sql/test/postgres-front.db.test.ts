import { type Command, violationsOf, type Store } from '@farebox/core/store';
import { dumpLedger } from '@farebox/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { postgres } from '../src/postgres/index.js';
import { type PostgresServer, startPostgres } from './postgres-server.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

// Found by `pnpm proof conserve`: a slice of the first few grants held none that could be spent, but for one that a hold named.
it.each([
  ['extended', { do: 'extend', hold: 'h', ttlSeconds: 900 }],
  ['captured beyond what it took', { do: 'capture', hold: 'h', amount: 5 }],
  ['given back', { do: 'release', hold: 'h' }],
] as const)(
  'L9 a hold on a grant far behind is %s while grants to come stand in front of the one that burns first',
  async (_, command: Command) => {
    const { pool } = await server.database();
    const store = postgres(pool, { fastPath: false });
    await store.migrate();
    const send = (key: string, what: Command) => store.commit({ account: 1, steps: [{ key, command: what }] });
    await send('behind', { do: 'grant', amount: 10, priority: 90 });
    await send('h', { do: 'hold', amount: 4, ttlSeconds: 600 });
    await send('first', { do: 'grant', amount: 10, priority: 50 });
    const { now } = await store.read(1);
    for (let index = 0; index < 15; index++)
      await send(`to come ${index}`, { do: 'grant', amount: 1, priority: 10, startsAt: now + 86_400_000 });
    expect((await send('', command)).status).toBe('ok');
    expect((await send('s', { do: 'spend', amount: 2 })).status).toBe('ok');
    const dump = await dumpLedger(store as unknown as Store, 1, (await store.read(1)).now);
    expect(dump && violationsOf(dump, dump.account.sweptAt ?? now)).toEqual([]);
    const left = (key: string) => dump?.grants.find((grant) => grant.key === key)?.remaining;
    expect(left('first')).toBe(8);
    expect(left('behind')).toBe(command.do === 'release' ? 10 : 6);
  },
);
