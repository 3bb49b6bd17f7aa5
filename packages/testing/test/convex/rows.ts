import type { Family, KeyValues, ListOptions, Page, Row, Versioned } from '@farebox/core/store';
import type { GenericDatabaseReader, GenericDatabaseWriter, GenericDataModel } from 'convex/server';
import { keyIndex, orderFields, orderIndex, uniqueIndex } from './schema.js';

export type Reader = GenericDatabaseReader<GenericDataModel>;
export type Writer = GenericDatabaseWriter<GenericDataModel>;
export interface Document {
  readonly _id: string;
  readonly rowVersion: number;
  readonly [column: string]: unknown;
}
/** Equality on fields of an index, then perhaps a range on the next one. */
interface Range {
  readonly eq: readonly (readonly [string, unknown])[];
  readonly above?: readonly [string, number] | undefined;
  readonly upTo?: readonly [string, number] | undefined;
}
interface Builder {
  eq(field: string, value: unknown): Builder;
  gt(field: string, value: unknown): Builder;
  lte(field: string, value: unknown): Builder;
}

/** Documents of one index in its order. The tables have no static types here, so this is where they are told. */
export function scanIndex(
  db: Reader,
  table: string,
  index: string,
  { eq, above, upTo }: Range,
  direction: 'asc' | 'desc' = 'asc',
): AsyncIterable<Document> {
  const bounded = (start: unknown): never => {
    let builder = start as Builder;
    for (const [field, value] of eq) builder = builder.eq(field, value);
    if (above) builder = builder.gt(...above);
    if (upTo) builder = builder.lte(...upTo);
    return builder as never;
  };
  return db.query(table).withIndex(index, bounded).order(direction) as unknown as AsyncIterable<Document>;
}
export async function collect<T>(documents: AsyncIterable<T>, limit = Number.POSITIVE_INFINITY): Promise<T[]> {
  const found: T[] = [];
  for await (const document of documents) {
    if (found.length >= limit) break;
    found.push(document);
  }
  return found;
}

export function toFields(family: Family, row: Row): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(family.columns).map(([name, { type, nullable }]) => {
      const value = row[name];
      if (value === null || value === undefined) {
        if (!nullable) throw new TypeError(`A row of "${family.name}" lacks "${name}".`);
        return [name, null];
      }
      return [name, type === 'json' ? JSON.stringify(value) : value];
    }),
  );
}
export function toRow(family: Family, document: Document): Row {
  return Object.fromEntries(
    Object.entries(family.columns).map(([name, { type }]) => {
      const value = document[name];
      return [name, type === 'json' && value !== null ? (JSON.parse(value as string) as unknown) : value];
    }),
  );
}
export const toVersioned = (family: Family, document: Document): Versioned<Row> => ({
  row: toRow(family, document),
  version: String(family.name === 'accounts' ? document['revision'] : document.rowVersion),
});

const at = (names: readonly string[], row: Row): Range => ({ eq: names.map((name) => [name, row[name]] as const) });

export async function findByKey(db: Reader, family: Family, key: Row): Promise<Document | null> {
  const [found] = await collect(scanIndex(db, family.name, keyIndex(family), at(family.key, key)), 1);
  return found ?? null;
}
/** Whoever has the key, or one of the further unique keys. Convex has no unique index: the mutation's own reads guard it. */
export async function findHolder(db: Reader, family: Family, row: Row): Promise<Document | null> {
  const own = await findByKey(db, family, row);
  return own ?? (await findRival(db, family, row, null));
}
export async function findRival(db: Reader, family: Family, row: Row, self: string | null): Promise<Document | null> {
  for (const names of family.unique) {
    if (names.some((name) => row[name] === null)) continue;
    const found = await collect(scanIndex(db, family.name, uniqueIndex(names), at(names, row)), 2);
    const rival = found.find(({ _id }) => _id !== self);
    if (rival) return rival;
  }
  return null;
}

/** A page: documents in the order that the contract names, filtered, from behind the cursor, no more read than needed. */
export async function listPage(
  db: Reader,
  family: Family,
  prefix: KeyValues,
  { limit, cursor, where = {}, range }: ListOptions,
): Promise<Page<Row>> {
  const after = cursor === null ? null : (JSON.parse(cursor) as Row);
  const rows: Versioned<Row>[] = [];
  let more = false;
  for await (const document of inOrder(db, family, prefix, after)) {
    const versioned = toVersioned(family, document);
    const { row } = versioned;
    if (after !== null && compare(family, row, after) <= 0) continue;
    if (!matches(row, prefix, { where, range })) continue;
    if (rows.length === limit) {
      more = true;
      break;
    }
    rows.push(versioned);
  }
  const last = rows.at(-1)?.row;
  const names = family.order === null ? family.key : [family.order, ...family.key];
  return {
    rows,
    cursor: more && last ? JSON.stringify(Object.fromEntries(names.map((name) => [name, last[name]]))) : null,
  };
}

async function* inOrder(db: Reader, family: Family, prefix: KeyValues, after: Row | null): AsyncGenerator<Document> {
  const sorted = (documents: Document[]): Document[] => documents.sort((a, b) => compare(family, a, b));
  if (family.order === null) {
    const given = family.key.slice(0, family.key.findIndex((name) => !(name in prefix)) >>> 0);
    yield* scanIndex(db, family.name, keyIndex(family), at(given, prefix));
    return;
  }
  const [first = '', second] = orderFields(family);
  if (second !== undefined && !(first in prefix)) {
    yield* sorted(await collect(scanIndex(db, family.name, keyIndex(family), { eq: [] })));
    return;
  }
  const eq = second === undefined ? [] : [[first, prefix[first]] as const];
  const upTo = after === null ? undefined : ([family.order, after[family.order] as number] as const);
  // The index runs one way; rows of the same order are few, and turned round here.
  let ties: Document[] = [];
  for await (const document of scanIndex(db, family.name, orderIndex(family), { eq, upTo }, 'desc')) {
    if (ties.length > 0 && ties[0]?.[family.order] !== document[family.order]) {
      yield* sorted(ties);
      ties = [];
    }
    ties.push(document);
  }
  yield* sorted(ties);
}

function matches(row: Row, prefix: KeyValues, { where = {}, range }: Pick<ListOptions, 'where' | 'range'>): boolean {
  if (Object.entries(prefix).some(([name, value]) => row[name] !== value)) return false;
  const isIn = Object.entries(where).every(([name, value]) =>
    Array.isArray(value) ? (value as readonly unknown[]).includes(row[name]) : row[name] === value,
  );
  if (!isIn || range === undefined) return isIn;
  const value = row[range.column];
  return typeof value === 'number' && value >= (range.from ?? -Infinity) && value < (range.to ?? Infinity);
}

/** Highest order first, ties by key. */
function compare(family: Family, a: Row, b: Row): number {
  const order = family.order;
  if (order !== null && a[order] !== b[order]) return (a[order] as number) > (b[order] as number) ? -1 : 1;
  for (const name of family.key) {
    const [x, y] = [a[name] as string | number, b[name] as string | number];
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}
