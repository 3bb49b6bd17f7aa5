import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { createFarebox, defineCatalog, silentLogger } from '@farebox/core';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { integer, jsonb, numeric, pgTable, serial, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PostgresStore, postgres, postgresMigration } from '../src/postgres/index.js';
import { type PostgresServer, startPostgres } from './postgres-server.js';
import { type GeneratedClient, generateClient, migrateHost, pushSchema } from './prisma/host-prisma.js';

const catalog = defineCatalog({
  features: { analysis: { name: 'Analysis', cost: 5 } },
  plans: { free: { name: 'Free', tokens: 0 } },
});
const fareboxOn = (store: PostgresStore) => createFarebox({ catalog, store, stripe: {}, logger: silentLogger });

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

/** Everything outside of our schema: columns, indexes, constraints, sequences' owners, and the rows of the host's tables. */
async function hostSide(pool: pg.Pool): Promise<unknown> {
  const ask = async (text: string): Promise<unknown> => (await pool.query(text)).rows;
  return [
    await ask(
      `select table_schema, table_name, column_name, data_type, column_default, is_nullable from information_schema.columns
       where table_schema not in ('farebox', 'information_schema', 'pg_catalog') order by 1, 2, 3`,
    ),
    await ask(`select indexdef from pg_indexes where schemaname = 'public' order by 1`),
    await ask(
      `select conrelid::regclass::text as "table", conname, pg_get_constraintdef(oid) as rule from pg_constraint
       where connamespace = 'public'::regnamespace order by 1, 2`,
    ),
    await ask('select * from public.accounts order by 1'),
    await ask('select * from public.customers order by 1'),
    await ask('select * from public.subscriptions order by 1'),
  ];
}

describe('beside a Prisma schema with accounts, customers and subscriptions of its own', () => {
  let generated: GeneratedClient;
  beforeAll(() => {
    generated = generateClient();
  }, 120_000);
  afterAll(() => generated.discard());

  it.each([
    ['store.migrate() after `prisma db push`', true],
    ['`prisma migrate deploy` with our SQL as one of its migrations', false],
  ] as const)('is migrated by %s, works, and neither sees the other', async (_, byCall) => {
    const { name, pool } = await server.database();
    const url = `postgres://postgres:postgres@127.0.0.1:${server.port}/${name}`;
    if (byCall) expect(await pushSchema(url)).toBeGreaterThan(0);
    else expect(await migrateHost(url, postgresMigration().sql)).toEqual(['0001_host', '0002_farebox']);
    const prisma = new generated.PrismaClient({ adapter: new PrismaPg(pool) });
    const account = await prisma.account.create({ data: { email: 'ana@example.com', preferences: { theme: 'dark' } } });
    await prisma.customer.create({ data: { name: 'Ana' } });
    await prisma.subscription.create({ data: { accountId: account.id, plan: 'pro' } });
    const before = await hostSide(pool);

    const store = postgres(prisma);
    if (byCall) await store.migrate();
    const farebox = fareboxOn(store);
    await farebox.tokens.grant('ana', { key: 'g', amount: 10 });
    expect(await farebox.tokens.spend('ana', 'analysis', { key: 'a' })).toMatchObject({ status: 'done' });
    expect(await hostSide(pool)).toEqual(before);

    await prisma.$transaction(async (tx) => {
      await tx.subscription.create({ data: { accountId: account.id, plan: 'team' } });
      expect(await farebox.with(tx).tokens.spend('ana', 'analysis', { key: 'b' })).toMatchObject({ status: 'done' });
    });
    expect(await prisma.subscription.count()).toBe(2);
    // Prisma's own engine finds nothing to change: nothing of its own is missing, and our schema is none of its business.
    expect(await pushSchema(url)).toBe(0);
    expect((await farebox.tokens.balance('ana')).remainingTokens).toBe(0);
    expect(await farebox.tokens.spend('ana', 'analysis', { key: 'c' })).toMatchObject({ status: 'denied' });
    await prisma.$disconnect();
  });
});

