export type { RemoteCounters as D1Counters } from '../remote-store.js';
export type { D1Database, D1Statement } from './d1-connection.js';
export { d1, d1Migration, type D1MigrationOptions, type D1Options, type D1Store } from './d1-store.js';
