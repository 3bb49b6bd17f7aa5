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
import { decodeVersioned, encodeRow, encodeValue } from '../tables/codec.js';
import { cursorOf, listStatement } from '../tables/list-query.js';
import { isErasable, type Table, versionColumn } from '../tables/table.js';
import { sqliteDialect } from './dialect.js';
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
  const equals = (columns: readonly { readonly sql: string }[]): string =>
    columns.map((column) => `${column.sql} = ?`).join(' and ');

  function find<F extends Family>(family: F, key: KeyValues): Versioned<RowOf<F>> | null {
    const table = tableOf(family);
    const values = table.key.map((column) => encodeValue(table, column, key[column.property], sqliteDialect));
    const found = driver.get(`select ${table.selectList} from ${table.name} where ${equals(table.key)}`, values);
    return found ? decodeVersioned<RowOf<F>>(table, found, sqliteDialect) : null;
  }

  function insert(family: Family, row: Row): string | null {
    const table = writable(tableOf(family));
    const text = `insert into ${table.name} (${table.columns.map((column) => column.sql).join(', ')}) values (${table.columns.map(() => '?').join(', ')}) on conflict do nothing`;
    return driver.run(text, encodeRow(table, row, sqliteDialect)) === 1 ? '1' : null;
  }

  function update(family: Family, row: Row, ifVersion: string): string | null {
    const isBlanking = isErasable(family);
    const table = isBlanking ? tableOf(family) : writable(tableOf(family));
    const version = Number(ifVersion);
    if (!Number.isSafeInteger(version)) return null;
    const values = encodeRow(table, row, sqliteDialect);
    const key = table.key.map((column) => values[table.columns.indexOf(column)]);
    const sets = table.columns.map((column) => `${column.sql} = ?`).join(', ');
    if (isBlanking) {
      const text = `update ${table.name} set ${sets} where ${equals(table.key)}`;
      return driver.run(text, [...values, ...key]) === 1 ? ifVersion : null;
    }
    const text = `update ${table.name} set ${sets}, ${versionColumn} = ${versionColumn} + 1 where ${equals(table.key)} and ${versionColumn} = ?`;
    try {
      return driver.run(text, [...values, ...key, version]) === 1 ? String(version + 1) : null;
    } catch (error) {
      // The statement alone is undone: another row holds one of the unique keys, and the guard is lost for good.
      if (isUniqueViolation(error)) return null;
      throw error;
    }
  }

  return {
    find,
    insert,
    update,
    remove(family: Family, key: KeyValues, ifVersion: string): boolean {
      const table = writable(tableOf(family));
      const values = table.key.map((column) => encodeValue(table, column, key[column.property], sqliteDialect));
      const text = `delete from ${table.name} where ${equals(table.key)} and ${versionColumn} = ?`;
      return driver.run(text, [...values, Number(ifVersion)]) === 1;
    },
    list<F extends Family>(family: F, prefix: KeyValues, options: ListOptions): Page<RowOf<F>> {
      const table = tableOf(family);
      const { text, values } = listStatement(table, prefix, options, sqliteDialect);
      const found = driver.all(text, values).map((row) => decodeVersioned<RowOf<F>>(table, row, sqliteDialect));
      const rows = found.slice(0, options.limit);
      const last = rows.at(-1);
      return { rows, cursor: found.length > options.limit && last ? cursorOf(table, prefix, last.row as Row) : null };
    },
    holder<F extends Family>(family: F, row: RowOf<F>): Versioned<RowOf<F>> | null {
      const table = tableOf(family);
      for (const properties of [family.key, ...family.unique]) {
        const columns = properties.map(table.column);
        const values = columns.map((column) =>
          encodeValue(table, column, (row as Row)[column.property], sqliteDialect),
        );
        if (values.includes(null)) continue;
        const found = driver.get(`select ${table.selectList} from ${table.name} where ${equals(columns)}`, values);
        if (found) return decodeVersioned<RowOf<F>>(table, found, sqliteDialect);
      }
      return null;
    },
    claim<F extends Family>(family: F, limit: number, now: Instant, leaseMs: number): readonly Versioned<RowOf<F>>[] {
      const table = writable(tableOf(family));
      if (family.due === null)
        throw new Error(`Rows of "${family.name}" are never due: the family names no due column.`);
      const due = table.column(family.due);
      const text = `select ${table.selectList} from ${table.name} where ${due.sql} <= ? order by ${[due, ...table.key].map((column) => column.sql).join(', ')} limit ?`;
      return driver.all(text, [now, limit]).map((found) => {
        const { row, version } = decodeVersioned<RowOf<F>>(table, found, sqliteDialect);
        const leased = { ...(row as Row), [due.property]: now + leaseMs };
        const next = update(family, leased, version);
        if (next === null)
          throw new Error(`A due row of "${family.name}" moved inside the transaction that claims it.`);
        return { row: leased as RowOf<F>, version: next };
      });
    },
    write: (write) =>
      write.write === 'insertIfAbsent'
        ? insert(write.family, write.row) !== null
        : update(write.family, write.row, write.ifVersion) !== null,
  };
}

function writable(table: Table): Table {
  if (!table.versioned) throw new Error(`"${table.family.name}" belongs to the ledger: only a unit's steps write it.`);
  return table;
}