describe('beside a Drizzle schema with accounts, customers and subscriptions of its own', () => {
  const accounts = pgTable('accounts', {
    id: serial().primaryKey(),
    email: text().notNull().unique(),
    preferences: jsonb(),
  });
  const customers = pgTable('customers', {
    id: uuid().primaryKey().defaultRandom(),
    name: text().notNull(),
    balance: numeric(),
  });
  const subscriptions = pgTable('subscriptions', {
    id: serial().primaryKey(),
    account: integer()
      .notNull()
      .references(() => accounts.id),
    plan: text().notNull(),
    since: timestamp({ withTimezone: true }).notNull().defaultNow(),
  });
  const hostStatements = [
    'create table "accounts" ("id" serial primary key, "email" text not null unique, "preferences" jsonb)',
    'create table "customers" ("id" uuid primary key default gen_random_uuid(), "name" text not null, "balance" numeric)',
    'create table "subscriptions" ("id" serial primary key, "account" integer not null references "accounts" ("id"), "plan" text not null, "since" timestamptz not null default now())',
  ];
  /** A folder as drizzle-kit writes it. */
  function writeMigrations(folder: string, migrations: Readonly<Record<string, readonly string[]>>): void {
    mkdirSync(join(folder, 'meta'), { recursive: true });
    const tags = Object.keys(migrations);
    for (const tag of tags)
      writeFileSync(join(folder, `${tag}.sql`), (migrations[tag] ?? []).join(';\n--> statement-breakpoint\n'));
    const entries = tags.map((tag, idx) => ({
      idx,
      version: '7',
      when: 1_769_000_000_000 + idx,
      tag,
      breakpoints: true,
    }));
    writeFileSync(join(folder, 'meta/_journal.json'), JSON.stringify({ version: '7', dialect: 'postgresql', entries }));
  }

  it.each([
    ['store.migrate() after Drizzle’s migrations', true],
    ['Drizzle’s migrator with our statements as one of its migrations', false],
  ] as const)('is migrated by %s, works, and neither sees the other', async (_, byCall) => {
    const { pool } = await server.database();
    const database = drizzle(pool);
    const migrationsFolder = mkdtempSync(join(tmpdir(), 'farebox-drizzle-'));
    try {
      const ours = postgresMigration().statements;
      writeMigrations(migrationsFolder, { '0000_host': hostStatements, ...(byCall ? {} : { '0001_farebox': ours }) });
      await migrate(database, { migrationsFolder });
      const [account] = await database
        .insert(accounts)
        .values({ email: 'ana@example.com', preferences: { theme: 'dark' } })
        .returning();
      if (!account) throw new Error('Drizzle inserted no account.');
      await database.insert(customers).values({ name: 'Ana', balance: '12.50' });
      await database.insert(subscriptions).values({ account: account.id, plan: 'pro' });
      const before = await hostSide(pool);

      const store = postgres(pool);
      if (byCall) await store.migrate();
      const farebox = fareboxOn(store);
      await farebox.tokens.grant('ana', { key: 'g', amount: 10 });
      expect(await farebox.tokens.spend('ana', 'analysis', { key: 'a' })).toMatchObject({ status: 'done' });
      expect(await hostSide(pool)).toEqual(before);

      await database.transaction(async (tx) => {
        await tx.insert(subscriptions).values({ account: account.id, plan: 'team' });
        expect(await farebox.with(tx).tokens.spend('ana', 'analysis', { key: 'b' })).toMatchObject({ status: 'done' });
      });
      expect(await database.select().from(subscriptions)).toHaveLength(2);
      // Its next run finds everything done.
      await migrate(database, { migrationsFolder });
      expect((await pool.query('select count(*)::int as n from drizzle.__drizzle_migrations')).rows).toEqual([
        { n: byCall ? 1 : 2 },
      ]);
      expect((await farebox.tokens.balance('ana')).remainingTokens).toBe(0);
      expect(await farebox.tokens.spend('ana', 'analysis', { key: 'c' })).toMatchObject({ status: 'denied' });
    } finally {
      rmSync(migrationsFolder, { recursive: true, force: true });
    }
  });
});
