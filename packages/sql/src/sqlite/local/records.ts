import type {
  AccountWrite,
  Family,
  Instant,
  KeyValues,
  ListOptions,
  Page,
  Row,
  RowOf,
  Versioned,
} from '@farebox/core/store';
import { decodeVersioned } from '../../schema/codec.js';
import { listStatement, toPage } from '../../schema/list-query.js';
import type { Statement } from '../../schema/statement.js';
import type { Table } from '../../schema/table.js';
import { sqliteDialect } from '../shared/dialect.js';
import {
  claimStatements,
  findStatement,
  holderStatements,
  insertStatement,
  leased,
  removeStatement,
  updateStatement,
} from '../shared/record-statements.js';
import { isUniqueViolation, type SqliteDriver } from './driver.js';

/** The guarded functions over records, synchronous, on one connection. Whoever calls them has begun the transaction. */
export interface SqliteRecords {
  find<F extends Family>(family: F, key: KeyValues): Versioned<RowOf<F>> | null;
  list<F extends Family>(family: F, prefix: KeyValues, options: ListOptions): Page<RowOf<F>>;
  /** Null = the key or a unique key is taken. */
  insert(family: Family, row: Row): string | null;
  /** The row that holds the key or one of the unique keys of `row`. */
  holder<F extends Family>(family: F, row: RowOf<F>): Versioned<RowOf<F>> | null;
  /** Null = version moved, no such row, or a unique key is taken. */
  update(family: Family, row: Row, ifVersion: string): string | null;
  /** False = version moved, or no such row. */
  remove(family: Family, key: KeyValues, ifVersion: string): boolean;
  claim<F extends Family>(family: F, limit: number, now: Instant, leaseMs: number): readonly Versioned<RowOf<F>>[];
  write(write: AccountWrite): boolean;
}

export function sqliteRecords(driver: SqliteDriver, tableOf: (family: Family) => Table): SqliteRecords {
  const all = ({ text, values }: Statement): readonly (readonly unknown[])[] => driver.all(text, values);
  const first = (statement: Statement): readonly unknown[] | undefined => all(statement)[0];
  const decode = <F extends Family>(family: F, found: readonly unknown[]): Versioned<RowOf<F>> =>
    decodeVersioned<RowOf<F>>(tableOf(family), found, sqliteDialect);
  const versionIn = (found: readonly unknown[] | undefined): string | null => (found ? String(found[0]) : null);

  const insert = (family: Family, row: Row): string | null =>
    versionIn(first(insertStatement(tableOf(family), row, true)));

  function update(family: Family, row: Row, ifVersion: string): string | null {
    try {
      return versionIn(first(updateStatement(tableOf(family), row, ifVersion)));
    } catch (error) {
      // The statement alone is undone: another row holds one of the unique keys, and the guard is lost for good.
      if (isUniqueViolation(error)) return null;
      throw error;
    }
  }

  return {
    insert,
    update,
    find<F extends Family>(family: F, key: KeyValues): Versioned<RowOf<F>> | null {
      const found = first(findStatement(tableOf(family), key));
      return found ? decode(family, found) : null;
    },
    remove: (family, key, ifVersion) => first(removeStatement(tableOf(family), key, ifVersion)) !== undefined,
    list<F extends Family>(family: F, prefix: KeyValues, options: ListOptions): Page<RowOf<F>> {
      const table = tableOf(family);
      return toPage(table, prefix, options, all(listStatement(table, prefix, options, sqliteDialect)), sqliteDialect);
    },
    holder<F extends Family>(family: F, row: RowOf<F>): Versioned<RowOf<F>> | null {
      for (const statement of holderStatements(tableOf(family), row as Row)) {
        const found = first(statement);
        if (found) return decode(family, found);
      }
      return null;
    },
    claim<F extends Family>(family: F, limit: number, now: Instant, leaseMs: number): readonly Versioned<RowOf<F>>[] {
      const table = tableOf(family);
      const until = now + leaseMs;
      const [ready, lease] = claimStatements(table, limit, now, until);
      const found = all(ready);
      if (found.length > 0) driver.run(lease.text, lease.values);
      return found.map((values) => leased(table, decode(family, values), until));
    },
    write: (write) =>
      write.write === 'insertIfAbsent'
        ? insert(write.family, write.row) !== null
        : update(write.family, write.row, write.ifVersion) !== null,
  };
}
