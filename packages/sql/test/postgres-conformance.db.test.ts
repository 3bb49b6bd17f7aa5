import { PGlite } from '@electric-sql/pglite';
import type { Store } from '@farebox/core/store';
import { describeStore, type StoreUnderTest } from '@farebox/testing';
import { Kysely, PostgresDialect } from 'kysely';
import postgresJs from 'postgres';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { kitLength, kitSeed } from '../../testing/test/kit-length.js';
import { type PostgresOptions, type PostgresStore, postgres } from '../src/postgres/index.js';
import { type PostgresServer, startPostgres } from './postgres-server.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

const runner = { describe, it, afterAll };
const asStore = (store: PostgresStore): Store => store as unknown as Store;

async function onPg(options: PostgresOptions, peers: number): Promise<StoreUnderTest> {
  const { name, pool } = await server.database();
  const stores = [
    postgres(pool, options),
    ...Array.from({ length: peers }, () => postgres(server.pool(name), options)),
  ];
  const [store, ...others] = stores as [PostgresStore, ...PostgresStore[]];
  await store.migrate();
  return {
    store: asStore(store),
    peers: others.map(asStore),
    retries: () => stores.reduce((sum, one) => sum + one.counters.contended, 0),
    close: async () => {
      for (const one of stores) await one.close();
    },
  };
}

describeStore({
  name: 'PostgreSQL on pg',
  runner,
  hasFastPath: true,
  seed: kitSeed,
  create: ({ fastPath }) => onPg({ fastPath }, 3),
});
describeStore({
  name: 'PostgreSQL on pg without prepared names',
  runner,
  hasFastPath: true,
  length: kitLength,
  seed: kitSeed,
  create: ({ fastPath }) => onPg({ fastPath, preparedStatements: false }, 3),
});
describeStore({
  name: 'PostgreSQL on pg, a lone caller by the statement for many',
  runner,
  hasFastPath: true,
  length: kitLength,
  seed: kitSeed,
  create: ({ fastPath }) => onPg({ fastPath: fastPath ? 'batches' : false }, 3),
});
describeStore({
  name: 'PostgreSQL on postgres.js',
  runner,
  hasFastPath: true,
  length: kitLength,
  seed: kitSeed,
  create: async ({ fastPath }) => {
    const { name } = await server.database();
    const clients = Array.from({ length: 4 }, () =>
      postgresJs({
        host: '127.0.0.1',
        port: server.port,
        user: 'postgres',
        password: 'postgres',
        database: name,
        max: 8,
        onnotice: () => undefined,
      }),
    );
    const [store, ...peers] = clients.map((client) => postgres(client, { fastPath })) as [
      PostgresStore,
      ...PostgresStore[],
    ];
    await store.migrate();
    return {
      store: asStore(store),
      peers: peers.map(asStore),
      close: async () => void (await Promise.all(clients.map((client) => client.end()))),
    };
  },
});
describeStore({
  name: 'PostgreSQL on Kysely',
  runner,
  hasFastPath: true,
  length: kitLength,
  seed: kitSeed,
  create: async ({ fastPath }) => {
    const { name } = await server.database();
    const stores = Array.from({ length: 4 }, () =>
      postgres(new Kysely<unknown>({ dialect: new PostgresDialect({ pool: server.pool(name) }) }), { fastPath }),
    );
    const [store, ...peers] = stores as [PostgresStore, ...PostgresStore[]];
    await store.migrate();
    return { store: asStore(store), peers: peers.map(asStore) };
  },
});
describeStore({
  name: 'PGlite',
  runner,
  hasFastPath: true,
  length: kitLength,
  seed: kitSeed,
  create: async ({ fastPath }) => {
    const database = new PGlite();
    const store = postgres(database, { fastPath });
    await store.migrate();
    return { store: asStore(store), close: () => database.close() };
  },
});
