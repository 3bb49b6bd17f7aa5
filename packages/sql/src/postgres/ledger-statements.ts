import type { ColumnType } from '@farebox/core/store';
import { archiveMoves, type LedgerTables } from '../schema/ledger-tables.js';
import { columnNames, columnsBesideKey, type Table, type TableColumn } from '../schema/table.js';
import { postgresDialect, readAs } from './dialect.js';

/**
 * True of every number from 1 on, and to the planner a sign of a single row: it looks everything up by an index then. Else a
 * plan that was made while a table had a few pages would scan it, and be kept while the table grows.
 */
export const few = (column: string): string => `${column} between 1 and ${Number.MAX_SAFE_INTEGER}`;

/** `compareBurn` as columns: the index over live grants has the same, so that the first few are found without the rest. */
export const burnOrder = (alias: string): string =>
  ['"priority"', '"expires_at"', '("category" = \'paid\')', '"starts_at"', '"id"']
    .map((column) => (column.startsWith('(') ? `(${alias}."category" = 'paid')` : `${alias}.${column}`))
    .join(', ');

/**
 * True of every grant `n`. Makes the index over live grants the cheapest way however few rows the planner believes an account
 * to have: it hands them out in burn order, so that a limit ends the reading; any other one reads and sorts all of them.
 */
export const IN_BURN_ORDER = 'n."priority" between -32768 and 32767';

/** Live rows and archived ones, by the same condition on `n`: each side by its own index. */
const everywhere =
  (live: Table, archived: Table) =>
  (condition: string): string => {
    const columns = live.columns.map((column) => `n.${column.sql}`).join(', ');
    return [live, archived]
      .map(({ name }) => `select ${columns} from ${name} n where ${condition}`)
      .join(' union all ');
  };

/** The row as a JSON array in the order of the family's columns. */
export function asJson(table: Table, alias: string, instead: Readonly<Record<string, string>> = {}): string {
  return `json_build_array(${table.columns.map((column) => instead[column.property] ?? readAs(`${alias}.${column.sql}`, column.type)).join(', ')})`;
}

/**
 * The slices of a batch's accounts in one statement, hence as of one moment.
 * $1 accounts, $2 their `now` in milliseconds or null, $3/$4 accounts and keys, $5/$6 accounts and what `of` may be,
 * $7/$8 accounts and references of grants, $9 how many live grants, in burn order, at most; an account to which something
 * is due gets all of its own. Answers (kind, account, row).
 */
export function loadStatement(tables: LedgerTables): string {
  const { accounts: a, schedules: s, grants: g, entries: e, details: d } = tables;
  const [anyEntry, anyDetail] = [everywhere(e, tables.archivedEntries), everywhere(d, tables.archivedDetails)];
  return `
with clock as materialized (select date_trunc('milliseconds', clock_timestamp()) as now),
asked as materialized (
  select r.account, case when r.now is null then c.now else to_timestamp(r.now / 1000.0) end as now
  from unnest($1::bigint[], $2::bigint[]) with ordinality r(account, now, o) cross join clock c where ${few('r.o')}),
acc as materialized (
  select a.*, q.now as asked_now from asked q, lateral (select * from ${a.name} x where x."account" = q.account offset 0) a),
due as materialized (
  select distinct a."account", u."key" from acc a, lateral (
    select n."key" from ${e.name} n
    where n."account" = a."account" and n."until" is not null and n."until" > coalesce(a."swept_at", '-infinity') and n."until" <= a.asked_now offset 0) u
  where a."settle_at" <= a.asked_now),
ent as materialized (
  select x.* from (
    select r.account, r.key from unnest($3::bigint[], $4::text[]) with ordinality r(account, key, o) where ${few('r.o')} union select "account", "key" from due) k,
    lateral (${anyEntry('n."account" = k.account and n."key" = k.key')} offset 0) x
  union
  select x.* from unnest($5::bigint[], $6::text[]) with ordinality r(account, key, o),
    lateral (${anyEntry('n."account" = r.account and n."of" = r.key')} offset 0) x where ${few('r.o')})
select 'now' as kind, q.account as account, to_json((extract(epoch from q.now) * 1000)::bigint) as row_json from asked q
union all select 'account', a."account", json_build_array(${asJson(a, 'a')}, a."head_left") from acc a
union all select 'nextHold', a."account", to_json((
  select (extract(epoch from coalesce(min(n.until) filter (where n.pending), case when count(*) = 100 then max(n.until) end)) * 1000)::bigint from (
    select n."until" as until, not exists (select from ${e.name} x where x."account" = n."account" and x."key" = n."key" and x."part" = -1) as pending
    from ${e.name} n where n."account" = a."account" and n."until" is not null and n."until" > a.asked_now order by n."until" limit 100) n)) from acc a where a."settle_at" <= a.asked_now
union all select 'schedule', s."account", ${asJson(s, 's')} from acc a, lateral (select * from ${s.name} x where x."account" = a."account" offset 0) s
union all select 'grant', g."account", ${asJson(g, 'g', { remaining: 'coalesce(g."remaining", g.head_left)' })} from (
  select x.*, a."head_left" as head_left from acc a, lateral (
    select * from ${g.name} n where n."account" = a."account" and n."remaining" is distinct from 0 and ${IN_BURN_ORDER}
    order by ${burnOrder('n')} limit case when a."settle_at" <= a.asked_now then null else $9::int end) x
  union
  select x.*, a."head_left" from (select distinct "account", "grant" from ent where "grant" is not null) n
    join acc a on a."account" = n."account", lateral (select * from ${g.name} y where y."account" = n."account" and y."id" = n."grant" offset 0) x
  union
  select x.*, a."head_left" from unnest($7::bigint[], $8::text[]) with ordinality r(account, reference, o)
    join acc a on a."account" = r.account, lateral (select * from ${g.name} y where y."account" = r.account and y."reference" = r.reference offset 0) x where ${few('r.o')}) g
union all select 'entry', e."account", ${asJson(e, 'e')} from ent e
union all select 'detail', d."account", ${asJson(d, 'd')} from ent e, lateral (${anyDetail('n."account" = e."account" and n."seq" = e."seq"')} offset 0) d`;
}

