import type pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { postgresTableName } from '../src/postgres/dialect.js';
import { fastStatement } from '../src/postgres/fast-path.js';
import { loadStatement } from '../src/postgres/ledger-statements.js';
import { ledgerTables } from '../src/schema/ledger-tables.js';
import { type PostgresStore, postgres } from '../src/postgres/index.js';
import { allFamilies } from '../src/schema/all-families.js';
import { tableCache } from '../src/schema/table.js';
import { type PostgresServer, startOwnPostgres } from './postgres-server.js';

const SMALL = 1;
const LARGE = 2;
/** Has thousands of grants, and a batch needs more than the first of them holds. */
const RICH = 3;
const MANY = 1_000_000;

let server: PostgresServer;
let pool: pg.Pool;
let store: PostgresStore;
beforeAll(async () => {
  server = await startOwnPostgres([
    '-c',
    'fsync=off',
    '-c',
    'synchronous_commit=off',
    '-c',
    'max_wal_size=8GB',
    '-c',
    'autovacuum=off',
  ]);
  ({ pool } = await server.database());
  store = postgres(pool);
  await store.migrate();
  // Planned while the tables were empty, and kept: the statements must not depend on statistics.
  for (const account of [SMALL, LARGE]) {
    await store.commit({ account, steps: [{ key: 'g', command: { do: 'grant', amount: 5_000_000 } }] });
    for (let i = 0; i < 8; i++)
      await store.commit({ account, steps: [{ key: `first${i}`, command: { do: 'spend', amount: 1 } }] });
  }
  for (const [account, count] of [
    [SMALL, 1000],
    [LARGE, MANY],
  ] as const) {
    await pool.query(
      `insert into farebox.entries (account, seq, at, kind, key, part, hash, amount, held, debt, available_after, "grant", feature)
       select $1, 100 + i, now(), 'spend', 'old' || i, 0, '1:0000000000000000', -1, 0, 0, 0, 1, 'chat' from generate_series(1, $2::int) i`,
      [account, count],
    );
    await pool.query('update farebox.accounts set seq = 100 + $2 where account = $1', [account, count]);
  }
  await store.commit({ account: RICH, steps: [{ key: 'g', command: { do: 'grant', amount: 1 } }] });
  await pool.query(`insert into farebox.grants (account, id, key, category, priority, starts_at, amount, remaining)
    select ${RICH}, n, 'g' || n, 'promo', 50, '2020-01-01', 20, 20 from generate_series(2, 6000) n`);
  await pool.query(
    'update farebox.accounts set seq = 6000, available = 119981, fast_left = 119981, head_left = 1 where account = $1',
    [RICH],
  );
  // Histories of as many archived entries again.
  for (const [account, count] of [
    [SMALL, 1000],
    [LARGE, 300_000],
  ] as const)
    await pool.query(
      `insert into farebox.archived_entries (account, seq, at, kind, key, part, hash, amount, held, debt, available_after, "grant", feature)
       select $1, -i, now(), 'spend', 'archived' || i, 0, '1:0000000000000000', -1, 0, 0, 0, 1, 'chat' from generate_series(1, $2::int) i`,
      [account, count],
    );
  // Enough neighbours that a scan would not be the cheaper way.
  await pool.query(`insert into farebox.accounts (account, revision, seq, available, held, debt, unlimited, monthly, additional, fast_left, policy)
    select i, 1, 1, 0, 0, 0, false, 0, 0, 0, '{}' from generate_series(100, 9000) i`);
  await pool.query(`insert into farebox.grants (account, id, key, category, priority, starts_at, amount, remaining)
    select i, n, 'g' || n, 'promo', 50, now(), 5, 5 from generate_series(100, 9000) i, generate_series(1, 3) n`);
  await pool.query(`insert into farebox.schedules (account, slot, plan, anchor, "from", policy, next_k, peak, last_k)
    select i, 'free', 'free', now(), now(), 'reset', 1, 5, 1 from generate_series(100, 9000) i`);
  await pool.query(
    `insert into farebox.entry_details (account, seq, reference) select i, 1, 'work' from generate_series(100, 9000) i`,
  );
  await pool.query(
    `insert into farebox.archived_entry_details (account, seq, reference) select i, 1, 'work' from generate_series(100, 9000) i`,
  );
  await pool.query('analyze');
}, 300_000);
afterAll(() => server.stop());

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly Plan[];
}
async function explain(
  text: string,
  values: readonly unknown[],
): Promise<{ readonly buffers: number; readonly scans: readonly string[]; readonly grantsRead: number }> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    // The generic plan is what a prepared statement ends up with.
    await client.query('set local plan_cache_mode = force_generic_plan');
    const types = (text.match(/\$\d+::\w+(\[\])?/g) ?? []).map((found) => found.split('::'));
    const list = values.map((_, index) => types.find(([name]) => name === `$${index + 1}`)?.[1] ?? 'text');
    await client.query(`prepare probe (${list.join(', ')}) as ${text}`);
    const literals = values
      .map((value) => (value === null ? 'null' : `'${String(value).replaceAll("'", "''")}'`))
      .join(', ');
    // The first reading clears away index entries of rows that are long dead: what it costs is theirs, not the statement's.
    await client.query('savepoint before');
    await client.query(`execute probe(${literals})`);
    await client.query('rollback to before');
    const { rows } = await client.query<{ 'QUERY PLAN': readonly { readonly Plan: Plan }[] }>(
      `explain (analyze, buffers, format json) execute probe(${literals})`,
    );
    const plan = rows[0]?.['QUERY PLAN'][0]?.Plan as Plan;
    const scans: string[] = [];
    let grantsRead = 0;
    const walk = (node: Plan): void => {
      if (node['Node Type'] === 'Seq Scan') scans.push(node['Relation Name'] ?? '');
      if (node['Relation Name'] === 'grants') grantsRead = Math.max(grantsRead, node['Actual Rows']);
      node.Plans?.forEach(walk);
    };
    walk(plan);
    return { buffers: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'], scans, grantsRead };
  } finally {
    await client.query('rollback');
    await client.query('deallocate probe');
    client.release();
  }
}

