export type { PostgresCounters } from './commit-lanes.js';
export type { PostgresDriver, PostgresQueryable } from './driver.js';
export type { PostgresSource, PostgresTransaction } from './drivers/index.js';
export { type PostgresMigrationOptions, postgresMigration } from './migration-text.js';
export { type PostgresOptions, type PostgresStore, postgres } from './postgres-store.js';
