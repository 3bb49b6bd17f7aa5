import {
  type AccountId,
  type AccountRow,
  inputHash,
  type Step,
  type StepDone,
  type Unit,
  type UnitResult,
} from '@farebox/core/store';
import { decodeRow } from '../schema/codec.js';
import type { LedgerTables } from '../schema/ledger-tables.js';
import type { Table } from '../schema/table.js';
import { toArrayLiteral } from './array-literal.js';
import { postgresDialect, readAs } from './dialect.js';
import type { PostgresQueryable } from './driver.js';
import { burnOrder, few, IN_BURN_ORDER } from './ledger-statements.js';

/** What the fast statement understands. Everything else, and whatever does not fit, is for `decide`. */
const kinds: Readonly<Record<string, number>> = { spend: 0, hold: 1, capture: 2, release: 3 };

/** One step of the four kinds and no records: the statement may be asked. It may still answer "not me". */
export function mayBeFast(unit: Unit): boolean {
  const step = unit.steps[0];
  if (!step || unit.steps.length !== 1 || (unit.writes && unit.writes.length > 0)) return false;
  return kinds[step.command.do] !== undefined;
}

/** How much a unit asks of `fast_left` before its hold is known; captures and releases ask for nothing. */
export function fastNeed(unit: Unit): number {
  const command = unit.steps[0]?.command;
  return command && (command.do === 'spend' || command.do === 'hold') ? command.amount : 0;
}

/** So many grants one batch of one account may use up; what needs more is for `decide`. */
const GRANTS_AT_ONCE = 64;

/**
 * A batch in one statement: lock, guard, exact grants, entries, replay check. It holds one rule - "the next tokens in burn
 * order" - and every other rule only shrinks `fast_left`.
 *
 * - The clock is read after the locks (a CTE that reads the locked rows), else a grant that expired meanwhile could be spent.
 * - The new figures are absolute, from the locked rows: with `x = x - n` the CHECKs would be tried on a stale version first.
 * - A row that somebody else has locked is passed over: one locked account holds up nobody.
 * - Requests meet their account's figures by a full join, which is never a loop over every pair, whatever the planner expects.
 * - A key that is there already is left to `decide`, which answers the replay or the conflict.
 * - Grants behind the head are read (only where more is asked than the head holds) by the statement's snapshot, which is older
 *   than the lock. Whoever writes grants raises the account's revision: where the snapshot's revision is the locked row's,
 *   its grants are today's; where it is not, only the head counts, whose figure is in the locked row.
 * - An account's tokens lie on a line, 0 at the next one. `bounds` says where each grant of `ids` begins and the last one ends;
 *   a request takes the stretch up to its running total, with an entry for each grant that it meets.
 *
 * Answers a row of kind 'done' for each unit that was written, 'account' for each account as it stands now, 'skipped' for each
 * account that somebody else has locked.
 */
