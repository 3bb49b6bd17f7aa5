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
import { assertUpToDate } from '../schema/migration.js';
import { allFamilies } from '../schema/all-families.js';
import { assertIdentifier } from '../schema/naming.js';
import { encodeRow } from '../schema/codec.js';
import { ledgerTables } from '../schema/ledger-tables.js';
import { tableCache } from '../schema/table.js';
import { CommitQueue } from './commit-queue.js';
import { commitLanes, type PostgresCounters } from './commit-lanes.js';
import { postgresDialect, postgresTableName, readColumnIn } from './dialect.js';
import { isOutcomeUnknown, isRetryable, type PostgresQueryable, sqlState, type StatementName } from './driver.js';
import { type PostgresSource, type PostgresTransaction, toDriver, toQueryable } from './drivers/index.js';
import { type Ledger, Refused, unitInTransaction } from './general-path.js';
import { archiveStatements, loadStatement } from './ledger-statements.js';
import { loadSlices } from './load-slices.js';
import { migratePostgres, raiseOldestReader, schemaRow } from './migrate.js';
import { postgresMigrations } from './migrations/index.js';
import { type AskedAccount, type ReadAccount, readAccounts, readStatement } from './read-accounts.js';
import { ReadQueue } from './read-queue.js';
import { isTaken, PostgresRecords } from './records.js';
import { TableSizes } from './table-sizes.js';
import { DraftWriter } from './draft-writer.js';

export interface PostgresOptions {
  /** The schema of our tables. Default `farebox`. */
  readonly schema?: string | undefined;
  /** The time in milliseconds, in place of PostgreSQL's own clock. For tests and simulated time. */
  readonly now?: (() => Instant) | undefined;
  /** `false` behind a PgBouncer in transaction mode that knows no named statements (before 1.21). Default `true`. */
  readonly preparedStatements?: boolean | undefined;
  /**
   * `false`: every unit goes through `decide`; `batches`: a lone caller's by the statement for many. The results are the same;
   * the conformance kit compares them. Default `true`.
   */
  readonly fastPath?: boolean | 'batches' | undefined;
  /** How long a unit waits for an account that somebody else has locked, in milliseconds. Default 10,000. */
  readonly patienceMs?: number | undefined;
  /** Families of the host's own; `migrate()` makes their tables. */
  readonly families?: readonly Family[] | undefined;
  /** The role that the app runs under, where it is not the one that migrates: `migrate()` grants it what it needs. */
  readonly appRole?: string | undefined;
}

export type PostgresStore = Store<PostgresTransaction> & {
  /** Makes or upgrades the tables. An explicit call: the app's own role need not be able to make it. */
  migrate(): Promise<void>;
  /** Waits for what is queued. The pool is the host's and stays open. */
  close(): Promise<void>;
  with(tx: PostgresTransaction): Store<NoTransactions>;
  /** What this process has done so far: requests by path, statements, retries. */
  readonly counters: PostgresCounters;
};

