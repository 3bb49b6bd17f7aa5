import { type PostgresDriver, type PostgresQueryable, sqlState } from './driver.js';

/** A name that this connection prepared is unknown (26000), or one that it did not prepare is taken (42P05). */
export const isNameLost = (state: string | null): boolean => state === '26000' || state === '42P05';

/** What a pooler does to prepared names, told in a sentence wherever it is met: a read, a unit, a caller's transaction. */
export function tellLostNames(database: PostgresQueryable): PostgresQueryable {
  return {
    async query(text, values, name) {
      try {
        return await database.query(text, values, name);
      } catch (error) {
        if (!isNameLost(sqlState(error))) throw error;
        throw new Error(
          'A prepared statement was lost between two transactions, as behind PgBouncer in transaction mode. Pass { preparedStatements: false } to postgres().',
          { cause: error },
        );
      }
    },
  };
}

export const tellLostNamesOf = (driver: PostgresDriver): PostgresDriver => ({
  ...tellLostNames(driver),
  transaction: (work) => driver.transaction((tx) => work(tellLostNames(tx))),
});
