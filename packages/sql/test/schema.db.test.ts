import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillIn } from '../src/schema/migration.js';
import { postgresSchema } from '../src/postgres/dialect.js';
import { pgDriver } from '../src/postgres/drivers/pg.js';
import { migratePostgres } from '../src/postgres/migrate.js';
import { postgresMigrations } from '../src/postgres/migrations/index.js';
import { betterSqlite3Driver } from '../src/sqlite/local/better-sqlite3-driver.js';
import { sqliteSchema } from '../src/sqlite/shared/dialect.js';
import { migrateSqlite } from '../src/sqlite/local/migrate.js';
import { sqliteMigrations } from '../src/sqlite/shared/migrations/index.js';
import { allFamilies } from '../src/schema/all-families.js';
import { tableStatements } from '../src/schema/table-statements.js';
import { type PostgresServer, startPostgres } from './postgres-server.js';

describe('the frozen migrations', () => {
  it('make in SQLite exactly the tables that the families describe; a changed family needs a migration', () => {
    const schemaOf = (database: InstanceType<typeof Database>): unknown =>
      database
        .prepare(
          `select m.name as "table", c.name, c.type, c."notnull", c.pk from sqlite_master m, pragma_table_info(m.name) c where m.type = 'table' and m.name <> 'farebox_schema' order by 1, 2`,
        )
        .all()
        .concat(
          database
            .prepare(
              `select name, replace(sql, '  ', ' ') as sql from sqlite_master where type = 'index' and sql is not null order by 1`,
            )
            .all(),
        );
    const migrated = new Database(':memory:');
    migrateSqlite(betterSqlite3Driver(migrated), 'farebox_', sqliteMigrations, []);
    const described = new Database(':memory:');
    for (const family of allFamilies)
      for (const statement of tableStatements(family, sqliteSchema))
        described.exec(fillIn(statement, 'farebox_', 'farebox_'));
    expect(schemaOf(migrated)).toEqual(schemaOf(described));
  });
});

describe('PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  it('makes exactly the tables that the families describe; a changed family needs a migration', async () => {
    const schemaOf = async (pool: Awaited<ReturnType<PostgresServer['database']>>['pool']): Promise<unknown> => [
      (
        await pool.query(
          `select table_name, column_name, data_type, is_nullable, collation_name from information_schema.columns where table_schema = 'farebox' and table_name <> 'schema_version' order by 1, 2`,
        )
      ).rows,
      (
        await pool.query(
          `select indexname, indexdef from pg_indexes where schemaname = 'farebox' and tablename <> 'schema_version' order by 1`,
        )
      ).rows,
    ];
    const migrated = await server.database();
    await migratePostgres(pgDriver(migrated.pool), {
      schema: 'farebox',
      migrations: postgresMigrations,
      hostFamilies: [],
    });
    const described = await server.database();
    await described.pool.query('create schema farebox');
    for (const family of allFamilies)
      for (const statement of tableStatements(family, postgresSchema))
        await described.pool.query(fillIn(statement, '"farebox".', ''));
    expect(await schemaOf(migrated.pool)).toEqual(await schemaOf(described.pool));
  });

  it('D14 eight starters migrate at the same time and all find one schema', async () => {
    const { pool } = await server.database();
    await Promise.all(
      Array.from({ length: 8 }, () =>
        migratePostgres(pgDriver(pool), { schema: 'farebox', migrations: postgresMigrations, hostFamilies: [] }),
      ),
    );
    expect((await pool.query('select version, oldest_reader from farebox.schema_version')).rows).toEqual([
      { version: 2, oldest_reader: 1 },
    ]);
  });
});
