import type { GuardedConnection, Statement, Values } from '../guarded/connection.js';

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
}
/** What `client.transaction('write')` gives. */
export interface LibsqlTransaction {
  readonly closed: boolean;
  execute(statement: LibsqlStatement): Promise<LibsqlResult>;
}

const toStatement = (text: string, values: readonly unknown[]): LibsqlStatement => ({
  sql: text,
  args: values as (string | number | null)[],
});
const toRows = ({ rows }: LibsqlResult): readonly Values[] => rows.map((row) => Array.from(row as ArrayLike<unknown>));

/** Single statements, and batches between BEGIN IMMEDIATE and COMMIT; both wait their turn while others write. */
export function libsqlConnection(client: LibsqlClient, busyTimeoutMs: number): GuardedConnection {
  return {
    query: (text, values) =>
      retryWhileBusy(async () => toRows(await client.execute(toStatement(text, values))), busyTimeoutMs),
    batch: (statements) =>
      retryWhileBusy(
        async () =>
          (
            await client.batch(
              statements.map(({ text, values }) => toStatement(text, values)),
              'write',
            )
          ).map(toRows),
        busyTimeoutMs,
      ),
  };
}

/** In the caller's transaction a batch is a savepoint: one that fails is undone alone, and the transaction stays usable. */
export function libsqlTransactionConnection(tx: LibsqlTransaction): GuardedConnection {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
  async function query(text: string, values: readonly unknown[]): Promise<readonly Values[]> {
    return toRows(await tx.execute(toStatement(text, values)));
  }
  async function batch(statements: readonly Statement[]): Promise<readonly (readonly Values[])[]> {
    await query('savepoint farebox_unit', []);
    try {
      const results: (readonly Values[])[] = [];
      for (const { text, values } of statements) results.push(await query(text, values));
      await query('release farebox_unit', []);
      return results;
    } catch (error) {
      await query('rollback to farebox_unit', []);
      await query('release farebox_unit', []);
      throw error;
    }
  }
  return {
    query: (text, values) => inTurn(() => query(text, values)),
    batch: (statements) => inTurn(() => batch(statements)),
  };
}

/** "Somebody else is writing": the statement has done nothing, so it may simply be sent again. */
function isBusy(error: unknown): boolean {
  const code = error instanceof Error ? (error as Error & { readonly code?: unknown }).code : undefined;
  return typeof code === 'string' && (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'));
}

async function retryWhileBusy<T>(work: () => Promise<T>, timeoutMs: number): Promise<T> {
  const until = performance.now() + timeoutMs;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isBusy(error) || performance.now() >= until) throw error;
      const pause = Math.min(1 + attempt * 2, 50) * (0.5 + Math.random());
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
