import type {
  AccountId,
  AccountRow,
  EntryDetailRow,
  EntryKind,
  EntryRow,
  GrantRow,
  Instant,
  ScheduleRow,
} from './ledger-rows.js';
import { compareBurn, isLive } from './burn-order.js';
import type { Slice } from './slice.js';
import type { Step } from './step.js';

type Draft<T> = { -readonly [K in keyof T]: T[K] };

/** What an entry changes; absent = nothing. */
export interface EntryChange {
  readonly amount?: number;
  readonly held?: number;
  readonly debt?: number;
  readonly grant?: number | null;
  readonly until?: Instant;
  readonly of?: string;
  /** When it fell due; default: when the account stands. */
  readonly at?: Instant;
  /** Whose feature, member and hash it bears. */
  readonly step?: Step;
  readonly hash?: string;
  readonly feature?: string | null;
  readonly member?: string | null;
}
/** Where an operation's entries stand: under one key, upwards from 0 or downwards from -1. */
export interface Place {
  readonly key: string;
  part: number;
  readonly by: 1 | -1;
}

export const freshAccount = (account: AccountId): AccountRow => ({
  account,
  revision: 0,
  seq: 0,
  available: 0,
  held: 0,
  debt: 0,
  unlimited: false,
  monthly: 0,
  additional: 0,
  mainSlot: null,
  periodStart: null,
  resetAt: null,
  settleAt: null,
  sweptAt: null,
  fastLeft: 0,
  head: null,
  policy: {},
});

interface Mark {
  readonly row: AccountRow;
  readonly grants: Map<number, GrantRow>;
  readonly schedules: Map<string, ScheduleRow>;
  readonly touchedGrants: Set<number>;
  readonly touchedSchedules: Set<string>;
  readonly entries: number;
  readonly details: number;
  readonly waiting: Set<number>;
}

/** One account while `decide` works on it: rows that operations change, the entries they leave, and a way back. */
export class WorkingAccount {
  row: Draft<AccountRow>;
  grants: Map<number, GrantRow>;
  schedules: Map<string, ScheduleRow>;
  readonly newEntries: EntryRow[] = [];
  readonly newDetails: EntryDetailRow[] = [];
  touchedGrants = new Set<number>();
  touchedSchedules = new Set<string>();
  /** Grants dated into the future that have not started: not available yet. */
  waiting: Set<number>;
  /** False while what was due before `now` is being settled: those entries bear the instant at which they fell due. */
  isStepping = false;
  private readonly byKey = new Map<string, EntryRow[]>();
  private readonly byOf = new Map<string, EntryRow[]>();
  private readonly details = new Map<number, EntryDetailRow>();
  private order: GrantRow[] | null = null;
  private isShared = false;

  constructor(
    readonly slice: Slice,
    account: AccountId,
    /** Never before what is settled already, so that a clock that steps back cannot undo anything. */
    readonly now: Instant,
  ) {
    this.row = { ...(slice.account ?? freshAccount(account)) };
    // In one order, whatever order a store loads them in: what falls due at the same instant is settled in it.
    const grants = [...slice.grants].sort((a, b) => a.id - b.id);
    const schedules = [...slice.schedules].sort((a, b) => (a.slot < b.slot ? -1 : 1));
    this.grants = new Map(grants.map((grant) => [grant.id, grant]));
    this.schedules = new Map(schedules.map((schedule) => [schedule.slot, schedule]));
    const settled = this.row.sweptAt ?? Number.NEGATIVE_INFINITY;
    this.waiting = new Set(slice.grants.filter((grant) => grant.startsAt > settled).map((grant) => grant.id));
    for (const entry of [...slice.entries].sort((a, b) => a.seq - b.seq)) this.index(entry);
    for (const detail of slice.details) this.details.set(detail.seq, detail);
  }

  entriesUnder(key: string): readonly EntryRow[] {
    return this.byKey.get(key) ?? [];
  }
  entriesOf(of: string): readonly EntryRow[] {
    return this.byOf.get(of) ?? [];
  }
  loadedKeys(): readonly string[] {
    return [...this.byKey.keys()];
  }
  detailOf(seq: number): EntryDetailRow | undefined {
    return this.details.get(seq);
  }

  /** Live grants with tokens left, as they burn. */
  burning(at: Instant = this.now): readonly GrantRow[] {
    this.order ??= [...this.grants.values()].filter((grant) => grant.remaining > 0).sort(compareBurn);
    return this.order.filter((grant) => isLive(grant, at));
  }

  setGrant(grant: GrantRow): GrantRow {
    this.unshare();
    this.grants.set(grant.id, grant);
    this.touchedGrants.add(grant.id);
    this.order = null;
    return grant;
  }
  setSchedule(schedule: ScheduleRow): ScheduleRow {
    this.unshare();
    this.schedules.set(schedule.slot, schedule);
    this.touchedSchedules.add(schedule.slot);
    return schedule;
  }
  grant(id: number): GrantRow {
    const grant = this.grants.get(id);
    if (!grant)
      throw new Error(
        `The slice lacks grant ${id} of account ${this.row.account}: the store loaded less than was asked for.`,
      );
    return grant;
  }

