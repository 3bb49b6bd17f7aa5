/** Record families: a table declared once, as data. Every store serves all of them by the same few guarded functions. */
export type ColumnType = 'text' | 'integer' | 'instant' | 'json' | 'boolean';
export interface Column<T, K extends ColumnType = ColumnType, Null extends boolean = boolean> {
  readonly type: K;
  readonly nullable: Null;
  /** Exists for the compiler only. */
  readonly $type?: T;
}
export const text = <T extends string = string>(): Column<T, 'text', false> => ({ type: 'text', nullable: false });
/** A safe integer. */
export const integer = (): Column<number, 'integer', false> => ({ type: 'integer', nullable: false });
/** Milliseconds since 1970, UTC. */
export const instant = (): Column<number, 'instant', false> => ({ type: 'instant', nullable: false });
export const json = <T>(): Column<T, 'json', false> => ({ type: 'json', nullable: false });
export const boolean = (): Column<boolean, 'boolean', false> => ({ type: 'boolean', nullable: false });
export const nullable = <T, K extends ColumnType>(column: Column<T, K, false>): Column<T, K, true> => ({
  ...column,
  nullable: true,
});

export interface Columns {
  readonly [name: string]: Column<unknown>;
}
/** A row as every store sees it. */
export type Row = Readonly<Record<string, unknown>>;

/** Generic over the row only: every family is a `Family`, and a hover shows a row. */
export interface Family<R = unknown> {
  /** snake_case; the table's name behind the prefix or schema. */
  readonly name: string;
  /** camelCase names; SQL stores write them in snake_case. */
  readonly columns: Columns;
  /** The primary key. Begins with `account` where the family belongs to accounts; only such rows may ride in a unit. */
  readonly key: readonly string[];
  /** Further unique keys. In a family of accounts each begins with `account`, else no engine can check it in the same batch. Rows with a null in one are free of it. */
  readonly unique: readonly (readonly string[])[];
  /** Further look-ups that `list` may ask for: columns it filters by, equality only. */
  readonly indexes: readonly (readonly string[])[];
  /** `list` answers by this column, highest first (ties by key). Null: by key. */
  readonly order: string | null;
  /** The instant at which a worker should take the row; null in a row = nobody need. Only such families can be claimed. */
  readonly due: string | null;
  /** Exists for the compiler only. */
  readonly $row?: R;
}
type Rows<C> = {
  [K in keyof C]: C[K] extends Column<infer T, ColumnType, infer N> ? (N extends true ? T | null : T) : never;
} extends infer R
  ? R
  : never;
type Name<C> = keyof C & string;

export function defineFamily<const C extends Columns>(
  name: string,
  family: {
    readonly columns: C;
    readonly key: readonly Name<C>[];
    readonly unique?: readonly (readonly Name<C>[])[] | undefined;
    readonly indexes?: readonly (readonly Name<C>[])[] | undefined;
    readonly order?: Name<C> | undefined;
    readonly due?: Name<C> | undefined;
  },
): Family<Rows<C>> {
  return {
    name,
    columns: family.columns,
    key: family.key,
    unique: family.unique ?? [],
    indexes: family.indexes ?? [],
    order: family.order ?? null,
    due: family.due ?? null,
  };
}
export type RowOf<F> = F extends { readonly $row?: infer R } ? R : never;
/** The key's columns and their values; a prefix of them for `list`. */
export type KeyValues = Readonly<Record<string, string | number | boolean>>;
/** A row and the version it had when read. Versions are opaque: compare only by handing them back. */
export interface Versioned<R> {
  readonly row: R;
  readonly version: string;
}