/** A store in the host's PostgreSQL, in a schema of its own. Any number of processes may share it. */
export function postgres(source: PostgresSource, options: PostgresOptions = {}): PostgresStore {
  const schema = assertIdentifier(options.schema ?? 'farebox', 'The schema of the Farebox tables');
  const plain = toDriver(source);
  const prepared = options.preparedStatements ?? true;
  const sizes = new TableSizes(plain, schema);
  const driver = sizes.watched();
  const nameOf: StatementName = (verb, family) =>
    prepared ? `${schema}_${verb}_${sizes.generation(family)}` : undefined;
  const hostFamilies = options.families ?? [];
  const tableOf = tableCache([...allFamilies, ...hostFamilies], postgresTableName(schema), readColumnIn(schema));
  const tables = ledgerTables(tableOf);
  const records = new PostgresRecords(tableOf, nameOf);
  const ledger: Ledger = {
    tables,
    loadText: loadStatement(tables),
    drafts: new DraftWriter(tables, nameOf),
    records,
    nameOf,
    now: options.now,
  };
  const counters: PostgresCounters = { fast: 0, general: 0, statements: 0, retries: 0, contended: 0, waited: 0 };
  const fastPath = options.fastPath ?? true;
  const patienceMs = options.patienceMs ?? 10_000;
  const lanes = commitLanes({
    driver,
    ledger,
    counters,
    patienceMs,
    alwaysInBatches: fastPath === 'batches',
  });
  const queue = new CommitQueue(lanes);

  let ready: Promise<void> | null = null;
  // Asked once per process; a database that was not there yet is asked again.
  const checked = (): Promise<void> => {
    ready ??= schemaRow(driver, schema)
      .then((found) => {
        assertUpToDate(
          found,
          postgresMigrations,
          'Call store.migrate() once when you deploy, under a role that may create tables.',
        );
        // Where this fails, the first statement that is slow asks again.
        return prepared ? sizes.look().catch(() => undefined) : undefined;
      })
      .catch((error: unknown) => {
        ready = null;
        throw error;
      });
    return ready;
  };
  const readText = readStatement(tables);
  const reads = new ReadQueue((asked) => readAccounts(driver, tables, readText, asked, nameOf('read')));
  const access: Access = {
    ledger,
    figures: async (asked) => {
      await checked();
      return reads.add(asked);
    },
    database: async () => {
      await checked();
      return driver;
    },
    again: retryWhereSafe,
    commit: async (unit) => {
      await checked();
      return queue.add(unit, !fastPath);
    },
  };
  const archiving = archiveStatements(tables);
  return {
    ...operations(access),
    counters,
    patienceMs,
    async archive(checkpoint, after) {
      await checked();
      return retryWhereSafe(() =>
        driver.transaction(async (tx) => {
          const values = encodeRow(tables.checkpoints, checkpoint as unknown as Row, postgresDialect);
          const written = await tx.query(archiving.guard, [...values, after]);
          if (written.length === 0) return false;
          for (const text of archiving.moves) await tx.query(text, [checkpoint.account, after, checkpoint.seq]);
          await tx.query(raiseOldestReader(schema), []);
          return true;
        }),
      );
    },
    migrate: async () => {
      await migratePostgres(driver, { schema, migrations: postgresMigrations, hostFamilies, appRole: options.appRole });
      ready = null;
    },
    with(tx) {
      const joined = toQueryable(tx);
      return operations({
        ledger,
        figures: async (asked) => {
          const [found] = await readAccounts(joined, tables, readText, [asked], nameOf('read'));
          if (!found) throw new Error(`The database did not answer for account ${asked.account}.`);
          return found;
        },
        database: () => Promise.resolve(joined),
        again: (work) => work(),
        commit: (unit) => insideTransaction(joined, ledger, unit),
      });
    },
    close: () => queue.idle(),
  };
}

/** How the store's functions reach the database: the pool and its queue, or the caller's transaction. */
interface Access {
  readonly ledger: Ledger;
  readonly database: () => Promise<PostgresQueryable>;
  readonly commit: (unit: Unit) => Promise<UnitResult>;
  /** An account with its live grants and schedules, where nothing is due. */
  readonly figures: (asked: AskedAccount) => Promise<ReadAccount>;
  /** Tries again what failed for reasons of the moment; inside the caller's transaction nothing can be. */
  readonly again: <T>(work: () => Promise<T>) => Promise<T>;
}

