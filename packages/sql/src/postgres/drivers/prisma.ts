import type { PostgresDriver, PostgresQueryable } from '../driver.js';

/** The part of a Prisma transaction that is used: the `tx` inside `prisma.$transaction(async (tx) => …)`. */
export interface PrismaTransaction {
  $queryRawUnsafe<T = unknown>(text: string, ...values: never[]): PromiseLike<T>;
  /** What a transaction lacks and the client has: outside of a transaction each statement would commit by itself. */
  readonly $connect?: undefined;
}
export interface PrismaDatabase {
  $queryRawUnsafe<T = unknown>(text: string, ...values: never[]): PromiseLike<T>;
  /** `(work, options)`; its overloads cannot be named here without its types. */
  $transaction(...args: never[]): Promise<unknown>;
  $connect(): Promise<void>;
}

const hasRawQueries = (value: unknown): value is object =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as { readonly $queryRawUnsafe?: unknown }).$queryRawUnsafe === 'function';
// Since Prisma 7 a transaction can hold another one: `$transaction` tells them apart no longer.
const canConnect = (value: object): boolean =>
  typeof (value as { readonly $connect?: unknown }).$connect === 'function';

export const isPrisma = (value: unknown): value is PrismaDatabase => hasRawQueries(value) && canConnect(value);
export const isPrismaTransaction = (value: unknown): value is PrismaTransaction =>
  hasRawQueries(value) && !canConnect(value);

export function prismaQueryable(prisma: PrismaTransaction | PrismaDatabase): PostgresQueryable {
  return {
    async query(text, values) {
      try {
        const rows = await prisma.$queryRawUnsafe<readonly object[]>(text, ...(values as never[]));
        // Prisma hands out objects; every select list of ours has distinct names, in their order.
        return rows.map((row) => Object.values(row));
      } catch (error) {
        throw withCause(error);
      }
    },
  };
}

/** A PrismaClient on PostgreSQL. It sends no statement names, so its statements are parsed each time: the pool is faster. */
export function prismaDriver(prisma: PrismaDatabase): PostgresDriver {
  return {
    ...prismaQueryable(prisma),
    transaction<T>(work: (tx: PostgresQueryable) => Promise<T>): Promise<T> {
      const inside = (tx: PrismaTransaction): Promise<T> => work(prismaQueryable(tx));
      // Ours wait for no lock, but a migration may take its time: Prisma's 5 seconds would undo it.
      const options = { isolationLevel: 'ReadCommitted', maxWait: 30_000, timeout: 600_000 };
      return prisma.$transaction(inside as never, options as never) as Promise<T>;
    },
  };
}

interface AdapterError {
  readonly originalCode?: unknown;
  readonly originalMessage?: unknown;
  readonly kind?: unknown;
}
const connectionLost: ReadonlySet<unknown> = new Set(['ConnectionClosed', 'DatabaseNotReachable', 'SocketTimeout']);

/**
 * Prisma's errors have codes of their own (P2010 for most); PostgreSQL's stands deep in `meta`. The host still gets Prisma's
 * error, with what PostgreSQL said as its cause.
 */
function withCause(error: unknown): unknown {
  if (!(error instanceof Error) || error.cause !== undefined) return error;
  const { meta } = error as Error & {
    readonly meta?: { readonly driverAdapterError?: { readonly cause?: AdapterError } };
  };
  const said = meta?.driverAdapterError?.cause;
  const code = connectionLost.has(said?.kind) ? '08006' : said?.originalCode;
  if (typeof code === 'string')
    error.cause = Object.assign(new Error(String(said?.originalMessage ?? said?.kind)), { code });
  return error;
}
