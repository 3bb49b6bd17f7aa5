import { entries, entryDetails } from '@farebox/core/store';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgresTableName, readColumnIn } from '../src/postgres/dialect.js';
import { type PostgresStore, postgres } from '../src/postgres/index.js';
import { endStatement, takeStatement } from '../src/postgres/lone-path.js';
import { readStatement } from '../src/postgres/read-accounts.js';
import { allFamilies } from '../src/schema/all-families.js';
import { ledgerTables } from '../src/schema/ledger-tables.js';
import { tableCache } from '../src/schema/table.js';
import type { Programs } from '../../../scripts/lib/other-user.js';
import { installedPostgres, otherPostgres } from './postgres-programs.js';
import { type PostgresServer, startOwnPostgres } from './postgres-server.js';

const CONNECTIONS = 2;
const HOT = 1;
const CUSTOMERS = 40;
/** Five plans for the values at hand, one for all values; and once more when the tables grow up in the middle of it. */
const HANDFUL = 12;

let server: PostgresServer;
const start = (programs: Programs): Promise<PostgresServer> =>
  startOwnPostgres(
    [
      'fsync=off',
      'autovacuum=off',
      'max_wal_size=4GB',
      'shared_preload_libraries=pg_stat_statements',
      'pg_stat_statements.track_planning=on',
    ].flatMap((setting) => ['-c', setting]),
    { programs },
  );

interface World {
  readonly pool: pg.Pool;
  readonly store: PostgresStore;
}
async function world(): Promise<World> {
  const { pool } = await server.database({ max: CONNECTIONS });
  await pool.query('create extension pg_stat_statements');
  const store = postgres(pool);
  await store.migrate();
  for (let account = HOT; account <= CUSTOMERS; account++)
    await store.commit({ account, steps: [{ key: 'g', command: { do: 'grant', amount: 1_000_000 } }] });
  return { pool, store };
}

let number = 0;
const key = (): string => `k${number++}`;
const spend = ({ store }: World, account: number): Promise<unknown> =>
  store.commit({ account, steps: [{ key: key(), feature: 'chat', command: { do: 'spend', amount: 1 } }] });
async function holdAndCapture({ store }: World, account: number): Promise<void> {
  const hold = key();
  await store.commit({ account, steps: [{ key: hold, command: { do: 'hold', amount: 2, ttlSeconds: 600 } }] });
  await store.commit({ account, steps: [{ key: hold, command: { do: 'capture', hold, amount: 1 } }] });
}
const customer = (): number => HOT + 1 + (number % (CUSTOMERS - 1));
/** What an app does: lone callers and crowds, one customer and many, what the fast way knows and what it does not. */
async function use(there: World, rounds: number): Promise<void> {
  const crowd = (of: () => Promise<unknown>): Promise<unknown> => Promise.all(Array.from({ length: 12 }, of));
  for (let round = 0; round < rounds; round++) {
    await spend(there, customer());
    await holdAndCapture(there, customer());
    await crowd(() => spend(there, HOT));
    await crowd(() => spend(there, customer()));
    await there.store.read(customer());
    await crowd(() => there.store.read(customer()));
    await there.store.read(customer(), { keys: [key()], references: [] });
    // History's first page, of a customer with a long one too.
    for (const account of [HOT, customer()])
      await there.store.list(
        entries,
        { account },
        { limit: 20, cursor: null, where: { kind: ['grant', 'spend', 'hold', 'capture', 'release'], part: [0, -1] } },
      );
    await there.store.list(entryDetails, { account: HOT }, { limit: 20, cursor: null });
    await there.store.commit({
      account: customer(),
      steps: [{ key: key(), command: { do: 'grant', amount: 1 }, reference: 'bonus' }],
    });
  }
}

interface Seen {
  readonly query: string;
  readonly calls: number;
  readonly plans: number;
  readonly blocks: number;
}
const forget = ({ pool }: World): Promise<unknown> => pool.query('select pg_stat_statements_reset()');
async function seen({ pool }: World): Promise<readonly Seen[]> {
  const { rows } = await pool.query<Seen>(`select regexp_replace(query, '\\s+', ' ', 'g') as query,
      calls::int, plans::int, ((shared_blks_hit + shared_blks_read) / calls)::int as blocks
    from pg_stat_statements s join pg_database d on d.oid = s.dbid
    where d.datname = current_database() and query like '%"farebox".%' and calls >= 20`);
  return rows;
}
/** A customer with a long history among thousands of others, and nobody has told the planner. */
async function bulkLoad({ pool }: World): Promise<void> {
  await pool.query(`insert into farebox.entries (account, seq, at, kind, key, part, hash, amount, held, debt, available_after, "grant")
    select ${HOT}, -i, now(), 'spend', 'old' || i, 0, '1:0000000000000000', -1, 0, 0, 0, 1 from generate_series(1, 60000) i`);
  await pool.query(`insert into farebox.accounts (account, revision, seq, available, held, debt, unlimited, monthly, additional, fast_left, policy)
    select i, 1, 1, 0, 0, 0, false, 0, 0, 0, '{}' from generate_series(1000, 40000) i`);
  await pool.query(`insert into farebox.grants (account, id, key, category, priority, starts_at, amount, remaining)
    select i, 1, 'g', 'promo', 50, now(), 5, 5 from generate_series(1000, 40000) i`);
  for (const table of ['archived_entries', 'entries'])
    await pool.query(`insert into farebox.${table} (account, seq, at, kind, key, part, hash, amount, held, debt, available_after, "grant")
      select i, 1, now(), 'grant', 'g', 0, '1:0000000000000000', 5, 0, 0, 5, 1 from generate_series(1000, 40000) i`);
  await pool.query(
    `insert into farebox.entry_details (account, seq, reference) select i, 1, 'work' from generate_series(1000, 40000) i`,
  );
}
/** Blocks that one call may read: a few for each index and each row it writes, times the dozen callers of a crowd. */
const MOST_BLOCKS = 12 * 60;

