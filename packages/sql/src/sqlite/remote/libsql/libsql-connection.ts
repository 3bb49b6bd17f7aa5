import type { Statement } from '../../../schema/statement.js';
import { retryWhileBusy } from '../../shared/retry-while-busy.js';
import type { RemoteConnection, Values } from '../connection.js';

/** The part of @libsql/client that is used, so that its types are no dependency of ours. */
export interface LibsqlStatement {
  sql: string;
  args: (string | number | null)[];
}
export interface LibsqlResult {
  readonly rows: readonly { readonly [index: number]: unknown; readonly length: number }[];
}
export interface LibsqlClient {
  readonly protocol: string;
  execute(statement: LibsqlStatement): Promise<LibsqlResult>;
  batch(statements: LibsqlStatement[], mode: 'write'): Promise<readonly LibsqlResult[]>;
  transaction(mode: 'deferred'): Promise<LibsqlTransaction>;
}
/** What `client.transaction('write')` gives. */
export interface LibsqlTransaction {
  readonly closed: boolean;
  execute(statement: LibsqlStatement): Promise<LibsqlResult>;
  executeMultiple(text: string): Promise<void>;
  commit(): Promise<void>;
  close(): void;
}

const toStatement = ({ text, values }: Statement): LibsqlStatement => ({
  sql: text,
  args: values as (string | number | null)[],
});
const toRows = ({ rows }: LibsqlResult): readonly Values[] => rows.map((row) => Array.from(row as ArrayLike<unknown>));

/**
 * A server's batch is one request, and the server makes writers wait. In memory and in a replica there is one connection:
 * nobody writes beside it, but a transaction of the host may be holding it.
 */
export function libsqlConnection(client: LibsqlClient, busyTimeoutMs: number): RemoteConnection {
  return {
    query: (statement) =>
      retryWhileBusy(async () => toRows(await client.execute(toStatement(statement))), isBusy, busyTimeoutMs),
    batch: (statements) =>
      retryWhileBusy(
        async () => (await client.batch(statements.map(toStatement), 'write')).map(toRows),
        isBusy,
        busyTimeoutMs,
      ),
  };
}

/**
 * A file that others write to as well. `client.batch` will not do: when its BEGIN IMMEDIATE meets a lock, the library leaves
 * that statement open, and no transaction of the connection can commit ("SQL statements in progress") until the garbage
 * collector has been there (seen with @libsql/client 0.18.0). Scripts are closed whatever happens, so a script takes the lock.
 */
export function libsqlFileConnection(client: LibsqlClient, busyTimeoutMs: number): RemoteConnection {
  const inTurn = takingTurns();
  const locked = (): Promise<LibsqlTransaction> =>
    retryWhileBusy(
      async () => {
        const tx = await client.transaction('deferred');
        try {
          await tx.executeMultiple('commit; begin immediate');
          return tx;
        } catch (error) {
          tx.close();
          throw error;
        }
      },
      isBusy,
      busyTimeoutMs,
    );
  return {
    query: (statement) =>
      retryWhileBusy(async () => toRows(await client.execute(toStatement(statement))), isBusy, busyTimeoutMs),
    batch: (statements) =>
      inTurn(async () => {
        const tx = await locked();
        try {
          const results: (readonly Values[])[] = [];
          for (const statement of statements) results.push(toRows(await tx.execute(toStatement(statement))));
          await tx.commit();
          return results;
        } finally {
          // Rolls back what has not been committed.
          tx.close();
        }
      }),
  };
}

/** In the caller's transaction a batch is a savepoint: one that fails is undone alone, and the transaction stays usable. */
export function libsqlTransactionConnection(tx: LibsqlTransaction): RemoteConnection {
  const inTurn = takingTurns();
  const run = async (statement: Statement): Promise<readonly Values[]> =>
    toRows(await tx.execute(toStatement(statement)));
  async function batch(statements: readonly Statement[]): Promise<readonly (readonly Values[])[]> {
    await tx.executeMultiple('savepoint farebox_unit');
    try {
      const results: (readonly Values[])[] = [];
      for (const statement of statements) results.push(await run(statement));
      await tx.executeMultiple('release farebox_unit');
      return results;
    } catch (error) {
      await tx.executeMultiple('rollback to farebox_unit; release farebox_unit');
      throw error;
    }
  }
  return {
    query: (statement) => inTurn(() => run(statement)),
    batch: (statements) => inTurn(() => batch(statements)),
  };
}

/** Is there one connection only? Then an open transaction keeps everybody else out, and the client says so. */
export async function hasOneConnection(client: LibsqlClient): Promise<boolean> {
  let tx: LibsqlTransaction | null = null;
  try {
    tx = await client.transaction('deferred');
    await client.execute({ sql: 'select 1', args: [] });
    return false;
  } catch (error) {
    if (codeOf(error) === HELD) return true;
    throw error;
  } finally {
    tx?.close();
  }
}

function takingTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error ? (error as Error & { readonly code?: unknown }).code : undefined;

/** The client's own word for "a transaction has the only connection". */
const HELD = 'TRANSACTION_ACTIVE';
const BUSY: ReadonlySet<unknown> = new Set(['SQLITE_BUSY', 'SQLITE_LOCKED', HELD]);
const isBusy = (error: unknown): boolean => BUSY.has(codeOf(error));