export function fastStatement(tables: LedgerTables): string {
  const { accounts: a, grants: g, entries: e, details: d, archivedEntries } = tables;
  const ms = (expression: string): string => readAs(expression, 'instant');
  return `
with req as materialized (
  select * from unnest($1::bigint[], $2::smallint[], $3::bigint[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::bigint[])
    with ordinality r(account, kind, amount, key, hash, ttl, feature, member, reference, metadata, actor, at, o) where ${few('o')}),
fresh as materialized (
  select r.account, r.kind, coalesce(r.amount, h."held") as amount, r.key, r.hash, r.ttl, r.feature, r.member, r.reference, r.metadata, r.actor, r.at, r.o, h."held" as hold_held, h."grant" as hold_grant, h."until" as hold_until, h."feature" as hold_feature, h."member" as hold_member, h.single
  from req r left join lateral (
    select n."held", n."grant", n."until", n."feature", n."member", not exists (
      select from ${e.name} m where m."account" = r.account and m."key" = r.key and m."part" > 0) as single
    from ${e.name} n where r.kind >= 2 and n."account" = r.account and n."key" = r.key and n."part" = 0 and n."kind" = 'hold' offset 0) h on true
  where not exists (select from ${e.name} p where p."account" = r.account and p."key" = r.key and (p."part" < 0) = (r.kind >= 2))
    and not exists (select from ${archivedEntries.name} p where p."account" = r.account and p."key" = r.key and (p."part" < 0) = (r.kind >= 2) offset 0)),
lk as materialized (
  select k."account", k."revision", k."seq", k."fast_left", k."head", k."head_left", k."available", k."held", k."debt", k."settle_at", k."swept_at", q.asked, q.at
  from (select account, (sum(amount) filter (where kind < 2))::bigint as asked, max(at) as at from fresh group by account) q
  join ${a.name} k on k."account" = q.account order by k."account" for no key update of k skip locked),
clk as materialized (select date_trunc('milliseconds', clock_timestamp()) as now, count(*) from lk),
known as (
  select k.*, coalesce(to_timestamp(k.at / 1000.0), c.now) as now from lk k cross join clk c),
lines as materialized (
  select k."account", k."revision" as k_revision, k."seq" as k_seq, k."fast_left" as k_fast, k."head" as k_head, k."head_left" as k_head_left, k."available" as k_available,
    k."held" as k_held, k."debt" as k_debt, k."settle_at" as k_settle, k.now, ${ms('k.now')} as now_ms, g.ids as k_ids, g.bounds as k_bounds
  from known k left join lateral (
    select array_agg(y."id" order by y.upto) as ids, -4611686018427387904 || array_agg(y.upto order by y.upto) as bounds
    from (select s."account" from ${a.name} s where k.asked > k."head_left" and s."account" = k."account" and s."revision" = k."revision" offset 0) s, lateral (
      select n."id", coalesce(n."remaining", k."head_left") as "left", (sum(coalesce(n."remaining", k."head_left")) over (order by ${burnOrder('n')} rows unbounded preceding))::bigint as upto
      from ${g.name} n where n."account" = s."account" and n."remaining" is distinct from 0 and ${IN_BURN_ORDER}
        and n."starts_at" <= k.now and (n."expires_at" is null or n."expires_at" > k.now)
      order by ${burnOrder('n')} limit ${GRANTS_AT_ONCE}) y
    where y.upto - y."left" < k.asked
    having (array_agg(y."id" order by y.upto))[1] = k."head") g on true
  where k."head" is not null and (k."settle_at" is null or k.now < k."settle_at") and (k."swept_at" is null or k.now >= k."swept_at")),
run as (
  select f.*, (sum(f.need) over w)::bigint as run, row_number() over w as n
  from (
    select f.*, case when f.kind < 2 then f.amount else f.amount - f.hold_held end as need, k.k_revision, k.k_seq, k.k_fast, k.k_head, k.k_head_left, k.k_available, k.k_held, k.k_debt, k.k_settle, k.now, k.now_ms, k.k_ids, k.k_bounds
    from fresh f full join lines k on k."account" = f.account offset 0) f
  where f.k_head is not null and (f.kind < 2 or (
    f.hold_held is not null and f.single and f.hold_until > f.now and f.amount <= f.hold_held
    and (f.need = 0 or (f.hold_grant = f.k_head and f.k_debt = 0 and f.k_fast > 0))))
  window w as (partition by f.account order by f.kind < 2, f.o)),
met as (
  select r.*, case when k_bounds is null or kind >= 2 then 1 else width_bucket(run - need, k_bounds) end as first, case when k_bounds is null or kind >= 2 then 1 else width_bucket(run - 1, k_bounds) end as last
  from run r where run <= least(k_fast, coalesce(k_bounds[cardinality(k_bounds)], k_head_left))),
fit as materialized (
  select o, account, kind, amount, key, hash, coalesce(feature, hold_feature) as feature, coalesce(member, hold_member) as member, reference, metadata, actor, now, now_ms, need, run, hold_held, hold_grant, first, last,
    k_revision, k_fast, k_head, k_head_left, k_available, k_held, k_settle, k_ids, k_bounds,
    (k_seq + n + sum(last - first) over w)::bigint as seq,
    case when kind = 1 then now + ttl * interval '1 millisecond' end as until
  from met window w as (partition by account order by kind < 2, o rows unbounded preceding)),
total as materialized (
  select account, count(*) as units, max(seq) as seq, sum(need)::bigint as need, sum(case kind when 0 then 0 when 1 then amount else -hold_held end)::bigint as moved, min(until) as until, max(k_revision) as revision,
    max(k_fast) as fast, max(k_head) as head, max(k_head_left) as head_left, max(k_available) as available, max(k_held) as held, max(k_settle) as settle,
    max(last) as last, max(k_ids) as ids, max(k_bounds) as bounds
  from fit group by account),
upd as (
  update ${a.name} x set "revision" = t.revision + t.units, "seq" = t.seq, "fast_left" = t.fast - t.need, "head" = coalesce(t.ids[t.last], t.head), "head_left" = coalesce(t.bounds[t.last + 1], t.head_left) - t.need,
    "available" = t.available - t.need, "held" = t.held + t.moved, "settle_at" = least(t.settle, t.until)
  from total t where x."account" = t.account and ${few('t.units')}
  returning x.*),
used as (
  update ${g.name} x set "remaining" = case when x."id" <> t.head then 0 end
  from (select account, ids[last] as head, unnest(ids[1:last]) as id from total where last > 1) t where x."account" = t.account and x."id" = t.id and ${few('t.id')}),
ins as (
  insert into ${e.name} ("account", "seq", "at", "kind", "key", "part", "hash", "amount", "held", "debt", "available_after", "grant", "until", "feature", "member")
  select account, seq - last + i, now, case kind when 0 then 'spend' when 1 then 'hold' when 2 then 'capture' else 'release' end, key, case when kind >= 2 then -1 else i - first end, hash,
    case kind when 0 then greatest(run - need, k_bounds[i]) - least(run, k_bounds[i + 1]) when 1 then 0 else -amount end,
    case kind when 0 then 0 when 1 then least(run, k_bounds[i + 1]) - greatest(run - need, k_bounds[i]) else -hold_held end,
    0, k_available - least(run, k_bounds[i + 1]), case when kind < 2 then coalesce(k_ids[i], k_head) else hold_grant end, until, feature, member
  from (select f.*, generate_series(first, last) as i from fit f) f),
det as (
  insert into ${d.name} ("account", "seq", "reference", "metadata", "actor")
  select account, seq - last + first, reference, metadata::jsonb, actor from fit where reference is not null or metadata is not null or actor is not null)
select 'done' as kind, o as position, account, k_available - run as available_after, seq, now_ms as at_ms, ${ms('until')} as until_ms, case kind when 3 then hold_held else amount end as amount, null::json as account_row from fit
union all select 'account', null, x."account", null, null, null, null, null, json_build_array(${a.columns.map((column) => readAs(`x.${column.sql}`, column.type)).join(', ')}, x."head_left") from upd x
union all select 'skipped', null, f.account, null, null, null, null, null, null from (select distinct account from fresh) f
  where f.account not in (select "account" from lk) and exists (select from ${a.name} y where y."account" = f.account)`;
}

