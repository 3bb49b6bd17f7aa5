import { checkpointAfter, type CheckpointRow } from '../domain/checkpoint.js';
import { settled } from '../domain/decide.js';
import { type LedgerDump, type Violation, violationsOf } from '../domain/invariants.js';
import type { AccountId, AccountRow, Instant } from '../domain/ledger-rows.js';
import { StoreUnavailableError } from '../errors/ledger.js';
import { accounts, entries, grants, schedules } from '../storage/ledger-families.js';
import { checkpointOf, everyEntry, listEvery } from './ledger-reads.js';
import type { Store } from '../storage/contract.js';

export interface VerifyLedgerOptions {
  /** One account; default: all. */
  readonly account?: AccountId | undefined;
  /** As of when; default: the store's own time. */
  readonly now?: Instant | undefined;
  /** Begin at each account's checkpoint and leave the archive unread. Default: everything, the checkpoints too. */
  readonly sinceCheckpoint?: boolean | undefined;
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

const ACCOUNTS = 1000;
const ATTEMPTS = 8;

/**
 * Checks the invariants I1 to I10 and I12 of every account (or one), account by account, without writing anything: what is
 * due is settled in memory only. An account that moves while it is read is read again.
 */
export async function verifyLedger(store: Store<never>, options: VerifyLedgerOptions = {}): Promise<VerifyReport> {
  const faulty: FaultyAccount[] = [];
  let smallest: VerifyReport['smallest'] = null;
  let [seen, counted] = [0, 0];
  for await (const account of accountsOf(store, options.account)) {
    const read = await readLedger(store, account, options.now, options.sinceCheckpoint ?? false);
    if (read === null) continue;
    seen += 1;
    counted += read.dump.entries.length;
    const violations = [...violationsOf(read.dump, read.now), ...(await checkpointViolations(store, read.dump))];
    options.onAccount?.(account, violations);
    if (violations.length === 0) continue;
    faulty.push({ account, violations });
    if (smallest === null || read.dump.entries.length < smallest.dump.entries.length)
      smallest = { account, violations, dump: read.dump };
  }
  return { accounts: seen, entries: counted, faulty, smallest };
}

/** Of everything that was read: the checkpoint is what the entries up to it add up to. */
async function checkpointViolations(store: Store<never>, dump: LedgerDump): Promise<readonly Violation[]> {
  if (dump.checkpoint) return [];
  const { account } = dump.account;
  const told = await checkpointOf(store, account);
  if (told === null) return [];
  const upTo = dump.entries.filter((entry) => entry.seq <= told.seq);
  const counted = checkpointAfter(account, null, upTo, dump.grants);
  if (JSON.stringify(counted) === JSON.stringify(inOrder(told))) return [];
  return [
    {
      invariant: 'I10',
      message: `The checkpoint at entry ${told.seq} says ${JSON.stringify(told)}; the entries up to it say ${JSON.stringify(counted)}.`,
    },
  ];
}
/** Databases keep an object's properties in an order of their own. */
const inOrder = ({ account, seq, at, available, debt, open }: CheckpointRow): CheckpointRow => ({
  account,
  seq,
  at,
  available,
  debt,
  open: {
    owned: Object.fromEntries(Object.entries(open.owned).sort(([a], [b]) => Number(a) - Number(b))),
    waiting: open.waiting,
  },
});

export async function* accountsOf(store: Store<never>, only: AccountId | undefined): AsyncGenerator<AccountId> {
  if (only !== undefined) {
    yield only;
    return;
  }
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof store.scan>> = await store.scan({ limit: ACCOUNTS, cursor });
    yield* page.accounts;
    cursor = page.cursor;
  } while (cursor !== null);
}

/** One account as of one revision, settled in memory: everything, or what follows its checkpoint. Never seen: null. */
export async function readLedger(
  store: Store<never>,
  account: AccountId,
  at: Instant | undefined,
  sinceCheckpoint = false,
): Promise<{ readonly dump: LedgerDump; readonly now: Instant } | null> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const before = await find(store, account);
    if (before === null) return null;
    const checkpoint = sinceCheckpoint ? await checkpointOf(store, account) : null;
    const allGrants = await listEvery(store, grants, account);
    const allSchedules = await listEvery(store, schedules, account);
    const found = sinceCheckpoint ? await listEvery(store, entries, account) : await everyEntry(store, account);
    const after = await find(store, account);
    if (after?.revision !== before.revision || after.seq !== before.seq) continue;
    // Archiving changes no revision: what has moved away meanwhile belongs to a later checkpoint than the one that was read.
    if (found.length !== before.seq - (checkpoint?.seq ?? 0) && sinceCheckpoint) continue;
    const { now } = await store.read(account, undefined, at);
    const time = Math.max(now, before.sweptAt ?? now);
    const slice = settled(
      {
        account: before,
        grants: allGrants,
        schedules: allSchedules,
        entries: [...found].sort((a, b) => a.seq - b.seq),
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
        checkpoint,
      },
      now: time,
    };
  }
  throw new StoreUnavailableError(
    'read a whole ledger',
    new Error(`Account ${account} moved ${ATTEMPTS} times while it was read: ask at a quieter moment.`),
  );
}

async function find(store: Store<never>, account: AccountId): Promise<AccountRow | null> {
  return (await store.find(accounts, { account }))?.row ?? null;
}
