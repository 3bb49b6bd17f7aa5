import type pg from 'pg';
import type { PostgresDriver, PostgresQueryable } from '../src/postgres/driver.js';
import { pgDriver } from '../src/postgres/drivers/pg.js';

const GUARD = 'l.found = l.expected';

/** One write in so many goes unguarded: seldom enough that the ledger stays alive and the damage must be looked for. */
const EVERY = 5;

/**
 * pg without the guard of the general path: now and then a write overwrites whatever was committed since its read. For
 * proofs of the proofs alone. The entries' own keys would still refuse it; `unguardedSchema` takes them away.
 */
export function unguardedDriver(pool: pg.Pool): PostgresDriver {
  const driver = pgDriver(pool);
  let writes = 0;
  const broken = ({ query }: PostgresQueryable): PostgresQueryable => ({
    query: (text, values, name) => {
      if (!text.startsWith('with wanted') || ++writes % EVERY !== 0) return query(text, values, name);
      if (!text.includes(GUARD)) throw new Error(`The write has no guard "${GUARD}" to take away.`);
      return query(text.replace(GUARD, 'l."account" is not null'), values, name && `${name}_unguarded`);
    },
  });
  return { ...broken(driver), transaction: (work) => driver.transaction((tx) => work(broken(tx))) };
}

/** Two entries of one number, two grants of one source: what the guard prevents, the schema refuses a second time. */
export const unguardedSchema: readonly string[] = [
  'alter table farebox.entries drop constraint entries_pkey',
  'alter table farebox.entry_details drop constraint entry_details_pkey',
];
