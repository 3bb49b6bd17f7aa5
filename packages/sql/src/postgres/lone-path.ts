import { type AccountRow, inputHash, type Step, type StepDone, type Unit, type UnitResult } from '@farebox/core/store';
import { decodeRow } from '../schema/codec.js';
import type { LedgerTables } from '../schema/ledger-tables.js';
import type { Table } from '../schema/table.js';
import { postgresDialect, readAs } from './dialect.js';
import type { PostgresQueryable, StatementName } from './driver.js';

/**
 * A lone caller's statements: one spend or hold from the head, or the end of one hold on one grant. They hold the same rules
 * as the statement for batches (fast-path.ts, which says why), with a sixth of its planning, and leave to it whatever goes past the head.
 *
 * - All values come in by one materialised row. The planner knows nothing of a value then, so that a plan for these values
 *   and a plan for any values cost the same, and PostgreSQL keeps the latter after the fifth call, whatever its statistics say.
 * - The clock is read in a projection of the locked row, hence after the lock.
 * - They answer one row when the account was locked, else none. `outcome` says what became of the request.
 */
const request = `req as materialized (
  select $1::bigint as account, $2::smallint as kind, $3::bigint as amount, $4::text as key, $5::text as hash, $6::bigint as ttl, $7::text as feature,
    $8::text as member, $9::text as reference, $10::text as metadata, $11::text as actor, $12::bigint as at)`;
const now = `coalesce(to_timestamp(r.at / 1000.0), date_trunc('milliseconds', clock_timestamp())) as now`;
/** Nothing is due at `t.now`, and no later moment has been lived through. */
const isSettled = `(t."settle_at" is null or t.now < t."settle_at") and (t."swept_at" is null or t.now >= t."swept_at")`;

const detail = (table: Table): string => `det as (
  insert into ${table.name} ("account", "seq", "reference", "metadata", "actor")
  select r.account, t."seq" + 1, r.reference, r.metadata::jsonb, r.actor from told t, req r
  where t.outcome = 'done' and (r.reference is not null or r.metadata is not null or r.actor is not null))`;

const answer = (accounts: Table): string =>
  `select t.outcome, ${readAs('t.now', 'instant')} as at_ms, ${readAs('t.ends', 'instant')} as until_ms, t.taken as amount, x."head_left" as left_of_head,
  ${accounts.columns.map((column) => `${readAs(`x.${column.sql}`, column.type)} as ${column.sql}`).join(', ')}
from told t left join upd x on true`;

/** A spend or a hold that the head covers. */
export function takeStatement(tables: LedgerTables): string {
  const { accounts: a, entries: e, archivedEntries, details } = tables;
  return `
with ${request},
lk as materialized (
  select k."account", k."revision", k."seq", k."fast_left", k."head", k."head_left", k."available", k."held", k."settle_at", k."swept_at",
    exists (select from ${e.name} p where p."account" = r.account and p."key" = r.key and p."part" >= 0)
    or exists (select from ${archivedEntries.name} p where p."account" = r.account and p."key" = r.key and p."part" >= 0) as known
  from req r join ${a.name} k on k."account" = r.account for no key update of k skip locked),
told as materialized (
  select t.*, r.kind, r.amount as taken, case when r.kind = 1 then t.now + r.ttl * interval '1 millisecond' end as ends,
    case when t.known or t."head" is null or not (${isSettled}) or r.amount > t."fast_left" then 'decide'
      when r.amount > t."head_left" then 'further' else 'done' end as outcome
  from (select lk.*, ${now} from lk, req r offset 0) t, req r),
upd as (
  update ${a.name} x set "revision" = t."revision" + 1, "seq" = t."seq" + 1, "fast_left" = t."fast_left" - t.taken, "head_left" = t."head_left" - t.taken,
    "available" = t."available" - t.taken, "held" = t."held" + case t.kind when 1 then t.taken else 0 end, "settle_at" = least(t."settle_at", t.ends)
  from told t where x."account" = t."account" and t.outcome = 'done' returning x.*),
ins as (
  insert into ${e.name} ("account", "seq", "at", "kind", "key", "part", "hash", "amount", "held", "debt", "available_after", "grant", "until", "feature", "member")
  select r.account, t."seq" + 1, t.now, case r.kind when 0 then 'spend' else 'hold' end, r.key, 0, r.hash, case r.kind when 0 then -r.amount else 0 end,
    case r.kind when 0 then 0 else r.amount end, 0, t."available" - r.amount, t."head", t.ends, r.feature, r.member
  from told t, req r where t.outcome = 'done'),
${detail(details)}
${answer(a)}`;
}

