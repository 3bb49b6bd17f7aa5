/**
 * The storage contract. A store holds no rule of the ledger: it loads slices, saves changes under a guard, and does a few
 * guarded things with records. `createStore(driver)` makes the whole contract from eight functions; a fast store brings
 * its own `commit`.
 *
 * What the engine underneath must be able to do: (1) write several rows OF ONE ACCOUNT atomically, on the condition that
 * one version has not moved; (2) insert one row only if its keys are free; (3) find rows in order of one instant.
 */
import type { CheckpointRow } from '../domain/checkpoint.js';
import type { AccountId, AccountRow, Instant } from '../domain/ledger-rows.js';
import type { Changes, Needs, Slice } from '../domain/slice.js';
import type { Step, StepResult } from '../domain/step.js';
import type { Family, KeyValues, Row, RowOf, Versioned } from './family.js';

/** A guarded write that rides in a unit: only families whose key begins with `account`, and only rows of the unit's account. */
export type AccountWrite =
  | { readonly write: 'insertIfAbsent'; readonly family: Family; readonly row: Row }
  | { readonly write: 'compareAndSet'; readonly family: Family; readonly row: Row; readonly ifVersion: string };

/** All or nothing. If one step ends other than `ok` or `replay`, or one write loses its guard, nothing of it is written. */
export interface Unit {
  readonly account: AccountId;
  readonly steps: readonly Step[];
  readonly writes?: readonly AccountWrite[] | undefined;
  /** Overrides the store's clock: tests, the demo and customers on a test clock. The engine refuses it in live mode. */
  readonly now?: Instant | undefined;
}
export type UnitResult =
  | {
      readonly status: 'ok';
      readonly steps: readonly StepResult[];
      readonly account: AccountRow;
      readonly now: Instant;
    }
  | {
      readonly status: 'refused';
      /** Index of the step or of the write that failed first. */
      readonly at: number;
      readonly why: StepResult | 'guardLost';
      readonly account: AccountRow | null;
      readonly now: Instant;
    };

export interface ListOptions {
  readonly limit: number;
  readonly cursor: string | null;
  /** Equality on further columns (or one of several values). */
  readonly where?:
    | Readonly<Record<string, string | number | boolean | null | readonly (string | number)[]>>
    | undefined;
  /** A range on one column: from inclusive, to exclusive. */
  readonly range?:
    | { readonly column: string; readonly from?: number | undefined; readonly to?: number | undefined }
    | undefined;
}
export interface Page<R> {
  readonly rows: readonly Versioned<R>[];
  readonly cursor: string | null;
}

