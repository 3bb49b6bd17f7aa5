import type { PostgresDriver, PostgresQueryable } from '../driver.js';
import { tellLostNames, tellLostNamesOf } from '../lost-names.js';
import { type DrizzleTransaction, drizzleQueryable, isDrizzle } from './drizzle.js';
import { isKysely, type KyselyDatabase, kyselyDriver, kyselyQueryable } from './kysely.js';
import { isPgPool, type PgClient, type PgPool, pgDriver, pgQueryable } from './pg.js';
import { isPGlite, type PGliteDatabase, type PGliteQueryable, pgliteDriver, pgliteQueryable } from './pglite.js';
import {
  isPostgresJs,
  type PostgresJs,
  type PostgresJsSql,
  postgresJsDriver,
  postgresJsQueryable,
} from './postgres-js.js';
import {
  isPrisma,
  isPrismaTransaction,
  type PrismaDatabase,
  type PrismaTransaction,
  prismaDriver,
  prismaQueryable,
} from './prisma.js';

/** What `postgres()` takes: a pool or client of a library that it knows, or the seam itself. */
export type PostgresSource = PgPool | PostgresJs | PGliteDatabase | KyselyDatabase | PrismaDatabase | PostgresDriver;
/** What `farebox.with(tx)` takes: the transaction of the library that is used elsewhere in the app. */
export type PostgresTransaction =
  | DrizzleTransaction
  | PgClient
  | PostgresJsSql
  | PGliteQueryable
  | KyselyDatabase
  | PrismaTransaction
  | PostgresQueryable;

export const toDriver = (source: PostgresSource): PostgresDriver => tellLostNamesOf(driverOf(source));
export const toQueryable = (tx: PostgresTransaction): PostgresQueryable => tellLostNames(queryableOf(tx));

function driverOf(source: PostgresSource): PostgresDriver {
  if (isPostgresJs(source)) return postgresJsDriver(source);
  if (isPGlite(source)) return pgliteDriver(source);
  if (isPgPool(source)) return pgDriver(source);
  if (isKysely(source)) return kyselyDriver(source);
  if (isPrisma(source)) return prismaDriver(source);
  if (typeof source === 'object' && source !== null && 'query' in source && 'transaction' in source) return source;
  throw new Error(
    'postgres() takes a pg Pool, a postgres.js client, a PGlite, a Kysely, a PrismaClient, or an object with query(text, values, name?) and transaction(work).',
  );
}

function queryableOf(tx: PostgresTransaction): PostgresQueryable {
  if (typeof tx === 'function' && 'unsafe' in tx) return postgresJsQueryable(tx);
  if (isKysely(tx)) return kyselyQueryable(tx);
  // Before the others, which ask for fields: a model of the host's may be called `session` or `connection`.
  if (isPrismaTransaction(tx)) return prismaQueryable(tx);
  if (isPrisma(tx))
    throw new Error(
      'farebox.with() takes the tx inside prisma.$transaction(async (tx) => …), not the PrismaClient itself.',
    );
  if (isDrizzle(tx)) return drizzleQueryable(tx);
  if (isPGliteTransaction(tx)) return pgliteQueryable(tx);
  if (isPgClient(tx)) return pgQueryable(tx);
  if (typeof tx === 'object' && tx !== null && 'query' in tx) return tx as PostgresQueryable;
  throw new Error(
    'farebox.with() takes the transaction of pg, postgres.js, PGlite, Kysely, Drizzle or Prisma, or an object with query(text, values, name?).',
  );
}

/** A pg client is an EventEmitter that is connected to somewhere. */
const isPgClient = (value: unknown): value is PgClient =>
  typeof value === 'object' && value !== null && 'query' in value && 'connection' in value;
const isPGliteTransaction = (value: unknown): value is PGliteQueryable =>
  typeof value === 'object' &&
  value !== null &&
  'query' in value &&
  'exec' in value &&
  ('rollback' in value || 'waitReady' in value);