describe.each([installedPostgres(), ...otherPostgres()])(
  'L29 $name: speed does not hang on the planner',
  (programs) => {
    beforeAll(async () => {
      server = await start(programs);
    }, 120_000);
    afterAll(() => server.stop());

    it('plans each named statement a handful of times a connection: young, after a bulk load, after analyze, skewed', async () => {
      const there = await world();
      for (const phase of [
        { name: 'young', before: () => Promise.resolve() },
        { name: 'after a bulk load', before: () => bulkLoad(there) },
        { name: 'analysed, one customer with most of it', before: () => there.pool.query('analyze') },
      ]) {
        await phase.before();
        await forget(there);
        await use(there, 60);
        const found = await seen(there);
        expect(found.length, phase.name).toBeGreaterThanOrEqual(6);
        for (const { query, plans, calls } of found)
          expect(plans, `${phase.name}, ${calls} calls of: ${query}`).toBeLessThanOrEqual(HANDFUL * CONNECTIONS);
      }
      const { rows } = await there.pool.query<{ name: string; custom: number; generic: number }>(
        'select name, custom_plans::int as custom, generic_plans::int as generic from pg_prepared_statements',
      );
      expect(rows.length).toBeGreaterThanOrEqual(6);
      for (const { name, custom } of rows) expect(custom, name).toBeLessThanOrEqual(5);
    }, 120_000);

    it('reads few blocks from the first call on where the tables grow before anybody has analysed them', async () => {
      const there = await world();
      await use(there, 20);
      await bulkLoad(there);
      await forget(there);
      await use(there, 25);
      const found = await seen(there);
      expect(found.length).toBeGreaterThanOrEqual(6);
      for (const { query, blocks } of found) expect(blocks, query).toBeLessThanOrEqual(MOST_BLOCKS);
    }, 120_000);

    it('plans anew by itself where the tables were analysed while tiny and have grown since', async () => {
      const there = await world();
      await there.pool.query('vacuum analyze');
      await use(there, 20);
      await bulkLoad(there);
      await forget(there);
      // The first of these are slow, and that is the sign to look at the tables' sizes.
      await use(there, 1);
      await expect
        .poll(
          async () => {
            await spend(there, HOT);
            const { rows } = await there.pool.query<{ name: string }>(
              `select name from pg_prepared_statements where name like 'farebox_take_%'`,
            );
            return rows.map(({ name }) => name).some((name) => name !== 'farebox_take_0');
          },
          { timeout: 10_000, interval: 100 },
        )
        .toBe(true);
      await forget(there);
      await use(there, 25);
      for (const { query, blocks } of await seen(there)) expect(blocks, query).toBeLessThanOrEqual(MOST_BLOCKS);
    }, 120_000);

    it('plans the common read and a lone write in under a millisecond together, for those who have no names', async () => {
      const there = await world();
      await use(there, 5);
      await there.pool.query('analyze');
      const tables = ledgerTables(tableCache(allFamilies, postgresTableName('farebox'), readColumnIn('farebox')));
      const planning = async (text: string, types: readonly string[]): Promise<number> => {
        const client = await there.pool.connect();
        try {
          await client.query('begin');
          await client.query('set local plan_cache_mode = force_custom_plan');
          await client.query(`prepare probe (${types.join(', ')}) as ${text}`);
          let least = Infinity;
          // The least of many: what else this machine does is not the statement's.
          for (let attempt = 0; attempt < 100; attempt++) {
            const { rows } = await client.query<{ 'QUERY PLAN': readonly { readonly 'Planning Time': number }[] }>(
              `explain (summary, format json) execute probe(${types.map((type) => (type.endsWith('[]') ? `'{1}'` : `'1'`)).join(', ')})`,
            );
            least = Math.min(least, rows[0]?.['QUERY PLAN'][0]?.['Planning Time'] ?? Infinity);
          }
          return least;
        } finally {
          await client.query('rollback');
          await client.query('deallocate probe');
          client.release();
        }
      };
      const request = [
        'bigint',
        'smallint',
        'bigint',
        'text',
        'text',
        'bigint',
        ...Array<string>(5).fill('text'),
        'bigint',
      ];
      for (const statement of [takeStatement(tables), endStatement(tables)]) {
        let together = Infinity;
        // Whatever else this machine is doing, it is not at it all the time.
        for (let attempt = 0; attempt < 20 && together >= 1; attempt++) {
          const read = await planning(readStatement(tables), ['bigint[]', 'bigint[]', 'boolean[]']);
          together = Math.min(together, read + (await planning(statement, request)));
        }
        expect(together).toBeLessThan(1);
      }
    }, 60_000);
  },
);
