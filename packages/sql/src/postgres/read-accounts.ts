import type { AccountId, AccountRow, GrantRow, Instant, ScheduleRow, Slice } from '@farebox/core/store';
import { decodeRow } from '../schema/codec.js';
import type { LedgerTables } from '../schema/ledger-tables.js';
import type { Table } from '../schema/table.js';
import { toArrayLiteral } from './array-literal.js';
import { postgresDialect } from './dialect.js';
import type { PostgresQueryable } from './driver.js';
import { asJson, burnOrder, few, IN_BURN_ORDER } from './ledger-statements.js';

/** Whose figures, and as of when; without `now` the database's clock tells. */
export interface AskedAccount {
  readonly account: AccountId;
  readonly now: Instant | undefined;
  /** With its live grants, of which there may be thousands. */
  readonly grants: boolean;
}
/** `isDue`: something has to be settled first, which takes more rows than these. */
export type ReadAccount =
  | { readonly isDue: false; readonly slice: Slice; readonly now: Instant }
  | { readonly isDue: true };

/**
 * The common read: accounts with their live grants and schedules, no entries. A fifth of the planning of the statement that
 * loads whatever a unit needs (ledger-statements.ts). $1 accounts, $2 their `now` in milliseconds or null,
 * $3 whether with live grants.
 */
export function readStatement({ accounts: a, grants: g, schedules: s }: LedgerTables): string {
  return `
select r.o as position, (extract(epoch from r.now) * 1000)::bigint as now_ms, coalesce(a."settle_at" <= r.now, false) as is_due,
  case when a."account" is not null then ${asJson(a, 'a')} end as account_row,
  case when r.grants and (a."settle_at" <= r.now) is not true then (select json_agg(n.grant_row) from (
    select ${asJson(g, 'n', { remaining: 'coalesce(n."remaining", a."head_left")' })} as grant_row from ${g.name} n
    where n."account" = a."account" and n."remaining" is distinct from 0 and ${IN_BURN_ORDER} order by ${burnOrder('n')}) n) end as grant_rows,
  case when a."settle_at" <= r.now then null else (select json_agg(${asJson(s, 's')}) from ${s.name} s where s."account" = a."account") end as schedule_rows
from (select r.account, r.grants, r.o, case when r.now is null then date_trunc('milliseconds', clock_timestamp()) else to_timestamp(r.now / 1000.0) end as now
  from unnest($1::bigint[], $2::bigint[], $3::boolean[]) with ordinality r(account, now, grants, o) where ${few('r.o')} offset 0) r
left join ${a.name} a on a."account" = r.account`;
}

/** In the order in which they were asked. */
export async function readAccounts(
  database: PostgresQueryable,
  tables: LedgerTables,
  text: string,
  asked: readonly AskedAccount[],
  name: string | undefined,
): Promise<readonly ReadAccount[]> {
  const rows = await database.query(
    text,
    [
      toArrayLiteral(asked.map(({ account }) => account)),
      toArrayLiteral(asked.map(({ now }) => now)),
      toArrayLiteral(asked.map(({ grants }) => grants)),
    ],
    name,
  );
  const parsed = (json: unknown): unknown => (typeof json === 'string' ? JSON.parse(json) : json);
  const decoded = <R>(table: Table, json: unknown): R[] =>
    ((parsed(json) ?? []) as readonly (readonly unknown[])[]).map((row) => decodeRow<R>(table, row, postgresDialect));
  const found: ReadAccount[] = [];
  for (const [position, nowMs, isDue, accountRow, grantRows, scheduleRows] of rows) {
    if (isDue === true) {
      found[Number(position) - 1] = { isDue };
      continue;
    }
    const row = parsed(accountRow) as readonly unknown[] | null;
    found[Number(position) - 1] = {
      isDue: false,
      now: Number(nowMs),
      slice: {
        account: row && decodeRow<AccountRow>(tables.accounts, row, postgresDialect),
        schedules: decoded<ScheduleRow>(tables.schedules, scheduleRows),
        grants: decoded<GrantRow>(tables.grants, grantRows),
        entries: [],
        details: [],
      },
    };
  }
  return found;
}
