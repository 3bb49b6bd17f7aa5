import { createFarebox } from '@farebox/core';
import { sqlite } from '@farebox/sql/sqlite';
import { catalog } from './catalog.js';
import type { AppClock } from './clock.js';
import type { HostDatabase } from '../host/database.js';

/**
 * The engine over the host's own connection: Farebox's tables stand beside the host's. Keys and addresses come from the
 * environment; the same code talks to Stripe and to the simulator.
 *
 * @param clock the simulator's while STRIPE_API_BASE is set; otherwise the database tells the time.
 * @throws InvalidSettingsError with a sentence for each setting that is malformed or mixed up
 */
export const openFarebox = (database: HostDatabase, clock: AppClock | undefined) =>
  createFarebox({ catalog, store: sqlite(database), clock });

export type Farebox = ReturnType<typeof openFarebox>;
