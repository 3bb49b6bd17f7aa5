/** What the store needs of a SQLite library: synchronous, one connection, rows as arrays in the order of the select list. */
export interface SqliteDriver {
  /** Answers how many rows changed. */
  run(text: string, values: readonly unknown[]): number;
  get(text: string, values: readonly unknown[]): readonly unknown[] | undefined;
  all(text: string, values: readonly unknown[]): readonly (readonly unknown[])[];
  /** Statements without values; several at once are allowed. */
  exec(text: string): void;
  /** Whether somebody has begun a transaction on this connection. */
  readonly inTransaction: boolean;
  /** Runs `work` between BEGIN IMMEDIATE and COMMIT. A deferred transaction that reads first would fail at once when another process writes. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/** Two of the shapes that SQLite's "somebody else is writing" takes: the library's code, or SQLite's number. */
export function isBusy(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, errcode } = error as Error & { code?: unknown; errcode?: unknown };
  if (typeof code === 'string' && (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'))) return true;
  return typeof errcode === 'number' && ((errcode & 0xff) === 5 || (errcode & 0xff) === 6);
}

/** A unique key or primary key was taken. */
export function isUniqueViolation(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, errcode } = error as Error & { code?: unknown; errcode?: unknown };
  if (code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY') return true;
  return errcode === 2067 || errcode === 1555;
}

/** BEGIN IMMEDIATE … COMMIT by statements, for every library the same. */
export function immediate<T>(exec: (text: string) => void, work: () => T): T {
  exec('begin immediate');
  let result: T;
  try {
    result = work();
    exec('commit');
  } catch (error) {
    try {
      exec('rollback');
    } catch {
      // SQLite has rolled back by itself (disk full, I/O error): the first error is the one that tells.
    }
    throw error;
  }
  return result;
}
