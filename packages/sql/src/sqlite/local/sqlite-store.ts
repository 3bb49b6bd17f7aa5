import {
  type AccountId,
  type Family,
  type Instant,
  type KeyValues,
  type ListOptions,
  type Needs,
  type NoTransactions,
  type Page,
  readable,
  type Row,
  type RowOf,
  type Slice,
  type Store,
  assertUnit,
  type Unit,
  type UnitResult,
  type Versioned,
} from '@farebox/core/store';
import { allFamilies } from '../../schema/all-families.js';
import { assertIdentifier } from '../../schema/naming.js';
import { tableCache } from '../../schema/table.js';
import { applyUnit, moveToArchive, type Workbench } from './apply-unit.js';
import { CLOCK, sqliteNames } from '../shared/dialect.js';
import { isBusy, type SqliteDriver } from './driver.js';
import { ledgerStatements } from '../shared/ledger-statements.js';
import { retryWhileBusy } from '../shared/retry-while-busy.js';
import { scanStatement, toAccountPage } from '../shared/record-statements.js';
import { loadSlice } from './load-slice.js';
import { migrateSqlite } from './migrate.js';
import { sqliteMigrations } from '../shared/migrations/index.js';
import { type Connection, openDatabase, type SqliteDatabase } from './open-database.js';
import { sqliteRecords } from './records.js';
import { BUSY_HANDLER_MS, type SqliteCounters, WriteQueue } from './write-queue.js';

export interface SqliteOptions {
  /** What precedes the names of our tables, so that they stand beside the host's. Default `farebox_`. */
  readonly prefix?: string | undefined;
  /** The time in milliseconds, in place of SQLite's own clock. For tests and simulated time. */
  readonly now?: (() => Instant) | undefined;
  /**
   * `FULL` (default): what was answered survives a power cut. `NORMAL`: about five times the writes, and a power cut - not
   * a crash of the process - may take the last moments with it. Applies to connections that sqlite() opens itself.
   */
  readonly synchronous?: 'FULL' | 'NORMAL' | undefined;
  /** How long a write waits while other processes write, in milliseconds. Default 10,000. */
  readonly busyTimeoutMs?: number | undefined;
  /** Families of the host's own, whose tables are made at start. */
  readonly families?: readonly Family[] | undefined;
}

export type SqliteStore = Store<SqliteDatabase> & {
  /** Makes or upgrades the tables; the first call of any other function does it too. */
  migrate(): Promise<void>;
  /** Waits for what is queued; closes the file if sqlite() opened it. */
  close(): Promise<void>;
  with(database: SqliteDatabase): Store<NoTransactions>;
  /** What this process has done so far: jobs, transactions, how many of those waited for other processes. */
  readonly counters: Readonly<SqliteCounters>;
};

/**
 * A store in one SQLite file: the host's own, beside the host's tables, or one of its own. Any number of processes may
 * share it. Nothing is opened before the first call.
 */
export function sqlite(source: string | SqliteDatabase, options: SqliteOptions = {}): SqliteStore {
  const prefix = assertIdentifier(options.prefix ?? 'farebox_', 'The prefix of the Farebox tables');
  const names = sqliteNames(prefix);
  const hostFamilies = options.families ?? [];
  const tableOf = tableCache([...allFamilies, ...hostFamilies], names.table);
  const ledger = ledgerStatements(tableOf, names);
  const busyTimeoutMs = options.busyTimeoutMs ?? 10_000;
  const benchOf = (driver: SqliteDriver): Workbench => ({ driver, ledger, records: sqliteRecords(driver, tableOf) });

  let connection: Connection | null = null;
  let opening: Promise<Workbench> | null = null;
  let closed = false;
  async function open(): Promise<Workbench> {
    if (closed) throw new Error('This SQLite store is closed.');
    connection ??= openDatabase(source);
    const { driver, own } = connection;
    const whileFree = (work: () => void): Promise<void> => retryWhileBusy(work, isBusy, busyTimeoutMs);
    await whileFree(() => {
      driver.exec(`pragma busy_timeout = ${BUSY_HANDLER_MS}`);
      if (driver.inTransaction) return;
      driver.exec('pragma journal_mode = wal');
      if (own) driver.exec(`pragma synchronous = ${options.synchronous ?? 'FULL'}`);
    });
    await whileFree(() => migrateSqlite(driver, prefix, sqliteMigrations, hostFamilies));
    return benchOf(driver);
  }
  // A start that failed (disk full, a file that is no database) is tried again by the next call.
  const bench = (): Promise<Workbench> => {
    opening ??= open().catch((error: unknown) => {
      opening = null;
      throw error;
    });
    return opening;
  };
  const queue = new WriteQueue(async () => (await bench()).driver, { busyTimeoutMs, batch: 256 });
  const clock = (driver: SqliteDriver, given?: Instant): Instant => given ?? options.now?.() ?? databaseNow(driver);

  return {
    ...operations({
      bench,
      clock,
      write: async (work) => {
        const ready = await bench();
        return queue.add(() => work(ready));
      },
    }),
    counters: queue.counters,
    async migrate() {
      await bench();
    },
    with(database) {
      const joined = benchOf(openDatabase(database).driver);
      return operations({
        bench: () => Promise.resolve(joined),
        clock,
        write: (work) => Promise.resolve().then(() => allOrNothing(insideTransaction(joined), work)),
      });
    },
    async close() {
      await queue.idle();
      closed = true;
      if (connection?.own) connection.driver.close();
    },
  };
}