  /** Appends an entry, and moves `remaining`, `available`, `held` and `debt` by what it says. */
  write(kind: EntryKind, place: Place, change: EntryChange = {}): EntryRow {
    const { amount = 0, held = 0, debt = 0, grant = null } = change;
    const row = this.row;
    row.seq += 1;
    if (grant !== null) {
      const before = this.grant(grant);
      if (amount !== held) this.setGrant({ ...before, remaining: before.remaining + amount - held });
      if (!this.waiting.has(grant)) row.available += amount - held;
      row.held += held;
    }
    row.debt += debt;
    const entry: EntryRow = {
      account: row.account,
      seq: row.seq,
      at: this.isStepping ? this.now : Math.max(change.at ?? this.now, row.sweptAt ?? Number.NEGATIVE_INFINITY),
      kind,
      key: place.key,
      part: place.part,
      hash: change.hash ?? '0',
      amount,
      held,
      debt,
      availableAfter: row.available,
      grant,
      until: change.until ?? null,
      feature: change.step?.feature ?? change.feature ?? null,
      member: change.step?.member ?? change.member ?? null,
      of: change.of ?? null,
    };
    place.part += place.by;
    this.newEntries.push(entry);
    this.index(entry);
    return entry;
  }

  /** Lays what may name a person beside the operation's first entry. */
  describe(entry: EntryRow, step: Step, reason: string | null = null): void {
    const { reference = null, metadata = null, actor = null } = step;
    if (reference === null && metadata === null && actor === null && reason === null) return;
    const detail = { account: this.row.account, seq: entry.seq, reference, metadata, actor, reason };
    this.newDetails.push(detail);
    this.details.set(entry.seq, detail);
  }

  /** A new grant and its entry. Its id is the entry's number. */
  addGrant(
    kind: EntryKind,
    place: Place,
    grant: Omit<GrantRow, 'account' | 'id' | 'remaining'>,
    change: Omit<EntryChange, 'amount' | 'grant'> = {},
  ): GrantRow {
    const id = this.row.seq + 1;
    this.setGrant({ ...grant, account: this.row.account, id, remaining: 0 });
    if (grant.startsAt > this.now) this.waiting.add(id);
    this.write(kind, place, { ...change, amount: grant.amount, grant: id });
    return this.grant(id);
  }

  /** How many more tokens may come before a figure of the account is no safe integer any more. */
  room(): number {
    const { available, held, monthly, additional } = this.row;
    return Number.MAX_SAFE_INTEGER - Math.max(available + held, monthly + additional, additional);
  }

  /** Tokens came or went otherwise than by use: the balance's period must know, or it would call them used. */
  own(grant: GrantRow | null, amount: number): void {
    if (grant !== null && this.waiting.has(grant.id)) return;
    const isMonthly =
      grant !== null &&
      grant.category === 'plan' &&
      grant.slot === this.row.mainSlot &&
      grant.startsAt >= (this.row.periodStart ?? Number.POSITIVE_INFINITY);
    if (isMonthly) this.row.monthly += amount;
    else this.row.additional += amount;
  }

  mark(): Mark {
    this.isShared = true;
    return {
      row: { ...this.row },
      grants: this.grants,
      schedules: this.schedules,
      touchedGrants: this.touchedGrants,
      touchedSchedules: this.touchedSchedules,
      entries: this.newEntries.length,
      details: this.newDetails.length,
      waiting: new Set(this.waiting),
    };
  }
  rollback(mark: Mark): void {
    this.row = { ...mark.row };
    this.grants = mark.grants;
    this.schedules = mark.schedules;
    this.touchedGrants = mark.touchedGrants;
    this.touchedSchedules = mark.touchedSchedules;
    this.waiting = mark.waiting;
    this.order = null;
    for (const entry of this.newEntries.splice(mark.entries)) {
      removeLast(this.byKey, entry.key);
      if (entry.of !== null) removeLast(this.byOf, entry.of);
    }
    for (const detail of this.newDetails.splice(mark.details)) this.details.delete(detail.seq);
  }

  /** What a mark remembers is copied before the first change after it, not for a unit that changes nothing of it. */
  private unshare(): void {
    if (!this.isShared) return;
    this.isShared = false;
    this.grants = new Map(this.grants);
    this.schedules = new Map(this.schedules);
    this.touchedGrants = new Set(this.touchedGrants);
    this.touchedSchedules = new Set(this.touchedSchedules);
  }
  private index(entry: EntryRow): void {
    append(this.byKey, entry.key, entry);
    if (entry.of !== null) append(this.byOf, entry.of, entry);
  }
}

function append(map: Map<string, EntryRow[]>, key: string, entry: EntryRow): void {
  const list = map.get(key);
  if (list) list.push(entry);
  else map.set(key, [entry]);
}
function removeLast(map: Map<string, EntryRow[]>, key: string): void {
  const list = map.get(key);
  list?.pop();
  if (list?.length === 0) map.delete(key);
}
