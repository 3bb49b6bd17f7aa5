import { settled } from '../domain/decide.js';
import { type LedgerDump, type Violation, violationsOf } from '../domain/invariants.js';
import type { AccountId, AccountRow, EntryRow, GrantRow, Instant, ScheduleRow } from '../domain/ledger-rows.js';
import type { Family } from './family.js';
import { accounts, entries, grants, schedules } from './ledger-families.js';
import type { Store } from './store.js';

export interface VerifyOptions {
  /** One account; default: all. */
  readonly account?: AccountId | undefined;
  /** As of when; default: the store's own time. */
  readonly now?: Instant | undefined;
  /** Called after each account: progress, or to stop by throwing. */
  readonly onAccount?: ((account: AccountId, violations: readonly Violation[]) => void) | undefined;
}
export interface FaultyAccount {
  readonly account: AccountId;
  readonly violations: readonly Violation[];
}
export interface VerifyReport {
  readonly accounts: number;
  readonly entries: number;
  readonly faulty: readonly FaultyAccount[];
  /** The faulty account with the fewest entries, and everything the ledger knows of it. Null = all invariants hold. */
  readonly smallest: (FaultyAccount & { readonly dump: LedgerDump }) | null;
}

const PAGE = 1000;
const ATTEMPTS = 8;

/**
 * Checks the invariants I1 to I10 and I12 of every account (or one), account by account, without writing anything: what is
 * due is settled in memory only. An account that moves while it is read is read again.
 */
export async function verifyLedger(store: Store<never>, options: VerifyOptions = {}): Promise<VerifyReport> {
  const faulty: FaultyAccount[] = [];
  let smallest: VerifyReport['smallest'] = null;
  let [seen, counted] = [0, 0];
  for await (const account of accountsOf(store, options.account)) {
    const read = await readWhole(store, account, options.now);
    if (read === null) continue;
    seen += 1;
    counted += read.dump.entries.length;
    const violations = violationsOf(read.dump, read.now);
    options.onAccount?.(account, violations);
    if (violations.length === 0) continue;
    faulty.push({ account, violations });
    if (smallest === null || read.dump.entries.length < smallest.dump.entries.length)
      smallest = { account, violations, dump: read.dump };
  }
  return { accounts: seen, entries: counted, faulty, smallest };
}

async function* accountsOf(store: Store<never>, only: AccountId | undefined): AsyncGenerator<AccountId> {
  if (only !== undefined) {
    yield only;
    return;
  }
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof store.scan>> = await store.scan({ limit: PAGE, cursor });
    yield* page.accounts;
    cursor = page.cursor;
  } while (cursor !== null);
}

/** Everything of one account as of one revision, settled in memory. Never seen: null. */
export async function readWhole(
  store: Store<never>,
  account: AccountId,
  at: Instant | undefined,
): Promise<{ readonly dump: LedgerDump; readonly now: Instant } | null> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const before = await find(store, account);
    if (before === null) return null;
    const [allGrants, allSchedules, allEntries] = [
      await listAll<GrantRow>(store, grants, account),
      await listAll<ScheduleRow>(store, schedules, account),
      await listAll<EntryRow>(store, entries, account),
    ];
    const after = await find(store, account);
    if (after?.revision !== before.revision || after.seq !== before.seq) continue;
    const { now } = await store.read(account, undefined, at);
    const time = Math.max(now, before.sweptAt ?? now);
    const slice = settled(
      {
        account: before,
        grants: allGrants,
        schedules: allSchedules,
        entries: [...allEntries].sort((a, b) => a.seq - b.seq),
        details: [],
        nextHoldAt: null,
      },
      account,
      time,
    );
    return {
      dump: {
        account: slice.account ?? before,
        grants: slice.grants,
        schedules: slice.schedules,
        entries: slice.entries,
      },
      now: time,
    };
  }
  throw new Error(`Account ${account} moved ${ATTEMPTS} times while it was read: verify it at a quieter moment.`);
}

async function find(store: Store<never>, account: AccountId): Promise<AccountRow | null> {
  const found = await store.find(accounts, { account });
  return found === null ? null : (found.row as AccountRow);
}

async function listAll<R>(store: Store<never>, family: Family, account: AccountId): Promise<readonly R[]> {
  const rows: R[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof store.list>> = await store.list(family, { account }, { limit: PAGE, cursor });
    for (const { row } of page.rows) rows.push(row as R);
    cursor = page.cursor;
  } while (cursor !== null);
  return rows;
}