export interface FastAnswer {
  /** By position in the batch; whoever is missing did not fit. */
  readonly results: ReadonlyMap<number, UnitResult>;
  /** Accounts that somebody else has locked at this moment. */
  readonly skipped: ReadonlySet<AccountId>;
  /** What the head of each account that was written still holds. */
  readonly headLeft: ReadonlyMap<AccountId, number>;
}

export async function fastPath(
  database: PostgresQueryable,
  accounts: Table,
  text: string,
  units: readonly Unit[],
  now: (() => number) | undefined,
  name: string | undefined,
): Promise<FastAnswer> {
  const steps = units.map((unit) => unit.steps[0] as Step);
  const storeNow = now?.();
  const rows = await database.query(
    text,
    [
      toArrayLiteral(units.map((unit) => unit.account)),
      toArrayLiteral(steps.map(({ command }) => kinds[command.do])),
      toArrayLiteral(
        // A capture without an amount takes all of its hold.
        steps.map(({ command }) => ('amount' in command ? command.amount : 0)),
      ),
      toArrayLiteral(steps.map(({ key, command }) => ('hold' in command ? command.hold : key))),
      toArrayLiteral(steps.map(inputHash)),
      toArrayLiteral(
        steps.map(({ command }) => (command.do === 'hold' ? Math.round(command.ttlSeconds * 1000) : null)),
      ),
      toArrayLiteral(steps.map((step) => step.feature)),
      toArrayLiteral(steps.map((step) => step.member)),
      toArrayLiteral(steps.map((step) => step.reference)),
      toArrayLiteral(steps.map((step) => (step.metadata === undefined ? null : JSON.stringify(step.metadata)))),
      toArrayLiteral(steps.map((step) => step.actor)),
      toArrayLiteral(units.map((unit) => unit.now ?? storeNow ?? null)),
    ],
    name,
  );
  const accountRows = new Map<AccountId, AccountRow>();
  const headLeft = new Map<AccountId, number>();
  const skipped = new Set<AccountId>();
  for (const [kind, , account, , , , , , accountRow] of rows) {
    if (kind === 'skipped') skipped.add(Number(account));
    if (kind !== 'account') continue;
    const values = (typeof accountRow === 'string' ? JSON.parse(accountRow) : accountRow) as readonly unknown[];
    headLeft.set(Number(account), Number(values[accounts.columns.length]));
    accountRows.set(Number(account), decodeRow<AccountRow>(accounts, values, postgresDialect));
  }
  const results = new Map<number, UnitResult>();
  for (const [kind, position, accountId, availableAfter, seq, atMs, untilMs, amount] of rows) {
    if (kind !== 'done') continue;
    const account = accountRows.get(Number(accountId));
    if (!account) throw new Error('The fast statement wrote an entry but did not answer its account.');
    const at = Number(atMs);
    const done: StepDone = {
      status: 'ok',
      available: Number(availableAfter),
      seq: Number(seq),
      amount: Number(amount),
      at,
      ...(untilMs === null ? {} : { until: Number(untilMs) }),
    };
    results.set(Number(position) - 1, { status: 'ok', steps: [done], account, now: at });
  }
  return { results, skipped, headLeft };
}
