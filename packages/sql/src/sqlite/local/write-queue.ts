import { retryWhileBusy } from '../shared/retry-while-busy.js';
import { isBusy, type SqliteDriver } from './driver.js';

interface Job {
  readonly work: () => unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

export interface WriteQueueOptions {
  /** How long other processes may keep the file to themselves before a write gives up. */
  readonly busyTimeoutMs: number;
  readonly batch: number;
}

/** What this process has done so far. */
export interface SqliteCounters {
  jobs: number;
  transactions: number;
  /** Transactions that other processes kept waiting. */
  waited: number;
  /** Jobs of those transactions. */
  jobsWaited: number;
}

/**
 * Everything that this process writes, one transaction at a time. What the event loop brings in during one turn goes into
 * one transaction (one flush to disk); nobody waits for a timer. A job that throws is undone alone.
 */
export class WriteQueue {
  readonly counters: SqliteCounters = { jobs: 0, transactions: 0, waited: 0, jobsWaited: 0 };
  readonly #jobs: Job[] = [];
  #running = false;

  constructor(
    private readonly driver: () => Promise<SqliteDriver>,
    private readonly options: WriteQueueOptions,
  ) {}

  add<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#jobs.push({ work, resolve, reject });
      if (!this.#running) {
        this.#running = true;
        atTheEndOfThisTurn(() => void this.#drain());
      }
    });
  }

  /** Resolves when nothing is queued. */
  async idle(): Promise<void> {
    while (this.#running) await this.add(() => undefined);
  }

  async #drain(): Promise<void> {
    while (this.#jobs.length > 0) {
      const batch = this.#jobs.splice(0, this.options.batch);
      try {
        const driver = await this.driver();
        const asked = performance.now();
        let begun = asked;
        const outcomes = await retryWhileBusy(
          () => runTogether(driver, batch, () => (begun = performance.now())),
          isBusy,
          this.options.busyTimeoutMs,
        );
        this.counters.jobs += batch.length;
        this.counters.transactions++;
        // The lock of a file that nobody else writes to is had in microseconds.
        if (begun - asked > 1) {
          this.counters.waited++;
          this.counters.jobsWaited += batch.length;
        }
        batch.forEach((job, index) => {
          const outcome = outcomes[index] as Outcome;
          if ('error' in outcome) job.reject(outcome.error);
          else job.resolve(outcome.value as never);
        });
      } catch (error) {
        for (const job of batch) job.reject(error);
      }
      // Callers that were just answered get to ask again before the next transaction is closed over.
      if (this.#jobs.length > 0) await new Promise<void>((resolve) => atTheEndOfThisTurn(resolve));
    }
    this.#running = false;
  }
}

type Outcome = { readonly value: unknown } | { readonly error: unknown };

function runTogether(driver: SqliteDriver, batch: readonly Job[], begun: () => unknown): Outcome[] {
  assertFree(driver);
  return driver.transaction(() => {
    begun();
    // Alone, a job that throws takes nothing with it but its own transaction.
    const [only] = batch;
    if (only && batch.length === 1) return [{ value: only.work() }];
    return batch.map((job): Outcome => {
      driver.run('savepoint farebox_job', []);
      try {
        const value = job.work();
        driver.run('release farebox_job', []);
        return { value };
      } catch (error) {
        // Busy or out of disk: SQLite may have ended the transaction, and the whole batch runs again or fails as one.
        if (isBusy(error) || !driver.inTransaction) throw error;
        driver.run('rollback to farebox_job', []);
        driver.run('release farebox_job', []);
        return { error };
      }
    });
  });
}

/** A host that awaits something between its own BEGIN and COMMIT would otherwise carry our rows into its transaction. */
function assertFree(driver: SqliteDriver): void {
  if (driver.inTransaction) {
    throw new Error(
      'The database connection given to sqlite() is inside a transaction of yours. Give sqlite() the path of the file, so that it has a connection of its own, or use farebox.with(database) to take part in the transaction.',
    );
  }
}

/** How long one attempt blocks inside SQLite, and with it the event loop; the rest is waited outside. */
export const BUSY_HANDLER_MS = 100;

const immediate = (globalThis as { setImmediate?: (work: () => void) => unknown }).setImmediate;
function atTheEndOfThisTurn(work: () => void): void {
  if (immediate) immediate(work);
  else queueMicrotask(work);
}