/**
 * A move into the archive, to run in order inside a transaction. The first takes the checkpoint's columns and `after`, and
 * answers no row when the checkpoint stands elsewhere; the others take account, after, up to.
 */
export function archiveStatements(tables: LedgerTables): { readonly guard: string; readonly moves: readonly string[] } {
  const { checkpoints: c } = tables;
  const values = c.columns.map((column, index) => postgresDialect.placeholder(index + 1, column)).join(', ');
  const sets = columnsBesideKey(c).map(({ sql }) => `${sql} = excluded.${sql}`);
  return {
    guard: `insert into ${c.name} (${columnNames(c)}) values (${values}) on conflict ("account") do update set ${sets.join(', ')} where ${c.name}."seq" = $${c.columns.length + 1}::bigint returning 1`,
    moves: archiveMoves(tables).flatMap(([from, to]) => {
      const moving = `from ${from.name} where "account" = $1::bigint and "seq" > $2::bigint and "seq" <= $3::bigint`;
      return [`insert into ${to.name} (${columnNames(to)}) select ${columnNames(from)} ${moving}`, `delete ${moving}`];
    }),
  };
}

const arrayTypes: Readonly<Record<ColumnType, string>> = {
  text: 'text[]',
  json: 'text[]',
  integer: 'bigint[]',
  instant: 'bigint[]',
  boolean: 'boolean[]',
};
const fromArray = (column: TableColumn, expression: string): string => {
  if (column.type === 'instant') return `to_timestamp(${expression} / 1000.0)`;
  return column.type === 'json' ? `${expression}::jsonb` : expression;
};

/** Which tables a write touches; each combination is a statement of its own, so that no empty array is sent or planned. */
export interface Touched {
  readonly schedules: boolean;
  readonly grants: boolean;
  readonly entries: boolean;
  readonly details: boolean;
}

/**
 * Everything that one batch changes, guarded account by account: `expected` is the revision that was read (null = no row).
 * Answers the accounts that were won; of the others nothing is written. It waits for nobody: a row that somebody else has
 * locked, or is about to insert, counts as moved. `is true` keeps the look-up among the won a hash and no loop.
 */
export function writeStatement(tables: LedgerTables, touched: Touched): string {
  let position = 0;
  const unnest = (columns: readonly TableColumn[], alias: string, extra: readonly string[] = []): string => {
    const arrays = [...columns.map((column) => arrayTypes[column.type]), ...extra].map(
      (type) => `$${++position}::${type}`,
    );
    const names = [...columns.map((column) => column.sql), ...extra.map((_, index) => `extra_${index}`), 'position'];
    return `unnest(${arrays.join(', ')}) with ordinality ${alias}(${names.join(', ')})`;
  };
  const a = tables.accounts;
  const parts = [
    `wanted as materialized (select ${a.columns.map((column) => `${fromArray(column, `w.${column.sql}`)} as ${column.sql}`).join(', ')}, w.extra_0 as head_left, w.extra_1 as expected
      from ${unnest(a.columns, 'w', ['bigint[]', 'bigint[]'])} where ${few('w.position')})`,
    // Carries what is wanted along: met again by its account it would be a loop over every pair.
    `locked as materialized (select w.*, t."revision" as found from wanted w join ${a.name} t on t."account" = w."account"
      where w.expected is not null order by t."account" for update of t skip locked)`,
    `updated as (update ${a.name} t set ${columnsBesideKey(a)
      .map((column) => `${column.sql} = l.${column.sql}`)
      .join(', ')}, "head_left" = l.head_left
      from locked l where l.found = l.expected and t."account" = l."account" returning t."account")`,
    // Two first uses of one customer would wait for each other on the primary key; the advisory lock tells them apart at once.
    `inserted as (insert into ${a.name} (${columnNames(a)}, "head_left") select ${columnNames(a)}, head_left from wanted
      where expected is null and pg_try_advisory_xact_lock(1179796035, hashint8("account")) on conflict do nothing returning "account")`,
    `won as materialized (select "account" from updated union all select "account" from inserted)`,
  ];
  const add = (table: Table, name: string, upsert: boolean): void => {
    const select = table.columns.map((column) => fromArray(column, `r.${column.sql}`)).join(', ');
    const conflict = upsert
      ? ` on conflict (${table.key.map((column) => column.sql).join(', ')}) do update set ${columnsBesideKey(table)
          .map((column) => `${column.sql} = excluded.${column.sql}`)
          .join(', ')}`
      : '';
    parts.push(
      `${name} as (insert into ${table.name} (${columnNames(table)}) select ${select} from ${unnest(table.columns, 'r')} where (r."account" in (select "account" from won)) is true${conflict})`,
    );
  };
  if (touched.schedules) add(tables.schedules, 'put_schedules', true);
  if (touched.grants) add(tables.grants, 'put_grants', true);
  if (touched.entries) add(tables.entries, 'add_entries', false);
  if (touched.details) add(tables.details, 'add_details', false);
  return `with ${parts.join(',\n')}\nselect "account" from won`;
}
