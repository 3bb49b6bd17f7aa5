import type {
  AccountId,
  AccountWrite,
  Family,
  Instant,
  KeyValues,
  ListOptions,
  Row,
  StoreDriver,
} from '@farebox/core/store';
import { ledgerStatements } from '../sqlite/ledger-statements.js';
import { decodeVersioned, encodeValue } from '../tables/codec.js';
import { cursorOf, listStatement } from '../tables/list-query.js';
import type { Table } from '../tables/table.js';
import { type GuardedConnection, isGuardViolation, isUniqueViolation } from './connection.js';
import { guardedDialect, packedDialect } from './dialect.js';
import { clockText, loadAccount, loadText } from './load-statement.js';
import {
  claimStatements,
  dueOf,
  holderStatements,
  insertStatement,
  removeStatement,
  updateStatement,
} from './record-statements.js';
import { archiveStatements, rowAt, saveStatements } from './save-batch.js';

export interface GuardedOptions {
  readonly tableOf: (family: Family) => Table;
  /** Quoted: the table that tells who may read. */
  readonly schemaTable: string;
  /** In place of the database's own clock. */
  readonly now?: (() => Instant) | undefined;
}
/** What D1 binds to one statement. */
const MOST_VALUES = 100;

/** The eight functions over a SQLite that takes batches: read, decide elsewhere, write under a guard. */
export function guardedDriver(
  connect: () => Promise<GuardedConnection>,
  { tableOf, schemaTable, now: ownClock }: GuardedOptions,
): StoreDriver {
  const ledger = ledgerStatements(tableOf, schemaTable);
  const loading = loadText(ledger);
  const accountsText = (due: string): string =>
    `select "account" from ${ledger.accounts.name} where "account" > ?${due} order by "account" limit ?`;

  async function clock(connection: GuardedConnection): Promise<Instant> {
    return ownClock?.() ?? Number((await connection.query(`select ${clockText} as "now"`, []))[0]?.[0]);
  }
  async function holder(connection: GuardedConnection, table: Table, row: Row): Promise<readonly unknown[] | null> {
    for (const { text, values } of holderStatements(table, row)) {
      const [found] = await connection.query(text, values);
      if (found) return found;
    }
    return null;
  }
  /** Which write can never go through; null = none, somebody was only faster. */
  async function lostWrite(connection: GuardedConnection, writes: readonly AccountWrite[]): Promise<number | null> {
    for (const [index, write] of writes.entries()) {
      const table = tableOf(write.family);
      if (write.write === 'insertIfAbsent') {
        if ((await holder(connection, table, write.row)) !== null) return index;
        continue;
      }
      const { text, values } = rowAt(table, write.row, write.ifVersion);
      if ((await connection.query(text, values)).length === 0 || (await hasRival(connection, table, write.row)))
        return index;
    }
    return null;
  }
  /** Does another row hold one of the unique keys? */
  async function hasRival(connection: GuardedConnection, table: Table, row: Row): Promise<boolean> {
    for (const { text, values } of holderStatements(table, row).slice(1)) {
      const [found] = await connection.query(text, values);
      const other = found && (decodeVersioned<Row>(table, found, guardedDialect).row as Row);
      if (other && table.key.some(({ property }) => other[property] !== row[property])) return true;
    }
    return false;
  }

  return {
    specificationVersion: 1,
    async load(account, needs, override) {
      return loadAccount(await connect(), ledger, loading, account, needs, override ?? ownClock?.());
    },
    async save(account, changes, writes, ifVersion) {
      const connection = await connect();
      try {
        await connection.batch(saveStatements(ledger, tableOf, account, changes, writes, ifVersion));
        return { saved: true };
      } catch (error) {
        if (!isGuardViolation(error) && !isUniqueViolation(error)) throw error;
        const [found] = await connection.query(`select "revision" from ${ledger.accounts.name} where "account" = ?`, [
          account,
        ]);
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
      const values = table.key.map((column) => encodeValue(table, column, key[column.property], guardedDialect));
      const where = table.key.map((column) => `${column.sql} = ?`).join(' and ');
      const [found] = await (await connect()).query(
        `select ${table.selectList} from ${table.name} where ${where}`,
        values,
      );
      return found ? decodeVersioned(table, found, guardedDialect) : null;
    },
    async list<F extends Family>(family: F, prefix: KeyValues, options: ListOptions) {
      const table = tableOf(family);
      let { text, values } = listStatement(table, prefix, options, guardedDialect);
      if (values.length > MOST_VALUES) {
        ({ text, values } = listStatement(table, prefix, options, packedDialect));
        values = [JSON.stringify(values)];
      }
      const found = (await (await connect()).query(text, values)).map((row) =>
        decodeVersioned<never>(table, row, guardedDialect),
      );
      const rows = found.slice(0, options.limit);
      const last = rows.at(-1);
      return { rows, cursor: found.length > options.limit && last ? cursorOf(table, prefix, last.row as Row) : null };
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
        if (found) return { inserted: false, existing: decodeVersioned(table, found, guardedDialect) };
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
      const due = dueOf(family, table);
      const [found = []] = await connection.batch(claimStatements(table, limit, now, until));
      return found.map((values) => {
        const { row, version } = decodeVersioned<Row>(table, values, guardedDialect);
        return { row: { ...row, [due.property]: until } as never, version: String(Number(version) + 1) };
      });
    },
    async scan({ limit, cursor, dueBefore }) {
      const from = cursor === null ? Number.MIN_SAFE_INTEGER : Number(cursor);
      const found = await (await connect()).query(
        accountsText(dueBefore === undefined ? '' : ' and "settle_at" <= ?'),
        [from, ...(dueBefore === undefined ? [] : [dueBefore]), limit + 1],
      );
      const accounts = found.slice(0, limit).map((row) => Number(row[0]) as AccountId);
      return { accounts, cursor: found.length > limit ? String(accounts.at(-1)) : null };
    },
  };
}
