import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { assertUpToDate, latestVersion, type Migration } from '../src/schema/migration.js';
import { pgDriver } from '../src/postgres/drivers/pg.js';
import { migratePostgres, schemaRow } from '../src/postgres/migrate.js';
import { postgresMigrations } from '../src/postgres/migrations/index.js';
import { postgres, postgresMigration } from '../src/postgres/index.js';
import { betterSqlite3Driver } from '../src/sqlite/local/better-sqlite3-driver.js';
import { sqlite } from '../src/sqlite/local/index.js';
import { migrateSqlite } from '../src/sqlite/local/migrate.js';
import { sqliteMigrations } from '../src/sqlite/shared/migrations/index.js';
import { type PostgresServer, startPostgres } from './postgres-server.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

const KNOWN = latestVersion(postgresMigrations);
/** What a later release might bring: first it only adds, then it takes something away. */
const expand: Migration = {
  version: KNOWN + 1,
  oldestReader: 1,
  statements: [
    'alter table {p}accounts add column "note" text',
    'alter table {p}entries add column "trace" text',
    'create index {i}entries_by_trace on {p}entries ("account", "trace")',
    'create table {p}later ("account" integer not null primary key)',
  ],
};
const contract: Migration = {
  version: KNOWN + 2,
  oldestReader: KNOWN + 1,
  statements: ['alter table {p}accounts drop column "note"'],
};
const spend = (account: number, key: string) =>
  ({ account, steps: [{ key, command: { do: 'spend', amount: 1 } }] }) as const;

it('D14 PostgreSQL: a version goes on under load through the migration to the next and its start, and is refused after a contraction', async () => {
  const { pool } = await server.database();
  const stores = [postgres(pool), postgres(pool)];
  await stores[0]?.migrate();
  for (let account = 0; account < 8; account++)
    await stores[0]?.commit({ account, steps: [{ key: 'g', command: { do: 'grant', amount: 100_000 } }] });
  let running = true;
  let spent = 0;
  const load = Array.from({ length: 16 }, async (_, caller) => {
    for (let number = 0; running; number++) {
      const result = await stores[caller % 2]?.commit(spend(caller % 8, `${caller}:${number}`));
      expect(result?.status).toBe('ok');
      spent++;
    }
  });
  const until = async (more: number): Promise<void> => {
    for (const goal = spent + more; spent < goal; ) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  await until(100);
  const next = [...postgresMigrations, expand];
  await migratePostgres(pgDriver(pool), { schema: 'farebox', migrations: next, hostFamilies: [] });
  assertUpToDate(await schemaRow(pgDriver(pool), 'farebox'), next, '');
  await until(100);
  // A process of the old version may still start: nothing was taken away.
  const late = postgres(pool);
  expect(await late.commit(spend(0, 'late'))).toMatchObject({ status: 'ok' });
  running = false;
  await Promise.all(load);
  const left = await pool.query<{ left: string }>('select sum(available) as left from farebox.accounts');
  expect(Number(left.rows[0]?.left)).toBe(800_000 - spent - 1);

  await migratePostgres(pgDriver(pool), { schema: 'farebox', migrations: [...next, contract], hostFamilies: [] });
  await expect(postgres(pool).commit(spend(0, 'too late'))).rejects.toThrow(
    `can only be read by version ${KNOWN + 1} or newer; this @farebox/sql knows version ${KNOWN}. Update the package.`,
  );
});

it('a schema older than the package is refused with what to do', async () => {
  const { pool } = await server.database();
  await postgres(pool).migrate();
  const found = await schemaRow(pgDriver(pool), 'farebox');
  expect(() => assertUpToDate(found, [...postgresMigrations, expand], 'Call store.migrate().')).toThrow(
    `The Farebox tables are at version ${KNOWN}; this @farebox/sql needs version ${KNOWN + 1}. Call store.migrate().`,
  );
});

it('the written-out SQL makes what migrate() makes, in a database with tables of the same names, and prints the grants', async () => {
  const { pool } = await server.database();
  const appRole = await server.role();
  await pool.query(
    `create table accounts (id int); create table customers (id int); create table subscriptions (id int)`,
  );
  const { sql, grants } = postgresMigration({ appRole, schema: 'billing' });
  await pool.query(sql);
  expect(grants).toContain(`grant select, insert, update on all tables in schema "billing" to "${appRole}"`);
  const store = postgres(pool, { schema: 'billing' });
  await store.migrate();
  expect(await store.commit({ account: 1, steps: [{ key: 'g', command: { do: 'grant', amount: 1 } }] })).toMatchObject({
    status: 'ok',
  });
  expect((await pool.query('select * from accounts')).rows).toEqual([]);
});

it('D14 SQLite: a version goes on under load through the migration to the next, and is refused after a contraction', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'farebox-migration-'));
  const file = join(folder, 'app.db');
  const store = sqlite(file);
  await store.commit({ account: 1, steps: [{ key: 'g', command: { do: 'grant', amount: 10_000 } }] });
  let running = true;
  let spent = 0;
  const load = Array.from({ length: 4 }, async (_, caller) => {
    for (let number = 0; running; number++) {
      expect(await store.commit(spend(1, `${caller}:${number}`))).toMatchObject({ status: 'ok' });
      spent++;
    }
  });
  while (spent < 50) await new Promise((resolve) => setTimeout(resolve, 2));
  const other = new Database(file);
  other.pragma('busy_timeout = 5000');
  migrateSqlite(betterSqlite3Driver(other), 'farebox_', [...sqliteMigrations, expand], []);
  for (const goal = spent + 50; spent < goal; ) await new Promise((resolve) => setTimeout(resolve, 2));
  running = false;
  await Promise.all(load);
  expect((await store.read(1)).slice.account?.available).toBe(10_000 - spent);
  migrateSqlite(betterSqlite3Driver(other), 'farebox_', [...sqliteMigrations, expand, contract], []);
  await expect(sqlite(file).commit(spend(1, 'too late'))).rejects.toThrow(
    `can only be read by version ${KNOWN + 1} or newer`,
  );
  other.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});
