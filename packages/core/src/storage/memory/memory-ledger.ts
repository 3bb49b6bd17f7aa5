import type { CheckpointRow } from '../../domain/checkpoint.js';
import { readHold } from '../../domain/holds.js';
import type { AccountRow, EntryDetailRow, EntryRow, GrantRow, Instant, ScheduleRow } from '../../domain/ledger-rows.js';
import type { Changes, Needs, Slice } from '../../domain/slice.js';
import type { ListOptions } from '../contract.js';
import type { Row, Versioned } from '../family.js';
import { freeze, frozen } from './frozen.js';

/** One account's ledger in memory. Loads exactly what is asked for, so that a rule which needs more shows itself here. */
export class MemoryLedger {
  version = 0;
  private row: AccountRow | null = null;
  private readonly schedules = new Map<string, ScheduleRow>();
  private readonly grants = new Map<number, GrantRow>();
  private readonly entries: EntryRow[] = [];
  private readonly details = new Map<number, EntryDetailRow>();
  private readonly byKey = new Map<string, EntryRow[]>();
  private readonly byOf = new Map<string, EntryRow[]>();
  private readonly taken = new Set<string>();
  private readonly grantKeys = new Set<string>();
  private readonly byReference = new Map<string, Set<number>>();
  private readonly spendable = new Set<number>();
  private readonly pending = new Set<string>();
  private checkpoint: CheckpointRow | null = null;

  get account(): AccountRow | null {
    return this.row;
  }

  load(needs: Needs, now: Instant): Slice {
    const entries = new Set<EntryRow>();
    const add = (list: readonly EntryRow[] | undefined): void => {
      for (const entry of list ?? []) entries.add(entry);
    };
    for (const key of needs.keys) {
      add(this.byKey.get(key));
      add(this.byOf.get(key));
    }
    for (const reference of needs.references) add(this.byOf.get(reference));
    const isDue = this.row?.settleAt != null && this.row.settleAt <= now;
    const nextHoldAt = isDue ? this.loadDueHolds(now, add) : undefined;
    return {
      account: this.row,
      schedules: [...this.schedules.values()],
      grants: this.grantsFor(entries, needs.references),
      entries: [...entries],
      details: this.detailsOf(entries),
      nextHoldAt,
    };
  }
  private grantsFor(entries: ReadonlySet<EntryRow>, references: Needs['references']): GrantRow[] {
    const ids = entries.size + references.length === 0 ? this.spendable : new Set(this.spendable);
    if (ids !== this.spendable) {
      for (const entry of entries) if (entry.grant !== null) ids.add(entry.grant);
      for (const reference of references) for (const id of this.byReference.get(reference) ?? []) ids.add(id);
    }
    const grants: GrantRow[] = [];
    for (const id of ids) grants.push(this.grants.get(id) as GrantRow);
    return grants;
  }
  private detailsOf(entries: ReadonlySet<EntryRow>): EntryDetailRow[] {
    const details: EntryDetailRow[] = [];
    for (const { seq } of entries) {
      const detail = this.details.get(seq);
      if (detail) details.push(detail);
    }
    return details;
  }

  private loadDueHolds(now: Instant, add: (list: readonly EntryRow[] | undefined) => void): Instant | null {
    let next: Instant | null = null;
    for (const key of this.pending) {
      const list = this.byKey.get(key) ?? [];
      const until = readHold(list)?.until ?? now;
      if (until <= now) add(list);
      else next = next === null ? until : Math.min(next, until);
    }
    return next;
  }

  /** Refuses what a database's keys would refuse: a rule that writes a fact twice must fail loudly here. */
  save(changes: Changes): void {
    for (const entry of changes.entries) {
      const key = `${entry.part} ${entry.key}`;
      if (this.taken.has(key)) throw new Error(`Entry ${key} of account ${entry.account} is there already.`);
      this.taken.add(key);
      if (entry.seq !== this.entries.length + 1)
        throw new Error(`Entry ${entry.seq} of account ${entry.account} leaves a gap.`);
      Object.freeze(entry);
      this.entries.push(entry);
      append(this.byKey, entry.key, entry);
      if (entry.of !== null) append(this.byOf, entry.of, entry);
      if (entry.kind === 'hold') this.pending.add(entry.key);
      if (entry.part < 0) this.pending.delete(entry.key);
    }
    for (const grant of changes.grants) this.saveGrant(grant);
    for (const schedule of changes.schedules) this.schedules.set(schedule.slot, frozen(schedule));
    for (const detail of changes.details) this.details.set(detail.seq, frozen(detail));
    this.row = freeze(changes.account);
  }

  private saveGrant(grant: GrantRow): void {
    if (!this.grants.has(grant.id)) {
      if (this.grantKeys.has(grant.key))
        throw new Error(`A grant ${grant.key} of account ${grant.account} is there already.`);
      this.grantKeys.add(grant.key);
      if (grant.reference !== null)
        this.byReference.set(grant.reference, (this.byReference.get(grant.reference) ?? new Set()).add(grant.id));
    }
    this.grants.set(grant.id, Object.freeze(grant));
    if (grant.remaining > 0) this.spendable.add(grant.id);
    else this.spendable.delete(grant.id);
  }

  /** Its rows as one of the ledger's own families; of entries those under some keys alone, or from one number on, where that is asked. */
  rows(family: string, { where = {}, range }: Partial<ListOptions> = {}): readonly Versioned<Row>[] {
    const version = String(this.version);
    const versioned = (rows: Iterable<object>): readonly Versioned<Row>[] =>
      [...rows].map((row) => ({ row: row as Row, version }));
    if (family === 'accounts') return versioned(this.row === null ? [] : [this.row]);
    if (family === 'schedules') return versioned(this.schedules.values());
    if (family === 'grants') return versioned(this.grants.values());
    if (family === 'checkpoints') return versioned(this.checkpoint === null ? [] : [this.checkpoint]);
    const archived = family.startsWith('archived_');
    const rows = family.endsWith('entries') ? this.entriesUnder(where['key'], range) : [...this.details.values()];
    return versioned(
      (rows as readonly { readonly seq: number }[]).filter(({ seq }) => this.isArchived(seq) === archived),
    );
  }
  private entriesUnder(key: unknown, range: ListOptions['range']): readonly EntryRow[] {
    if (typeof key === 'string') return this.byKey.get(key) ?? [];
    if (Array.isArray(key)) return [...new Set(key)].flatMap((one) => this.byKey.get(String(one)) ?? []);
    return range?.column === 'seq' && range.from !== undefined
      ? this.entries.slice(Math.max(0, range.from - 1))
      : this.entries;
  }

  private isArchived(seq: number): boolean {
    return seq <= (this.checkpoint?.seq ?? 0);
  }
  /** To archive is to draw the line elsewhere: the rows themselves lie in memory either way. */
  archive(checkpoint: CheckpointRow, after: number): boolean {
    if ((this.checkpoint?.seq ?? 0) !== after || checkpoint.seq <= after) return false;
    this.checkpoint = checkpoint;
    return true;
  }

  /** What may name a person is the only part of a ledger that may change: erasing blanks it. */
  replaceDetail(detail: EntryDetailRow, family: string, ifVersion: string): string | null {
    if (String(this.version) !== ifVersion || !this.details.has(detail.seq)) return null;
    if (this.isArchived(detail.seq) !== family.startsWith('archived_')) return null;
    this.details.set(detail.seq, frozen(detail));
    return ifVersion;
  }
}

function append(map: Map<string, EntryRow[]>, key: string, entry: EntryRow): void {
  const list = map.get(key);
  if (list) list.push(entry);
  else map.set(key, [entry]);
}
