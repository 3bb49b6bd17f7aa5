import { archivedEntryDetails, type ColumnType, entryDetails, type Family, ledgerFamilies } from '@farebox/core/store';
import { quote, toSnakeCase } from './naming.js';

export interface TableColumn {
  /** As the family names it. */
  readonly property: string;
  /** Quoted, as the database knows it. */
  readonly sql: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
}

/** A family as one database sees it. */
export interface Table {
  readonly family: Family;
  /** Quoted, with schema or prefix. */
  readonly name: string;
  readonly columns: readonly TableColumn[];
  readonly column: (property: string) => TableColumn;
  readonly key: readonly TableColumn[];
  /** Records count their own writes in `row_version`; ledger rows are guarded by the account's revision. */
  readonly versioned: boolean;
  /** The select list: every column, then the version. */
  readonly selectList: string;
}

export const versionColumn = quote('row_version');
/** A name of its own, so that libraries which hand out rows as objects keep it last and apart. */
const versionAlias = quote('version_of_row');

const ledgerNames: ReadonlySet<string> = new Set(ledgerFamilies.map((family) => family.name));
/** Of the ledger's own tables those that may change: erasing blanks it, and to blank a row twice is to blank it once. */
export const isErasable = (family: Family): boolean =>
  family.name === entryDetails.name || family.name === archivedEntryDetails.name;
const isLedgerFamily = (family: Family): boolean => ledgerNames.has(family.name);

/** How a column is read, where the database keeps it in a form of its own. */
export type ReadColumn = (column: TableColumn, family: Family) => string;
const asItIs: ReadColumn = (column) => column.sql;

export function toTable(family: Family, qualify: (table: string) => string, read: ReadColumn = asItIs): Table {
  const columns = Object.entries(family.columns).map(
    ([property, column]): TableColumn => ({
      property,
      sql: quote(toSnakeCase(property)),
      type: column.type,
      nullable: column.nullable,
    }),
  );
  const byProperty = new Map(columns.map((column) => [column.property, column]));
  const column = (property: string): TableColumn => {
    const found = byProperty.get(property);
    if (!found) throw new Error(`The family "${family.name}" has no column "${property}".`);
    return found;
  };
  if (family.order !== null && column(family.order).nullable) {
    throw new Error(
      `The family "${family.name}" is ordered by "${family.order}", which may be null: rows without it would have no place in a list.`,
    );
  }
  const versioned = !isLedgerFamily(family);
  const version = versioned ? versionColumn : byProperty.has('revision') ? quote('revision') : '0';
  return {
    family,
    name: qualify(toSnakeCase(family.name)),
    columns,
    column,
    key: family.key.map(column),
    versioned,
    selectList: [
      ...columns.map((c) => (read === asItIs ? c.sql : `${read(c, family)} as ${c.sql}`)),
      `${version} as ${versionAlias}`,
    ].join(', '),
  };
}

/** Every column of the table, as a statement lists them. */
export const columnNames = (table: Table): string => table.columns.map((column) => column.sql).join(', ');
/** The columns that an update may set. */
export const columnsBesideKey = (table: Table): readonly TableColumn[] =>
  table.columns.filter((column) => !table.key.includes(column));

/** The table itself, where records may be written one by one. */
export function writable(table: Table): Table {
  if (!table.versioned) throw new Error(`"${table.family.name}" belongs to the ledger: only a unit's steps write it.`);
  return table;
}

/** By which column rows are claimed. */
export function dueColumn({ family, column }: Table): TableColumn {
  if (family.due === null) throw new Error(`Rows of "${family.name}" are never due: the family names no due column.`);
  return column(family.due);
}

/** Tables by family, made once; a family that this store has no table for is refused in a sentence. */
export function tableCache(
  families: readonly Family[],
  qualify: (table: string) => string,
  read?: ReadColumn,
): (family: Family) => Table {
  const tables = new Map(families.map((family) => [family.name, toTable(family, qualify, read)]));
  return (family) => {
    const table = tables.get(family.name);
    if (!table) {
      throw new Error(
        `This store has no table for the family "${family.name}". A family of your own must be named in the store's options: { families: [...] }.`,
      );
    }
    return table;
  };
}
