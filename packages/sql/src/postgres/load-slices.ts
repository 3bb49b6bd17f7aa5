import type {
  AccountId,
  AccountRow,
  EntryDetailRow,
  EntryRow,
  GrantRow,
  Instant,
  Needs,
  ScheduleRow,
  Slice,
} from '@farebox/core/store';
import { decodeRow } from '../schema/codec.js';
import type { Table } from '../schema/table.js';
import { toArrayLiteral } from './array-literal.js';
import { postgresDialect } from './dialect.js';
import type { PostgresQueryable } from './driver.js';
import type { LedgerTables } from '../schema/ledger-tables.js';

export interface Asked {
  readonly account: AccountId;
  readonly needs: Needs;
  readonly now?: Instant | undefined;
}
/** Every live grant. */
export const ALL_GRANTS = 2 ** 31 - 1;

export interface Loaded {
  /** Live grants may be missing behind the loaded ones in burn order; nothing is due then. */
  readonly truncated: boolean;
  readonly slice: Slice;
  readonly now: Instant;
  /** The revision that a write must still find; null = no row yet. */
  readonly expected: number | null;
}

interface Draft {
  now: Instant;
  account: AccountRow | null;
  readonly schedules: ScheduleRow[];
  readonly grants: GrantRow[];
  readonly entries: EntryRow[];
  readonly details: EntryDetailRow[];
  nextHoldAt?: Instant | null;
}

/** The slices of several accounts as of one moment, in one statement. */
export async function loadSlices(
  database: PostgresQueryable,
  tables: LedgerTables,
  statement: string,
  asked: readonly Asked[],
  name: string | undefined,
  grantLimit: number = ALL_GRANTS,
): Promise<ReadonlyMap<AccountId, Loaded>> {
  const pairs = (of: (needs: Needs) => readonly string[]): [string, string] => {
    const found = asked.flatMap(({ account, needs }) => [...new Set(of(needs))].map((value) => ({ account, value })));
    return [toArrayLiteral(found.map((pair) => pair.account)), toArrayLiteral(found.map((pair) => pair.value))];
  };
  const rows = await database.query(
    statement,
    [
      toArrayLiteral(asked.map((one) => one.account)),
      toArrayLiteral(asked.map((one) => one.now ?? null)),
      ...pairs((needs) => needs.keys),
      ...pairs((needs) => [...needs.keys, ...needs.references]),
      ...pairs((needs) => needs.references),
      grantLimit,
    ],
    name,
  );
  const drafts = new Map<AccountId, Draft>();
  const draftOf = (account: AccountId): Draft => {
    let draft = drafts.get(account);
    if (!draft)
      drafts.set(account, (draft = { now: 0, account: null, schedules: [], grants: [], entries: [], details: [] }));
    return draft;
  };
  const decode = <R>(table: Table, row: unknown): R => decodeRow<R>(table, row as readonly unknown[], postgresDialect);
  for (const [kind, accountId, json] of rows) {
    const draft = draftOf(Number(accountId));
    const row: unknown = typeof json === 'string' ? JSON.parse(json) : json;
    if (kind === 'now') draft.now = Number(row);
    else if (kind === 'nextHold') draft.nextHoldAt = row === null ? null : Number(row);
    else if (kind === 'account') draft.account = decode<AccountRow>(tables.accounts, (row as readonly unknown[])[0]);
    else if (kind === 'schedule') draft.schedules.push(decode<ScheduleRow>(tables.schedules, row));
    else if (kind === 'grant') draft.grants.push(decode<GrantRow>(tables.grants, row));
    else if (kind === 'entry') draft.entries.push(decode<EntryRow>(tables.entries, row));
    else draft.details.push(decode<EntryDetailRow>(tables.details, row));
  }
  return new Map(
    [...drafts].map(([account, { now, ...slice }]) => {
      slice.entries.sort((a, b) => a.seq - b.seq);
      const live = slice.grants.filter((grant) => grant.remaining > 0 || grant.id === slice.account?.head).length;
      return [account, { slice, now, expected: slice.account?.revision ?? null, truncated: live >= grantLimit }];
    }),
  );
}
