import type { PostgresDriver, PostgresQueryable } from '../driver.js';
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

/** What `postgres()` takes: a pool or client of a library that it knows, or the seam itself. */
export type PostgresSource = PgPool | PostgresJs | PGliteDatabase | KyselyDatabase | PostgresDriver;
/** What `farebox.with(tx)` takes: the transaction of the library that is used elsewhere in the app. */
export type PostgresTransaction =
  | DrizzleTransaction
  | PgClient
  | PostgresJsSql
  | PGliteQueryable
  | KyselyDatabase
  | PostgresQueryable;

export function toDriver(source: PostgresSource): PostgresDriver {
  if (isPostgresJs(source)) return postgresJsDriver(source);
  if (isPGlite(source)) return pgliteDriver(source);
  if (isPgPool(source)) return pgDriver(source);
  if (isKysely(source)) return kyselyDriver(source);
  if (typeof source === 'object' && source !== null && 'query' in source && 'transaction' in source) return source;
  throw new Error(
    'postgres() takes a pg Pool, a postgres.js client, a PGlite, a Kysely, or an object with query(text, values, name?) and transaction(work).',
  );
}

export function toQueryable(tx: PostgresTransaction): PostgresQueryable {
  if (typeof tx === 'function' && 'unsafe' in tx) return postgresJsQueryable(tx);
  if (isKysely(tx)) return kyselyQueryable(tx);
  if (isDrizzle(tx)) return drizzleQueryable(tx);
  if (isPGliteTransaction(tx)) return pgliteQueryable(tx);
  if (isPgClient(tx)) return pgQueryable(tx);
  if (typeof tx === 'object' && tx !== null && 'query' in tx) return tx as PostgresQueryable;
  throw new Error(
    'farebox.with() takes the transaction of pg, postgres.js, PGlite, Kysely or Drizzle, or an object with query(text, values, name?).',
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
