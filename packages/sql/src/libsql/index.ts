export type { GuardedCounters } from '../guarded/guarded-store.js';
export type { LibsqlClient, LibsqlResult, LibsqlStatement, LibsqlTransaction } from './libsql-connection.js';
export { libsql, type LibsqlOptions, type LibsqlStore } from './libsql-store.js';
