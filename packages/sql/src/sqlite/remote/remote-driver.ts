import type { AccountWrite, Family, Instant, KeyValues, ListOptions, Row, StoreDriver } from '@farebox/core/store';
import { decodeVersioned } from '../../schema/codec.js';
import { listStatement, toPage } from '../../schema/list-query.js';
import type { Table } from '../../schema/table.js';
import { CLOCK, type SqliteNames } from '../shared/dialect.js';
import { ledgerStatements } from '../shared/ledger-statements.js';
import {
  claimStatements,
  findStatement,
  holderStatements,
  insertStatement,
  leased,
  removeStatement,
  rowAtStatement,
  scanStatement,
  toAccountPage,
  updateStatement,
} from '../shared/record-statements.js';
import { isGuardViolation, isUniqueViolation, type RemoteConnection } from './connection.js';
import { packedDialect, remoteDialect } from './dialect.js';
import { loadAccount, loadText } from './load-account.js';
import { archiveStatements, saveStatements } from './save-batch.js';

export interface RemoteOptions {
  readonly tableOf: (family: Family) => Table;
  readonly names: SqliteNames;
  /** In place of the database's own clock. */
  readonly now?: (() => Instant) | undefined;
}
/** What D1 binds to one statement. */
const MOST_VALUES = 100;

/** The eight functions over a SQLite that takes batches: read, decide elsewhere, write under a guard. */
export function remoteDriver(
  connect: () => Promise<RemoteConnection>,
  { tableOf, names, now: ownClock }: RemoteOptions,
): StoreDriver {
  const ledger = ledgerStatements(tableOf, names);
  const loading = loadText(ledger.tables, names);
  async function clock(connection: RemoteConnection): Promise<Instant> {
    return ownClock?.() ?? Number((await connection.query({ text: `select ${CLOCK} as "now"`, values: [] }))[0]?.[0]);
  }
  async function holder(connection: RemoteConnection, table: Table, row: Row): Promise<readonly unknown[] | null> {
    for (const statement of holderStatements(table, row)) {
      const [found] = await connection.query(statement);
      if (found) return found;
    }
    return null;
  }
  /** Which write can never go through; null = none, somebody was only faster. */
  async function lostWrite(connection: RemoteConnection, writes: readonly AccountWrite[]): Promise<number | null> {
    for (const [index, write] of writes.entries()) {
      const table = tableOf(write.family);
      if (write.write === 'insertIfAbsent') {
        if ((await holder(connection, table, write.row)) !== null) return index;
        continue;
      }
      const stillThere = await connection.query(rowAtStatement(table, write.row, write.ifVersion));
      if (stillThere.length === 0 || (await hasRival(connection, table, write.row))) return index;
    }
    return null;
  }
  /** Does another row hold one of the unique keys? */
  async function hasRival(connection: RemoteConnection, table: Table, row: Row): Promise<boolean> {
    for (const statement of holderStatements(table, row).slice(1)) {
      const [found] = await connection.query(statement);
      const other = found && (decodeVersioned<Row>(table, found, remoteDialect).row as Row);
      if (other && table.key.some(({ property }) => other[property] !== row[property])) return true;
    }
    return false;
  }

  return {
    specificationVersion: 1,
    async load(account, needs, override) {
      return loadAccount(await connect(), ledger.tables, loading, account, needs, override ?? ownClock?.());
    },
    async save(account, changes, writes, ifVersion) {
      const connection = await connect();
      try {
        await connection.batch(saveStatements(ledger, tableOf, account, changes, writes, ifVersion));
        return { saved: true };
      } catch (error) {
        if (!isGuardViolation(error) && !isUniqueViolation(error)) throw error;
        const [found] = await connection.query({
          text: `select "revision" from ${ledger.tables.accounts.name} where "account" = ?`,
          values: [account],
        });
        if (found ? String(Number(found[0])) !== ifVersion : Number.isInteger(Number(ifVersion)))
          return { moved: true };
        const lost = await lostWrite(connection, writes);
        if (lost !== null) return { refused: lost };
        // A rival of one of our records has stepped aside since: the next attempt has a chance. Without records nothing explains it.
        if (writes.length > 0) return { moved: true };
        throw error;
      }
    },
    async find(family, key) {
      const table = tableOf(family);
      const [found] = await (await connect()).query(findStatement(table, key));
      return found ? decodeVersioned(table, found, remoteDialect) : null;
    },
    async list<F extends Family>(family: F, prefix: KeyValues, options: ListOptions) {
      const table = tableOf(family);
      let statement = listStatement(table, prefix, options, remoteDialect);
      if (statement.values.length > MOST_VALUES) {
        const { text, values } = listStatement(table, prefix, options, packedDialect);
        statement = { text, values: [JSON.stringify(values)] };
      }
      return toPage(table, prefix, options, await (await connect()).query(statement), remoteDialect);
    },
    async insertIfAbsent(family, row) {
      const table = tableOf(family);
      const connection = await connect();
      const insert = insertStatement(table, row as Row, true);
      for (;;) {
        const [[inserted] = []] = await connection.batch([insert]);
        if (inserted) return { inserted: true, version: String(Number(inserted[0])) };
        const found = await holder(connection, table, row as Row);
        // None: it has given up the key since we were refused.
        if (found) return { inserted: false, existing: decodeVersioned(table, found, remoteDialect) };
      }
    },
    async compareAndSet(family, row, ifVersion) {
      const update = updateStatement(tableOf(family), row as Row, ifVersion);
      try {
        const [[changed] = []] = await (await connect()).batch([update]);
        return changed ? String(Number(changed[0])) : null;
      } catch (error) {
        // Another row holds one of the unique keys: lost for good.
        if (isUniqueViolation(error)) return null;
        throw error;
      }
    },
    async remove(family, key, ifVersion) {
      const [removed = []] = await (await connect()).batch([removeStatement(tableOf(family), key, ifVersion)]);
      return removed.length === 1;
    },
    async archive(checkpoint, after) {
      try {
        await (await connect()).batch(archiveStatements(ledger, checkpoint, after));
        return true;
      } catch (error) {
        if (isGuardViolation(error)) return false;
        throw error;
      }
    },
    async claimWithLease(family, { limit, leaseSeconds, now: override }) {
      const table = tableOf(family);
      const connection = await connect();
      const now = override ?? (await clock(connection));
      const until = now + leaseSeconds * 1000;
      const [found = []] = await connection.batch(claimStatements(table, limit, now, until));
      return found.map((values) => leased(table, decodeVersioned<never>(table, values, remoteDialect), until));
    },
    async scan(options) {
      const found = await (await connect()).query(scanStatement(ledger.tables.accounts, options));
      return toAccountPage(options.limit, found);
    },
  };
}
