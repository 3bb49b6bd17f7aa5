import { createHash } from 'node:crypto';
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
import { decodeVersioned, encodeRow, encodeValue } from '../schema/codec.js';
import { listStatement, toPage } from '../schema/list-query.js';
import {
  columnNames,
  dueColumn,
  isErasable,
  type Table,
  type TableColumn,
  versionColumn,
  writable,
} from '../schema/table.js';
import { postgresDialect } from './dialect.js';
import { type PostgresQueryable, type StatementName, sqlState } from './driver.js';

const MOST_LISTS = 40;

/** The guarded functions over records. Each is one statement; names let the hot ones be prepared. */
export class PostgresRecords {
  readonly #listNames = new Map<string, string>();

  constructor(
    private readonly tableOf: (family: Family) => Table,
    private readonly nameOf: StatementName,
  ) {}

  async find<F extends Family>(
    database: PostgresQueryable,
    family: F,
    key: KeyValues,
  ): Promise<Versioned<RowOf<F>> | null> {
    const table = this.tableOf(family);
    const values = table.key.map((column) => encodeValue(table, column, key[column.property], postgresDialect));
    const text = `select ${table.selectList} from ${table.name} where ${equals(table.key, 1)}`;
    const [found] = await database.query(text, values, this.#name('find', table));
    return found ? decodeVersioned<RowOf<F>>(table, found, postgresDialect) : null;
  }

  async list<F extends Family>(
    database: PostgresQueryable,
    family: F,
    prefix: KeyValues,
    options: ListOptions,
  ): Promise<Page<RowOf<F>>> {
    const table = this.tableOf(family);
    const { text, values } = listStatement(table, prefix, options, postgresDialect);
    const rows = await database.query(text, values, this.#listName(text, table));
    return toPage(table, prefix, options, rows, postgresDialect);
  }

  /** Null = the key or a unique key is taken. */
  async insert(database: PostgresQueryable, family: Family, row: Row): Promise<string | null> {
    const table = writable(this.tableOf(family));
    const placeholders = table.columns
      .map((column, index) => postgresDialect.placeholder(index + 1, column))
      .join(', ');
    const text = `insert into ${table.name} (${columnNames(table)}) values (${placeholders}) on conflict do nothing returning ${versionColumn}`;
    const [inserted] = await database.query(text, encodeRow(table, row, postgresDialect), this.#name('insert', table));
    return inserted ? String(inserted[0]) : null;
  }

  /** The row that holds the key or one of the unique keys of `row`. */
  async holder<F extends Family>(
    database: PostgresQueryable,
    family: F,
    row: RowOf<F>,
  ): Promise<Versioned<RowOf<F>> | null> {
    const table = this.tableOf(family);
    for (const properties of [family.key, ...family.unique]) {
      const columns = properties.map(table.column);
      const values = columns.map((column) =>
        encodeValue(table, column, (row as Row)[column.property], postgresDialect),
      );
      if (values.includes(null)) continue;
      const [found] = await database.query(
        `select ${table.selectList} from ${table.name} where ${equals(columns, 1)}`,
        values,
      );
      if (found) return decodeVersioned<RowOf<F>>(table, found, postgresDialect);
    }
    return null;
  }

  /** Null = version moved, or no such row. Throws 23505 when another row holds one of the unique keys. */
  async update(database: PostgresQueryable, family: Family, row: Row, ifVersion: string): Promise<string | null> {
    const isBlanking = isErasable(family);
    const table = isBlanking ? this.tableOf(family) : writable(this.tableOf(family));
    const version = Number(ifVersion);
    if (!Number.isSafeInteger(version)) return null;
    const values = encodeRow(table, row, postgresDialect);
    const sets = table.columns.map(
      (column, index) => `${column.sql} = ${postgresDialect.placeholder(index + 1, column)}`,
    );
    const key = table.key.map(
      (column) => `${column.sql} = ${postgresDialect.placeholder(table.columns.indexOf(column) + 1, column)}`,
    );
    if (isBlanking) {
      const text = `update ${table.name} set ${sets.join(', ')} where ${key.join(' and ')} returning 1`;
      return (await database.query(text, values)).length === 1 ? ifVersion : null;
    }
    const text = `update ${table.name} set ${sets.join(', ')}, ${versionColumn} = ${versionColumn} + 1 where ${key.join(' and ')} and ${versionColumn} = $${values.length + 1} returning ${versionColumn}`;
    const [updated] = await database.query(text, [...values, version], this.#name('update', table));
    return updated ? String(updated[0]) : null;
  }

  /** False = version moved, or no such row. */
  async remove(database: PostgresQueryable, family: Family, key: KeyValues, ifVersion: string): Promise<boolean> {
    const table = writable(this.tableOf(family));
    const version = Number(ifVersion);
    if (!Number.isSafeInteger(version)) return false;
    const values = table.key.map((column) => encodeValue(table, column, key[column.property], postgresDialect));
    const text = `delete from ${table.name} where ${equals(table.key, 1)} and ${versionColumn} = $${values.length + 1} returning 1`;
    return (await database.query(text, [...values, version])).length === 1;
  }

  /** Rows that another worker is taking at this moment are passed over, so that no two workers wait for each other. */
  async claim<F extends Family>(
    database: PostgresQueryable,
    family: F,
    claim: { readonly limit: number; readonly leaseSeconds: number; readonly now?: Instant | undefined },
  ): Promise<readonly Versioned<RowOf<F>>[]> {
    const table = writable(this.tableOf(family));
    const due = dueColumn(table).sql;
    const key = table.key.map((column) => column.sql);
    const text = `
with at as materialized (select coalesce(to_timestamp($1::bigint / 1000.0), date_trunc('milliseconds', clock_timestamp())) as now),
taken as materialized (
  select ${key.map((column) => `r.${column}`).join(', ')}, r.${due} as was_due from ${table.name} r
  where r.${due} <= (select now from at) order by ${[due, ...key].map((column) => `r.${column}`).join(', ')} limit $2::int for update skip locked),
moved as (
  update ${table.name} r set ${due} = (select now from at) + $3::bigint * interval '1 second', ${versionColumn} = r.${versionColumn} + 1
  from taken where ${key.map((column) => `r.${column} = taken.${column}`).join(' and ')}
  returning taken.was_due, r.*)
select ${table.selectList} from moved order by ${['was_due', ...key].join(', ')}`;
    const rows = await database.query(
      text,
      [claim.now ?? null, claim.limit, claim.leaseSeconds],
      this.#name('claim', table),
    );
    return rows.map((row) => decodeVersioned<RowOf<F>>(table, row, postgresDialect));
  }

  /** One write of a unit; false = its guard is lost, now and for good. */
  async write(tx: PostgresQueryable, write: AccountWrite): Promise<boolean> {
    if (write.write === 'insertIfAbsent') return (await this.insert(tx, write.family, write.row)) !== null;
    return (await this.update(tx, write.family, write.row, write.ifVersion)) !== null;
  }

  /**
   * A list has a few texts, one for each set of filters, whatever their values. An app that makes up more than a session
   * should keep sends the rest without a name.
   */
  #listName(text: string, table: Table): string | undefined {
    let name = this.#listNames.get(text);
    if (name === undefined && this.#listNames.size < MOST_LISTS)
      this.#listNames.set(text, (name = `list_${createHash('sha256').update(text).digest('hex').slice(0, 12)}`));
    return name && this.nameOf(name, table.family.name);
  }

  #name(verb: string, table: Table): string | undefined {
    return this.nameOf(`${verb}_${table.family.name}`, table.family.name);
  }
}

/** Another row holds one of the unique keys: the guard is lost. */
export const isTaken = (error: unknown): boolean => sqlState(error) === '23505';

const equals = (columns: readonly TableColumn[], from: number): string =>
  columns.map((column, index) => `${column.sql} = ${postgresDialect.placeholder(from + index, column)}`).join(' and ');