/** What a store's author writes. */
export interface StoreDriver {
  readonly specificationVersion: 1;
  /**
   * Reads what `needs` names of one account as of one moment, with that moment's time by the database's clock.
   * An account never seen: `account: null` and a version that stands for "absent". May return more than asked; must
   * include every grant with tokens left and every entry of each pending hold whose `until` has come by `now` (the
   * override, when given, else the clock). Named entries are found in the archive as well.
   */
  load(
    account: AccountId,
    needs: Needs,
    now?: Instant,
  ): Promise<{ readonly slice: Slice; readonly version: string; readonly now: Instant }>;
  /**
   * Writes all of it or nothing, and only if the account's version is still `ifVersion`. `changes: null` = records only;
   * the version moves all the same.
   * `saved` = durable. `moved` = somebody else saved this account first: nothing was written, load and decide again.
   * `refused` = write number n lost its guard (key taken, version gone) and would lose it again: nothing was written.
   * Outcome unknown (connection lost): throw; the caller sends the same keys again and meets its own replay.
   */
  save(
    account: AccountId,
    changes: Changes | null,
    writes: readonly AccountWrite[],
    ifVersion: string,
  ): Promise<{ readonly saved: true } | { readonly moved: true } | { readonly refused: number }>;
  /** One row by primary key. No match: null. */
  find<F extends Family>(family: F, key: KeyValues): Promise<Versioned<RowOf<F>> | null>;
  /** Rows whose key begins with `prefix` and that match `where`, highest `order` first. No match: an empty page. */
  list<F extends Family>(family: F, prefix: KeyValues, options: ListOptions): Promise<Page<RowOf<F>>>;
  /** Atomic. Key or a unique key taken: nothing is written, the loser (or a replay) gets the row that is there. */
  insertIfAbsent<F extends Family>(
    family: F,
    row: RowOf<F>,
  ): Promise<
    | { readonly inserted: true; readonly version: string }
    | { readonly inserted: false; readonly existing: Versioned<RowOf<F>> }
  >;
  /** Atomic. Version moved, or no such row: null, nothing written. Else the new version. A replay of a successful call: null. */
  compareAndSet<F extends Family>(family: F, row: RowOf<F>, ifVersion: string): Promise<string | null>;
  /**
   * Atomic. True = the row of that version is gone; false = version moved, no such row, or a replay. Only erasing calls it,
   * for the identity map; a store that cannot leaves it out, and erasing says so. Never for the ledger's own families.
   */
  remove?<F extends Family>(family: F, key: KeyValues, ifVersion: string): Promise<boolean>;
  /**
   * Takes up to `limit` due rows, earliest first, and moves their `due` to now + lease in the same step. Two workers never
   * get the same row. The version returned is the lease: finishing is a `compareAndSet` with it, which fails once the lease
   * ran out and another worker took the row. No match: an empty list. A crash costs the lease's length, nothing else.
   */
  claimWithLease<F extends Family>(
    family: F,
    claim: { readonly limit: number; readonly leaseSeconds: number; readonly now?: Instant | undefined },
  ): Promise<readonly Versioned<RowOf<F>>[]>;
  /**
   * Atomic. Moves the account's entries and their details behind `after` and up to `checkpoint.seq` into the archive's
   * families and writes the checkpoint, if the account's checkpoint still stands at `after` (0 = it has none). True = moved;
   * false = somebody else has moved them, or a replay. It changes no version: every load sees archived entries as before, and
   * only statements older than the archive's youngest entry could tell the difference. A store that cannot leaves it out.
   */
  archive?(checkpoint: CheckpointRow, after: number): Promise<boolean>;
  /** Accounts in a stable order from after `cursor`; `dueBefore` keeps only those to whom something must happen by then. */
  scan(page: {
    readonly limit: number;
    readonly cursor: string | null;
    readonly dueBefore?: Instant | undefined;
  }): Promise<{ readonly accounts: readonly AccountId[]; readonly cursor: string | null }>;
}

/** The type of `tx` in a store that cannot join a caller's transaction: a sentence. */
export type NoTransactions = 'This store cannot join your transaction: see docs/stores#transactions';

/** What the engine uses. `Tx` = what `farebox.with(tx)` accepts. */
export interface Store<Tx = NoTransactions>
  extends Pick<
    StoreDriver,
    | 'specificationVersion'
    | 'find'
    | 'list'
    | 'insertIfAbsent'
    | 'compareAndSet'
    | 'remove'
    | 'archive'
    | 'claimWithLease'
    | 'scan'
  > {
  /** The one way in. Units that queue up are coalesced; a bad one never touches another. Throws only when the outcome is an outage. */
  commit(unit: Unit): Promise<UnitResult>;
  /**
   * The account settled up to now, without writing: what a commit would find. `grants` are those with tokens left.
   * Never seen: `account: null`.
   */
  read(account: AccountId, needs?: Needs, now?: Instant): Promise<{ readonly slice: Slice; readonly now: Instant }>;
  /**
   * How long the store itself tries before it gives a unit up, in milliseconds. After that it writes nothing of it. The
   * engine waits longer than this, so that the store's own reason reaches the caller.
   */
  readonly patienceMs?: number | undefined;
  with?(tx: Tx): Store<NoTransactions>;
  /** Makes or upgrades the tables where the store does that itself. Idempotent; concurrent starters take a lock. */
  migrate?(): Promise<void>;
  close?(): Promise<void>;
}