/** A capture or a release of a hold that lies on one grant. What is given back must belong to the head. */
export function endStatement(tables: LedgerTables): string {
  const { accounts: a, entries: e, details } = tables;
  return `
with ${request},
lk as materialized (
  select k."account", k."revision", k."seq", k."fast_left", k."head", k."head_left", k."available", k."held", k."debt", k."settle_at", k."swept_at",
    h."held" as hold_held, h."grant" as hold_grant, h."until" as hold_until, h."feature" as hold_feature, h."member" as hold_member,
    exists (select from ${e.name} m where m."account" = r.account and m."key" = r.key and m."part" <> 0) as known
  from req r join ${a.name} k on k."account" = r.account left join lateral (
    select n."held", n."grant", n."until", n."feature", n."member" from ${e.name} n
    where n."account" = r.account and n."key" = r.key and n."part" = 0 and n."kind" = 'hold' offset 0) h on true
  for no key update of k skip locked),
told as materialized (
  select t.*, r.kind, t.asked - t.hold_held as need, case r.kind when 3 then t.hold_held else t.asked end as taken, null::timestamptz as ends,
    case when t.known or t."head" is null or not (${isSettled}) then 'decide'
      when t.hold_until > t.now and t.asked <= t.hold_held
        and (t.asked = t.hold_held or (t.hold_grant = t."head" and t."debt" = 0 and t."fast_left" > 0)) then 'done'
      else 'decide' end as outcome
  from (select lk.*, coalesce(r.amount, lk.hold_held) as asked, ${now} from lk, req r offset 0) t, req r),
upd as (
  update ${a.name} x set "revision" = t."revision" + 1, "seq" = t."seq" + 1, "fast_left" = t."fast_left" - t.need, "head_left" = t."head_left" - t.need,
    "available" = t."available" - t.need, "held" = t."held" - t.hold_held
  from told t where x."account" = t."account" and t.outcome = 'done' returning x.*),
ins as (
  insert into ${e.name} ("account", "seq", "at", "kind", "key", "part", "hash", "amount", "held", "debt", "available_after", "grant", "until", "feature", "member")
  select r.account, t."seq" + 1, t.now, case r.kind when 2 then 'capture' else 'release' end, r.key, -1, r.hash, -t.asked, -t.hold_held, 0,
    t."available" - t.need, t.hold_grant, null, coalesce(r.feature, t.hold_feature), coalesce(r.member, t.hold_member)
  from told t, req r where t.outcome = 'done'),
${detail(details)}
${answer(a)}`;
}

/** `decide`: not for these statements. `further`: it goes past the head. `unseen`: somebody else has locked the account, or it has no row. */
export type LoneAnswer =
  | { readonly outcome: 'done'; readonly result: UnitResult; readonly headLeft: number }
  | { readonly outcome: 'decide' | 'further' | 'unseen' };

export interface LoneTexts {
  readonly take: string;
  readonly end: string;
}
export const loneTexts = (tables: LedgerTables): LoneTexts => ({
  take: takeStatement(tables),
  end: endStatement(tables),
});

const kinds: Readonly<Record<string, number>> = { spend: 0, hold: 1, capture: 2, release: 3 };

/** One unit that `mayBeFast`. */
export async function lonePath(
  database: PostgresQueryable,
  accounts: Table,
  texts: LoneTexts,
  unit: Unit,
  storeNow: number | undefined,
  nameOf: StatementName,
): Promise<LoneAnswer> {
  const step = unit.steps[0] as Step;
  const { command, metadata } = step;
  const way = 'hold' in command ? 'end' : 'take';
  const [row] = await database.query(
    texts[way],
    [
      unit.account,
      kinds[command.do],
      // A capture without an amount takes all of its hold.
      'amount' in command ? (command.amount ?? null) : 0,
      'hold' in command ? command.hold : step.key,
      inputHash(step),
      command.do === 'hold' ? Math.round(command.ttlSeconds * 1000) : null,
      step.feature ?? null,
      step.member ?? null,
      step.reference ?? null,
      metadata === undefined ? null : JSON.stringify(metadata),
      step.actor ?? null,
      unit.now ?? storeNow ?? null,
    ],
    nameOf(way),
  );
  if (!row) return { outcome: 'unseen' };
  const [outcome, atMs, untilMs, amount, headLeft, ...values] = row;
  if (outcome !== 'done') return { outcome: outcome === 'further' ? 'further' : 'decide' };
  const account = decodeRow<AccountRow>(accounts, values, postgresDialect);
  const at = Number(atMs);
  const done: StepDone = {
    status: 'ok',
    available: account.available,
    seq: account.seq,
    amount: Number(amount),
    at,
    ...(untilMs === null ? {} : { until: Number(untilMs) }),
  };
  return { outcome: 'done', result: { status: 'ok', steps: [done], account, now: at }, headLeft: Number(headLeft) };
}
