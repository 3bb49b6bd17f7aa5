import { archivable, checkpointAfter } from '../domain/checkpoint.js';
import type { AccountId, Instant } from '../domain/ledger-rows.js';
import { accounts, entries, grants } from '../storage/ledger-families.js';
import { checkpointOf, listEvery } from './ledger-reads.js';
import type { Store } from '../storage/contract.js';
import { accountsOf } from './verify-ledger.js';

export interface ArchiveLedgerOptions {
  /**
   * Entries dated before this may go. Keep it well before anything that is still in flight: a statement that began before
   * an entry was written must have ended by the time it is archived. The engine keeps a day.
   */
  readonly before: Instant;
  /** One account; default: all. */
  readonly account?: AccountId | undefined;
  /** Called after each account with what it has archived so far: progress, or to stop by throwing. */
  readonly onAccount?: ((account: AccountId, archived: number) => void) | undefined;
}
export interface ArchiveReport {
  /** Accounts of which something was archived. */
  readonly accounts: number;
  readonly entries: number;
}

/** Entries of one move: a short transaction, however long the history is. */
const BATCH = 2000;

/**
 * Moves old entries behind each account's checkpoint into the archive. No figure, replay, refund or line of history changes
 * by it. The running period of the main plan and whatever a pending hold needs stay. Stopped in the middle it has done a
 * part; called again it goes on there.
 */
export async function archiveLedger(store: Store<never>, options: ArchiveLedgerOptions): Promise<ArchiveReport> {
  let [touched, total] = [0, 0];
  for await (const account of accountsOf(store, options.account)) {
    const archived = await archiveAccount(store, account, options.before);
    if (archived > 0) touched += 1;
    total += archived;
    options.onAccount?.(account, archived);
  }
  return { accounts: touched, entries: total };
}

async function archiveAccount(store: Store<never>, account: AccountId, before: Instant): Promise<number> {
  if (!store.archive) throw new Error('This store has no archive: it leaves out `archive` of the storage contract.');
  let archived = 0;
  let batch = BATCH;
  for (;;) {
    const row = (await store.find(accounts, { account }))?.row;
    if (!row) return archived;
    const checkpoint = await checkpointOf(store, account);
    const after = checkpoint?.seq ?? 0;
    const end = Math.min(row.seq, after + batch);
    const page = await store.list(
      entries,
      { account },
      { limit: batch, cursor: null, range: { column: 'seq', from: after + 1, to: end + 1 } },
    );
    const found = page.rows.map((one) => one.row).sort((a, b) => a.seq - b.seq);
    const isAll = end === row.seq;
    const count = archivable(found, Math.min(before, row.periodStart ?? before), isAll);
    if (count === 0) {
      // One operation reaches over the whole page (a hold under a flood of spends): look further, if there is more.
      if (isAll || found.length < batch || (found.at(-1)?.at ?? before) >= before) return archived;
      batch *= 2;
      continue;
    }
    const going = found.slice(0, count);
    const all = await listEvery(store, grants, account);
    if (await store.archive(checkpointAfter(account, checkpoint, going, all), after)) archived += count;
    batch = BATCH;
  }
}
