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
import { decodeRow } from '../../schema/codec.js';
import type { Table } from '../../schema/table.js';
import { sqliteDialect } from '../shared/dialect.js';
import type { SqliteDriver } from './driver.js';
import type { LedgerStatements } from '../shared/ledger-statements.js';

/** What `needs` names of one account, read on the connection that will write (inside its transaction) or only read. */
export function loadSlice(
  driver: SqliteDriver,
  ledger: LedgerStatements,
  account: AccountId,
  needs: Needs,
  now: Instant,
): Slice {
  const { tables } = ledger;
  const rows = <R>(table: Table, text: string, values: readonly unknown[]): R[] =>
    driver.all(text, values).map((found) => decodeRow<R>(table, found, sqliteDialect));
  const [accountRow] = rows<AccountRow>(tables.accounts, ledger.account, [account]);
  if (!accountRow) return { account: null, schedules: [], grants: [], entries: [], details: [] };

  const keys = JSON.stringify(needs.keys);
  const named = [keys, account, JSON.stringify([...needs.keys, ...needs.references]), account, keys];
  const entries =
    needs.keys.length + needs.references.length > 0
      ? rows<EntryRow>(tables.entries, ledger.entriesNamed, [...named, ...named])
      : [];
  let nextHoldAt: Instant | null | undefined;
  const isDue = accountRow.settleAt !== null && accountRow.settleAt <= now;
  if (isDue) {
    const known = new Set(entries.map((entry) => entry.seq));
    const due = rows<EntryRow>(tables.entries, ledger.entriesDue, [
      account,
      accountRow.sweptAt ?? Number.MIN_SAFE_INTEGER,
      now,
      account,
    ]);
    entries.push(...due.filter((entry) => !known.has(entry.seq)));
    nextHoldAt = (driver.get(ledger.nextHoldAt, [account, now])?.[0] ?? null) as Instant | null;
  }
  entries.sort((a, b) => a.seq - b.seq);

  const live = isDue || needs.grants !== false ? rows<GrantRow>(tables.grants, ledger.grantsLive, [account]) : [];
  const grants = new Map(live.map((grant) => [grant.id, grant]));
  const add = (found: readonly GrantRow[]): void => {
    for (const grant of found) grants.set(grant.id, grant);
  };
  const missing = [
    ...new Set(entries.flatMap((entry) => (entry.grant !== null && !grants.has(entry.grant) ? [entry.grant] : []))),
  ];
  if (missing.length > 0) add(rows<GrantRow>(tables.grants, ledger.grantsById, [account, JSON.stringify(missing)]));
  if (needs.references.length > 0)
    add(rows<GrantRow>(tables.grants, ledger.grantsByReference, [account, JSON.stringify(needs.references)]));

  const found = [account, JSON.stringify(entries.map((entry) => entry.seq))];
  const details =
    entries.length > 0 ? rows<EntryDetailRow>(tables.details, ledger.detailsOf, [...found, ...found]) : [];
  return {
    account: accountRow,
    schedules: rows<ScheduleRow>(tables.schedules, ledger.schedulesOf, [account]),
    grants: [...grants.values()],
    entries,
    details,
    nextHoldAt,
  };
}
