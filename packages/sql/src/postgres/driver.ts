/**
 * Under which name a statement may be prepared; undefined = none may. It carries the schema, so that two stores on one pool
 * never prepare different statements under one name, and how far its tables have grown (table-sizes.ts): those of the ledger,
 * or the one of `family`.
 */
export type StatementName = (verb: string, family?: string) => string | undefined;

/** What the store needs of a PostgreSQL library. Rows are arrays in the order of the select list. */
export interface PostgresQueryable {
  /** `name`: the statement may be prepared under it; absent, it must not be. */
  query(text: string, values: readonly unknown[], name?: string): Promise<readonly (readonly unknown[])[]>;
}
export interface PostgresDriver extends PostgresQueryable {
  /** One connection from BEGIN to COMMIT; rolls back and gives the connection back however `work` ends. */
  transaction<T>(work: (tx: PostgresQueryable) => Promise<T>): Promise<T>;
}

/** SQLSTATE of an error, whichever library threw it. Prisma's own codes (P2010) look like one, and are none. */
export function sqlState(error: unknown): string | null {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 4; cause = cause.cause, depth++) {
    const { code } = cause as Error & { code?: unknown };
    if (typeof code === 'string' && /^(?!P[1-9])[0-9A-Z]{5}$/.test(code)) return code;
  }
  return null;
}

/**
 * Nothing was written and another try may succeed: serialisation failures, deadlocks, a CHECK that met a stale version of a
 * row, a key that a replay took meanwhile, a lock that was not free.
 */
export const isRetryable = (state: string | null): boolean =>
  state === '40001' || state === '40P01' || state === '23514' || state === '23505' || state === '55P03';

/** The server refused the statement as it stands: sent again alone, only the request that caused it fails. */
export const isRefusal = (state: string | null): boolean => state !== null && /^(22|23|42|54)/.test(state);

/**
 * The connection died while the statement was on its way: it may have been committed. The same keys are sent again and
 * meet their own replay.
 */
export function isOutcomeUnknown(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== null)
    return state.startsWith('08') || state === '40003' || state === '57P01' || state === '57P02' || state === '57P03';
  if (!(error instanceof Error)) return false;
  const { code } = error as Error & { code?: unknown };
  const codes = [
    'ECONNRESET',
    'ECONNREFUSED',
    'EPIPE',
    'ETIMEDOUT',
    'CONNECTION_CLOSED',
    'CONNECTION_ENDED',
    'CONNECTION_DESTROYED',
    'CONNECT_TIMEOUT',
  ];
  return (
    (typeof code === 'string' && codes.includes(code)) ||
    /Connection terminated|not queryable|Client was closed|connection timeout|timeout exceeded when trying to connect/i.test(
      error.message,
    )
  );
}
