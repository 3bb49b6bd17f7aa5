import type { ListOptions, Page } from '../contract.js';
import { frozen } from './frozen.js';
import type { Column, Family, KeyValues, Row, Versioned } from '../family.js';

const keyOf = (names: readonly string[], row: Row): string => JSON.stringify(names.map((name) => row[name]));

/** One family's rows. Every method is one synchronous step. */
export class MemoryTable {
  private readonly rows = new Map<string, Versioned<Row>>();
  /** Per further unique key: its value to the primary key that has it. */
  private readonly uniques: readonly Map<string, string>[];
  private readonly buckets = new Map<unknown, Map<string, Versioned<Row>>>();

  constructor(
    private readonly family: Family,
    private readonly nextVersion: () => string,
  ) {
    this.uniques = family.unique.map(() => new Map());
  }

  find(key: KeyValues): Versioned<Row> | null {
    const found = this.rows.get(keyOf(this.family.key, key));
    return found ?? null;
  }

  /** The row that stands in the way of this one: same key, or one of the further unique keys. */
  taken(row: Row): Versioned<Row> | null {
    const own = this.rows.get(keyOf(this.family.key, row));
    return own ?? this.rival(row);
  }

  /** May the row replace the one of that version? */
  matches(row: Row, ifVersion: string): boolean {
    return this.rows.get(keyOf(this.family.key, row))?.version === ifVersion && this.rival(row) === null;
  }

  put(row: Row): Versioned<Row> {
    assertRow(this.family, row);
    const key = keyOf(this.family.key, row);
    const before = this.rows.get(key);
    for (const [index, names] of this.family.unique.entries()) {
      const map = this.uniques[index] as Map<string, string>;
      if (before && !hasNull(names, before.row)) map.delete(keyOf(names, before.row));
      if (!hasNull(names, row)) map.set(keyOf(names, row), key);
    }
    const held = Object.freeze({ row: frozen(row), version: this.nextVersion() });
    this.rows.set(key, held);
    const first = row[this.family.key[0] as string];
    const bucket = this.buckets.get(first) ?? new Map<string, Versioned<Row>>();
    this.buckets.set(first, bucket.set(key, held));
    return held;
  }

  /** False = another version, or no such row. */
  remove(key: KeyValues, ifVersion: string): boolean {
    const name = keyOf(this.family.key, key);
    const held = this.rows.get(name);
    if (held?.version !== ifVersion) return false;
    this.rows.delete(name);
    this.buckets.get(held.row[this.family.key[0] as string])?.delete(name);
    for (const [index, names] of this.family.unique.entries())
      if (!hasNull(names, held.row)) this.uniques[index]?.delete(keyOf(names, held.row));
    return true;
  }

  list(prefix: KeyValues, options: ListOptions): Page<Row> {
    const [lead] = this.family.key;
    const rows =
      lead !== undefined && lead in prefix
        ? (this.buckets.get(prefix[lead]) ?? new Map<string, Versioned<Row>>())
        : this.rows;
    return listRows(this.family, rows.values(), prefix, options);
  }

  claim(limit: number, now: number, until: number): readonly Versioned<Row>[] {
    const due = this.family.due as string;
    const at = (held: Versioned<Row>): number | null => held.row[due] as number | null;
    const ready = [...this.rows.values()].filter((held) => (at(held) ?? Number.POSITIVE_INFINITY) <= now);
    ready.sort((a, b) => (at(a) as number) - (at(b) as number));
    return ready.slice(0, limit).map((held) => this.put({ ...held.row, [due]: until }));
  }

  private rival(row: Row): Versioned<Row> | null {
    const self = keyOf(this.family.key, row);
    for (const [index, names] of this.family.unique.entries()) {
      const other = hasNull(names, row) ? undefined : this.uniques[index]?.get(keyOf(names, row));
      if (other !== undefined && other !== self) return this.rows.get(other) ?? null;
    }
    return null;
  }
}

const hasNull = (names: readonly string[], row: Row): boolean => names.some((name) => row[name] === null);

/** Filter, order, page: the meaning of `list` for any rows. The cursor names the last row seen, so pages neither skip nor repeat. */
export function listRows(
  family: Family,
  rows: Iterable<Versioned<Row>>,
  prefix: KeyValues,
  options: ListOptions,
): Page<Row> {
  const compare = (a: Row, b: Row): number => compareRows(family, a, b);
  const after = options.cursor === null ? null : (JSON.parse(options.cursor) as Row);
  const isMatch = matcher(prefix, options);
  const matching: Versioned<Row>[] = [];
  for (const held of rows)
    if (isMatch(held.row) && (after === null || compare(held.row, after) > 0)) matching.push(held);
  matching.sort((a, b) => compare(a.row, b.row));
  const page = matching.slice(0, options.limit);
  const last = page.at(-1);
  const names = family.order === null ? family.key : [family.order, ...family.key];
  const cursor =
    last && matching.length > page.length
      ? JSON.stringify(Object.fromEntries(names.map((name) => [name, last.row[name]])))
      : null;
  return { rows: page, cursor };
}

function matcher(prefix: KeyValues, { where = {}, range }: ListOptions): (row: Row) => boolean {
  const wanted = Object.entries({ ...prefix, ...where }).map(
    ([name, value]) => [name, Array.isArray(value) ? new Set<unknown>(value) : value] as const,
  );
  return (row) => {
    for (const [name, value] of wanted)
      if (value instanceof Set ? !value.has(row[name]) : row[name] !== value) return false;
    if (range === undefined) return true;
    const at = row[range.column];
    return (
      typeof at === 'number' &&
      (range.from === undefined || at >= range.from) &&
      (range.to === undefined || at < range.to)
    );
  };
}

/** Highest `order` first, rows without one last; ties, and families without an order, by key. */
function compareRows(family: Family, a: Row, b: Row): number {
  if (family.order !== null) {
    const byOrder = compareValues(b[family.order], a[family.order]);
    if (byOrder !== 0) return byOrder;
  }
  for (const name of family.key) {
    const byKey = compareValues(a[name], b[name]);
    if (byKey !== 0) return byKey;
  }
  return 0;
}
function compareValues(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (a === null || a === undefined) return -1;
  if (b === null || b === undefined) return 1;
  return a < b ? -1 : 1;
}

const CHECKS: Readonly<Record<string, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  integer: (value) => Number.isSafeInteger(value),
  instant: (value) => Number.isSafeInteger(value),
  boolean: (value) => typeof value === 'boolean',
  json: (value) => value !== undefined,
};

/** The executable specification keeps no row that a typed table would refuse. */
export function assertRow(family: Family, row: Row): void {
  for (const [name, column] of Object.entries(family.columns) as [string, Column<unknown>][]) {
    const value = row[name];
    if (value === null ? !column.nullable : !CHECKS[column.type]?.(value)) {
      throw new TypeError(
        `${family.name}.${name} must be ${column.type}${column.nullable ? ' or null' : ''}; it is ${String(value)}.`,
      );
    }
  }
  for (const name of Object.keys(row))
    if (!(name in family.columns)) throw new TypeError(`${family.name} has no column ${name}.`);
}