const tables = ledgerTables(tableCache(allFamilies, postgresTableName('farebox')));
const fastValues = (account: number, key: string): readonly unknown[] =>
  [account, 0, 1, key, '1:0000000000000001', null, 'chat', null, 'work', null, null, null].map(
    (value) => `{${value ?? 'NULL'}}`,
  );
const loadValues = (account: number): readonly unknown[] => [
  `{${account}}`,
  '{NULL}',
  `{${account}}`,
  '{new}',
  `{${account}}`,
  '{new}',
  '{}',
  '{}',
  12,
];

it('L29 a spend touches as many buffers with a million entries as with a thousand, within two, and scans nothing', async () => {
  const text = fastStatement(tables);
  const [small, large] = [
    await explain(text, fastValues(SMALL, 'probe')),
    await explain(text, fastValues(LARGE, 'probe')),
  ];
  expect(large.scans).toEqual([]);
  expect(
    Math.abs(large.buffers - small.buffers),
    `${small.buffers} against ${large.buffers} buffers`,
  ).toBeLessThanOrEqual(2);
});

it('L29 so does the general path’s read, and a replay check finds its key by the index', async () => {
  const text = loadStatement(tables);
  const [small, large] = [await explain(text, loadValues(SMALL)), await explain(text, loadValues(LARGE))];
  expect(large.scans).toEqual([]);
  expect(
    Math.abs(large.buffers - small.buffers),
    `${small.buffers} against ${large.buffers} buffers`,
  ).toBeLessThanOrEqual(2);
  expect(
    await store.commit({ account: LARGE, steps: [{ key: 'old77', command: { do: 'spend', amount: 1 } }] }),
  ).toMatchObject({ status: 'refused', why: { status: 'conflict' } });
  expect(
    await store.commit({ account: LARGE, steps: [{ key: 'archived77', command: { do: 'spend', amount: 1 } }] }),
  ).toMatchObject({ status: 'refused', why: { status: 'conflict' } });
});

it('L28 L29 reads of six thousand grants only the first, in burn order by their index, on either path', async () => {
  const spend = fastValues(RICH, 'probe').map((value, index) => (index === 2 ? '{40}' : value));
  const [fast, general] = [
    await explain(fastStatement(tables), spend),
    await explain(loadStatement(tables), loadValues(RICH)),
  ];
  for (const { grantsRead } of [fast, general]) {
    expect(grantsRead).toBeGreaterThan(2);
    expect(grantsRead).toBeLessThanOrEqual(65);
  }
});