function operations({ ledger, database, commit, figures, again }: Access): Store<NoTransactions> {
  const { records, tables } = ledger;
  return {
    specificationVersion: 1,
    async commit(unit) {
      assertUnit(unit);
      return commit(unit);
    },
    async read(
      account: AccountId,
      needs: Needs = { keys: [], references: [] },
      given?: Instant,
    ): Promise<{ readonly slice: Slice; readonly now: Instant }> {
      const now = given ?? ledger.now?.();
      if (needs.keys.length === 0 && needs.references.length === 0) {
        const found = await figures({ account, now, grants: needs.grants ?? true });
        if (!found.isDue) return { slice: readable(found.slice, account, found.now), now: found.now };
      }
      const asked = [{ account, needs, now }];
      const loaded = await loadSlices(await database(), tables, ledger.loadText, asked, ledger.nameOf('load'));
      const found = loaded.get(account);
      if (!found) throw new Error(`The database did not answer for account ${account}.`);
      return { slice: readable(found.slice, account, found.now), now: found.now };
    },
    async find<F extends Family>(family: F, key: KeyValues): Promise<Versioned<RowOf<F>> | null> {
      return records.find(await database(), family, key);
    },
    async list<F extends Family>(family: F, prefix: KeyValues, options: ListOptions): Promise<Page<RowOf<F>>> {
      return records.list(await database(), family, prefix, options);
    },
    async insertIfAbsent<F extends Family>(family: F, row: RowOf<F>) {
      const connection = await database();
      // Not there and yet taken: the holder was another transaction's that has not ended well. It is gone by the next try.
      for (let attempt = 0; attempt < 5; attempt++) {
        const version = await again(() => records.insert(connection, family, row as Row));
        if (version !== null) return { inserted: true as const, version };
        const existing = await records.holder(connection, family, row);
        if (existing) return { inserted: false as const, existing };
      }
      throw new Error(`A row of "${family.name}" was refused, and no row holds its keys.`);
    },
    async compareAndSet<F extends Family>(family: F, row: RowOf<F>, ifVersion: string): Promise<string | null> {
      const connection = await database();
      try {
        return await again(() => records.update(connection, family, row as Row, ifVersion));
      } catch (error) {
        if (isTaken(error)) return null;
        throw error;
      }
    },
    async remove(family, key, ifVersion) {
      const connection = await database();
      return again(() => records.remove(connection, family, key, ifVersion));
    },
    async claimWithLease(family, claim) {
      const connection = await database();
      return again(() => records.claim(connection, family, { ...claim, now: claim.now ?? ledger.now?.() }));
    },
    async scan({ limit, cursor, dueBefore }) {
      const due = dueBefore === undefined ? '' : ` and "settle_at" <= to_timestamp($3::bigint / 1000.0)`;
      const found = await (await database()).query(
        `select "account" from ${tables.accounts.name} where "account" > $1::bigint${due} order by "account" limit $2::int`,
        [cursor ?? '-9223372036854775808', limit + 1, ...(dueBefore === undefined ? [] : [dueBefore])],
      );
      const accounts = found.slice(0, limit).map((row) => Number(row[0]));
      return { accounts, cursor: found.length > limit ? String(accounts.at(-1)) : null };
    },
  };
}

/** In the caller's transaction: nothing is coalesced, locks are waited for, and a refused unit leaves the transaction usable. */
async function insideTransaction(tx: PostgresQueryable, ledger: Ledger, unit: Unit): Promise<UnitResult> {
  await tx.query('savepoint farebox_unit', []);
  try {
    const result = await unitInTransaction(tx, ledger, unit, true);
    await tx.query('release savepoint farebox_unit', []);
    return result;
  } catch (error) {
    await tx.query('rollback to savepoint farebox_unit', []);
    await tx.query('release savepoint farebox_unit', []);
    if (error instanceof Refused) return error.result;
    throw error;
  }
}

/** Guarded single statements: a failure of the moment (serialisation, deadlock) wrote nothing and is tried again. */
async function retryWhereSafe<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const state = sqlState(error);
      if (attempt >= 10 || state === '23505' || !isRetryable(state) || isOutcomeUnknown(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, (1 + attempt * 2) * (0.5 + Math.random())));
    }
  }
}
