export type { RemoteCounters as LibsqlCounters } from '../remote-store.js';
export type { LibsqlClient, LibsqlResult, LibsqlStatement, LibsqlTransaction } from './libsql-connection.js';
export { libsql, type LibsqlOptions, type LibsqlStore } from './libsql-store.js';
