import {
  type AccountId,
  accounts,
  archivable,
  archivedEntries,
  type CheckpointRow,
  checkpointAfter,
  entries,
  type EntryRow,
  type Family,
  grants,
  type Instant,
  type RowOf,
  schedules,
  settled,
  type Store,
  type Violation,
  violationsOf,
} from '@farebox/core/store';

const MANY = 1_000_000;

/**
 * Checks every invariant of an account after every step, reading what is new alone: what was checked before is folded into a
 * checkpoint of the watch's own, as the archive does it. The running period and pending holds stay in front of it.
 */
export class LedgerWatch {
  private readonly checkpoints = new Map<AccountId, CheckpointRow>();

  constructor(private readonly store: Pick<Store, 'find' | 'list' | 'read'>) {}

  /** @param at as of when; default: the store's own time */
  async look(account: AccountId, at?: Instant): Promise<readonly Violation[]> {
    const checkpoint = this.checkpoints.get(account) ?? null;
    const read = await this.read(account, checkpoint?.seq ?? 0);
    if (read === null) return [];
    const { row, found, allGrants, allSchedules } = read;
    const now = Math.max(at ?? (await this.store.read(account)).now, row.sweptAt ?? Number.NEGATIVE_INFINITY);
    const before = {
      account: row,
      grants: allGrants,
      schedules: allSchedules,
      entries: found,
      details: [],
      nextHoldAt: null,
    };
    const after = settled(before, account, now);
    const violations = violationsOf({ ...after, account: after.account ?? row, checkpoint }, now);
    if (violations.length === 0) this.fold(account, checkpoint, found, allGrants, row.periodStart);
    return violations;
  }

  /** As of one revision: whoever commits in the same turn must not be seen half. */
  private async read(account: AccountId, seq: number) {
    for (;;) {
      const row = (await this.store.find(accounts, { account }))?.row;
      if (!row) return null;
      const archived = await this.rows(archivedEntries, account, seq);
      const found = [...archived, ...(await this.rows(entries, account, seq))].sort((a, b) => a.seq - b.seq);
      const [allGrants, allSchedules] = [await this.rows(grants, account), await this.rows(schedules, account)];
      const after = (await this.store.find(accounts, { account }))?.row;
      if (after?.revision === row.revision && after.seq === row.seq) return { row, found, allGrants, allSchedules };
    }
  }
  private fold(
    account: AccountId,
    checkpoint: CheckpointRow | null,
    found: readonly EntryRow[],
    allGrants: readonly RowOf<typeof grants>[],
    periodStart: Instant | null,
  ): void {
    const count = archivable(found, periodStart ?? Number.POSITIVE_INFINITY, true);
    if (count === 0) return;
    this.checkpoints.set(account, checkpointAfter(account, checkpoint, found.slice(0, count), allGrants));
  }
  private async rows<F extends Family>(family: F, account: AccountId, after?: number): Promise<RowOf<F>[]> {
    const range = after === undefined ? undefined : { column: 'seq', from: after + 1 };
    const page = await this.store.list(family, { account }, { limit: MANY, cursor: null, range });
    return page.rows.map(({ row }) => row);
  }
}
