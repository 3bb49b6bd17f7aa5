import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '@farebox/core/store';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgres } from '../src/postgres/index.js';
import { sqlite } from '../src/sqlite/local/index.js';
import { sqliteMigrations } from '../src/sqlite/shared/migrations/index.js';
import { freePort, type PostgresServer, startPostgres } from './postgres-server.js';

let server: PostgresServer;
let folder: string;
beforeAll(async () => {
  server = await startPostgres();
  folder = mkdtempSync(join(tmpdir(), 'farebox-verify-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await server.stop();
});

const verify = (...options: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/run.mjs', 'scripts/verify.ts', ...options], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr, last: stdout.trim().split('\n').at(-1) };
};
const urlOf = (database: string, port = server.port): string =>
  `postgres://postgres:postgres@127.0.0.1:${port}/${database}`;

/** Account 1 with five entries, account 2 with three, account 3 with two. */
async function fill(store: Store): Promise<void> {
  const spends = { 1: 4, 2: 2, 3: 1 };
  for (const [account, count] of Object.entries(spends)) {
    const send = (key: string, command: { readonly do: 'grant' | 'spend'; readonly amount: number }) =>
      store.commit({ account: Number(account), steps: [{ key, command }] });
    await send('g', { do: 'grant', amount: 100 });
    for (let index = 0; index < count; index++) await send(`s${index}`, { do: 'spend', amount: 5 });
  }
}

describe('pnpm verify', { timeout: 120_000 }, () => {
  it('L19 on PostgreSQL ends with 0 when all is well, and with 1 and the smallest faulty account when rows were edited', async () => {
    const { pool, name } = await server.database();
    const store = postgres(pool, { schema: 'ours' });
    await store.migrate();
    await fill(store as unknown as Store);
    const url = urlOf(name);
    expect(verify('--postgres', url, '--schema', 'ours')).toMatchObject({
      status: 0,
      last: '3 accounts, 10 entries, 0 violations',
    });
    await pool.query(`update ours.entries set amount = -4 where account in (1, 2) and key = 's1'`);
    const edited = verify('--postgres', url, '--schema', 'ours');
    expect(edited.status).toBe(1);
    expect(edited.stdout).toMatch(/account 1: I\d[\s\S]*account 2: I\d/);
    expect(edited.stdout).not.toContain('account 3');
    const smallest = edited.stdout.split('the smallest of them, ')[1] ?? '';
    expect(smallest.split('\n')[0]).toBe('account 2:');
    expect(smallest.match(/^entry /gm)).toHaveLength(3);
    expect(smallest).toContain('"key":"s1"');
    expect(edited.last).toMatch(/^3 accounts, 10 entries, \d+ violations$/);
  });

  it('ends with 2 when nobody answers, or the database has no ledger', async () => {
    const { name } = await server.database();
    const nobody = verify('--postgres', urlOf(name, await freePort()));
    expect(nobody).toMatchObject({ status: 2, stdout: '' });
    expect(nobody.stderr).toContain('ECONNREFUSED');
    const empty = verify('--postgres', urlOf(name));
    expect(empty).toMatchObject({ status: 2, stdout: '' });
    expect(empty.stderr).toContain('no Farebox ledger in "farebox"');
  });

  it('on SQLite ends with 0 or 1 and leaves the file as it is', async () => {
    const path = join(folder, 'app.db');
    const store = sqlite(path);
    await fill(store as unknown as Store);
    await store.close();
    const before = readFileSync(path);
    expect(verify('--sqlite', path)).toMatchObject({ status: 0, last: '3 accounts, 10 entries, 0 violations' });
    expect(readFileSync(path).equals(before)).toBe(true);
    const database = new Database(path);
    database.exec(`update farebox_grants set remaining = remaining - 7 where account = 3`);
    database.close();
    const edited = verify('--sqlite', path);
    expect(edited.status).toBe(1);
    expect(edited.stdout).toContain('the smallest of them, account 3:');
  });

  it('on SQLite leaves older tables as they are, and says with 2 that they are older', async () => {
    const path = join(folder, 'older.db');
    const database = new Database(path);
    const [first] = sqliteMigrations;
    database.exec(
      'create table farebox_schema (id integer primary key check (id = 1), version integer not null, oldest_reader integer not null) strict; insert into farebox_schema values (1, 1, 1)',
    );
    for (const statement of first?.statements ?? [])
      database.exec(statement.replaceAll('{p}', 'farebox_').replaceAll('{i}', 'farebox_'));
    database.close();
    const older = verify('--sqlite', path);
    expect(older).toMatchObject({ status: 2, stdout: '' });
    expect(older.stderr).toContain('older than this Farebox');
    const after = new Database(path);
    expect(after.prepare('select version from farebox_schema').get()).toEqual({ version: 1 });
    after.close();
  });
});