/** How the store's functions reach the file: their own connection and queue, or the caller's transaction. */
interface Access {
  readonly bench: () => Promise<Workbench>;
  readonly clock: (driver: SqliteDriver, given?: Instant) => Instant;
  readonly write: <T>(work: (bench: Workbench) => T) => Promise<T>;
}

function operations({ bench, clock, write }: Access): Store<NoTransactions> {
  return {
    specificationVersion: 1,
    async commit(unit: Unit): Promise<UnitResult> {
      assertUnit(unit);
      return write((ready) => applyUnit(ready, unit, clock(ready.driver, unit.now)));
    },
    async read(
      account: AccountId,
      needs?: Needs,
      given?: Instant,
    ): Promise<{ readonly slice: Slice; readonly now: Instant }> {
      const { driver, ledger } = await bench();
      return asOfOneMoment(driver, () => {
        const now = clock(driver, given);
        return {
          slice: readable(loadSlice(driver, ledger, account, needs ?? { keys: [], references: [] }, now), account, now),
          now,
        };
      });
    },
    async find<F extends Family>(family: F, key: KeyValues): Promise<Versioned<RowOf<F>> | null> {
      return (await bench()).records.find(family, key);
    },
    async list<F extends Family>(family: F, prefix: KeyValues, options: ListOptions): Promise<Page<RowOf<F>>> {
      return (await bench()).records.list(family, prefix, options);
    },
    insertIfAbsent: <F extends Family>(family: F, row: RowOf<F>) =>
      write(({ records }) => {
        const version = records.insert(family, row as Row);
        if (version !== null) return { inserted: true as const, version };
        const existing = records.holder(family, row);
        if (!existing) throw new Error(`A row of "${family.name}" was refused, and no row holds its keys.`);
        return { inserted: false as const, existing };
      }),
    compareAndSet: <F extends Family>(family: F, row: RowOf<F>, ifVersion: string) =>
      write(({ records }) => records.update(family, row as Row, ifVersion)),
    remove: (family, key, ifVersion) => write(({ records }) => records.remove(family, key, ifVersion)),
    archive: (checkpoint, after) => write((ready) => moveToArchive(ready, checkpoint, after)),
    claimWithLease: (family, { limit, leaseSeconds, now }) =>
      write(({ driver, records }) => records.claim(family, limit, clock(driver, now), leaseSeconds * 1000)),
    async scan(options) {
      const { driver, ledger } = await bench();
      const { text, values } = scanStatement(ledger.tables.accounts, options);
      return toAccountPage(options.limit, driver.all(text, values));
    },
  };
}

function databaseNow(driver: SqliteDriver): Instant {
  return driver.get(`select ${CLOCK}`, [])?.[0] as Instant;
}

function insideTransaction(bench: Workbench): Workbench {
  if (bench.driver.inTransaction) return bench;
  throw new Error(
    'farebox.with(database) needs a transaction that you have begun on that connection; this one has none.',
  );
}

/** In the caller's transaction a unit that throws half-way must leave nothing, and the transaction must stay usable. */
function allOrNothing<T>(bench: Workbench, work: (bench: Workbench) => T): T {
  const { driver } = bench;
  driver.run('savepoint farebox_joined', []);
  try {
    const result = work(bench);
    driver.run('release farebox_joined', []);
    return result;
  } catch (error) {
    driver.run('rollback to farebox_joined', []);
    driver.run('release farebox_joined', []);
    throw error;
  }
}

/** Several reads see one state, also while other processes write. */
function asOfOneMoment<T>(driver: SqliteDriver, work: () => T): T {
  if (driver.inTransaction) return work();
  driver.exec('begin');
  try {
    return work();
  } finally {
    driver.exec('commit');
  }
}
